namespace TesseraGdal.Tests.Storage;

/// <summary>Files of the repository that tests read: found from the folder of the test program upwards.</summary>
internal static class RepositoryFiles
{
    public static string PathOf(string path)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TesseraGdal.sln"))) return Path.Combine(folder.FullName, path);
        }
        throw new FileNotFoundException("The tests run outside of the repository.", path);
    }
}
