using System.Text.Json;
using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Objects;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Registry.Folders;

/// <summary>What geotessera noted of a folder that it wrote, in <c>tessera_metadata.json</c>: whose tiles these are, as the paths do not tell (formats.md §1.3).</summary>
/// <param name="Dataset">The dataset, or null where the catalogue does not know it.</param>
/// <param name="Text">The dataset as a person would write it, known or not.</param>
internal sealed record FolderRecord(Dataset? Dataset, string Text)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "tessera_metadata.json";

    /// <summary>geotessera writes half a kilobyte.</summary>
    private const int MaxLength = 1 << 20;

    private const int MaxText = 64;

    /// <summary>Reads the note in a folder.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="TesseraException">It cannot be read, or does not say whose tiles these are (CorruptData).</exception>
    public static FolderRecord? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            return PlainFile.TryReadAll(path, MaxLength, out long length) is { Length: > 0 } json
                ? Parse(json, path)
                : throw Wrong(path, $"it has {length} bytes, and from 1 to {MaxLength} are accepted");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TesseraException(TesseraErrorKind.LocalResource, $"{path} could not be read: {e.Message} It says which dataset is in its folder; see that it can be read.", e);
        }
    }

    /// <summary>Reads the text of a note.</summary>
    /// <param name="json">The file's bytes.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="TesseraException">It is no JSON, or does not say whose tiles these are (CorruptData).</exception>
    public static FolderRecord Parse(ReadOnlyMemory<byte> json, string path)
    {
        if (json.Span.StartsWith("\uFEFF"u8)) json = json["\uFEFF"u8.Length..];
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw Wrong(path, "it is no JSON object");
            string? version = TextOf(root, "dataset_version"), variant = TextOf(root, "dataset_variant"), directory = TextOf(root, "dataset_path");
            if (version is not null && variant is not null) return new FolderRecord(Catalogue.FindDataset($"{version}-{variant}"), $"version {version}, variant {variant}");
            if (directory is not null) return new FolderRecord(ByDirectory(directory), directory);
            if (version is not null) return new FolderRecord(Catalogue.FindDataset(version, NpyObject.FormName), $"version {version}");
            throw Wrong(path, "neither dataset_version nor dataset_path in it is a text");
        }
        catch (JsonException e)
        {
            throw Wrong(path, $"it is no JSON: {e.Message.TrimEnd('.')}");
        }
    }

    private static Dataset? ByDirectory(string directory) => Catalogue.Datasets.FirstOrDefault(d => d.FormNamed(NpyObject.FormName)?.Folder == directory) ?? Catalogue.FindDataset(directory, NpyObject.FormName);

    /// <summary>A short text of one line; all else is as good as absent.</summary>
    private static string? TextOf(JsonElement root, string key)
    {
        if (!root.TryGetProperty(key, out JsonElement value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            string text = value.GetString()!.Trim();
            return text.Length is 0 or > MaxText || text.Any(char.IsControl) ? null : text;
        }
        catch (InvalidOperationException) // half a surrogate pair, escaped
        {
            return null;
        }
    }

    private static TesseraException Wrong(string path, string problem) => new(TesseraErrorKind.CorruptData,
        $"{path} should say which dataset is in its folder, but {problem}. Mend it, or remove it: without it, the dataset that a name asks for is believed.");
}
