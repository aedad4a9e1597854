using System.Runtime.InteropServices;

namespace TesseraGdal.Registration;

/// <summary>Where a .NET program has its native files.</summary>
internal static class NativeFolders
{
    /// <summary>The folders, each once, in the order to look: those that .NET itself searches, the program's own, and what the SDK makes in it.</summary>
    internal static IReadOnlyList<string> All()
    {
        // Of packages as they were restored, beside the program, or where a single file was unpacked: learn.microsoft.com/dotnet/core/dependency-loading/default-probing
        string searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string program = AppContext.BaseDirectory;
        string assets = Path.Combine(program, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        return [.. searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(program).Append(assets)
            .Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
            .Distinct(StringComparer.Ordinal)
            .Where(Directory.Exists)];
    }
}
