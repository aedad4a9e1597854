namespace TesseraGdal.Tests.Registry;

/// <summary>Folders for one run of the tests: an index has 13 MB, so none is left behind.</summary>
internal static class TempFolder
{
    private static readonly string Root = Directory.CreateTempSubdirectory("tessera-registry-").FullName;

    static TempFolder() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Root, recursive: true);

    /// <summary>Makes an empty folder.</summary>
    public static string Create() => Directory.CreateDirectory(Path.Combine(Root, Guid.NewGuid().ToString("n"))).FullName;
}
