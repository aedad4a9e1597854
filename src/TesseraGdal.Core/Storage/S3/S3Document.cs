using System.Runtime.InteropServices;
using System.Xml;

namespace TesseraGdal.Storage.S3;

/// <summary>What of a service's error document is of use: <c>&lt;Error&gt;&lt;Code&gt;NoSuchKey&lt;/Code&gt;…&lt;/Error&gt;</c>. That servers send one is not relied upon.</summary>
/// <param name="Code">The service's word for the error, or null.</param>
/// <param name="Endpoint">The host that has the bucket, or null.</param>
/// <param name="Region">The region that has the bucket, or null.</param>
internal sealed record S3Document(string? Code, string? Endpoint, string? Region)
{
    /// <summary>Bytes of a document that are looked at; S3's have less than 1 KiB.</summary>
    public const int MaxLength = 64 << 10;

    private const int MaxText = 100;

    /// <summary>Without a DTD there are no entities to expand, and nothing is fetched.</summary>
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreWhitespace = true,
        IgnoreComments = true,
    };

    /// <summary>The name of a document's outermost element, or null where it is none, or one with a DTD.</summary>
    public static string? RootOf(Stream document)
    {
        try
        {
            using var reader = XmlReader.Create(document, Settings);
            return reader.MoveToContent() == XmlNodeType.Element ? reader.LocalName : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>Reads a document as far as it can be read; of what is none, nothing is known.</summary>
    public static S3Document Parse(ReadOnlyMemory<byte> bytes)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment);
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false), Settings);
            string? element = null;
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element) element = reader.Depth == 1 ? reader.LocalName : null;
                else if (reader.NodeType == XmlNodeType.Text && element is not null && reader.Value.Trim() is { Length: > 0 and <= MaxText } text) found.TryAdd(element, text);
            }
        }
        catch (XmlException e)
        {
            TesseraLog.Debug?.Invoke($"The document of an error cannot be read to its end: {e.Message}");
        }
        return new S3Document(found.GetValueOrDefault("Code"), found.GetValueOrDefault("Endpoint"), found.GetValueOrDefault("Region"));
    }
}
