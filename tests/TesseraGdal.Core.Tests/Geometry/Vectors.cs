using System.Text.Json;

namespace TesseraGdal.Tests.Geometry;

/// <summary>The given vectors in <c>tests/data/vectors</c>, found from the test program upwards.</summary>
internal static class Vectors
{
    internal static JsonElement Read(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "tests", "data", "vectors", file);
            if (File.Exists(path)) return JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        }
        throw new FileNotFoundException($"tests/data/vectors/{file} is in no folder above {AppContext.BaseDirectory}.");
    }
}
