using Snappier;
using ZstdSharp;

namespace TesseraGdal.Forms.Npy.Registry.Columns;

/// <summary>
/// Finds the pages of a column chunk and checks what their headers claim before anything is decoded: sizes within the chunk,
/// values that add up, dictionaries no larger than their bytes, and bodies that do not decompress to more than <see cref="MaxPageLength"/>.
/// </summary>
internal static class PageScan
{
    /// <summary>Bytes that a page may have once decompressed. Writers aim at 1 MiB, or at a dictionary and no more.</summary>
    public const int MaxPageLength = 128 << 20;

    private const int CodecNone = 0, CodecSnappy = 1, CodecZstd = 6;
    private const int EncodingPlainDictionary = 2, EncodingRleDictionary = 8;

    /// <summary>Lists the pages of a chunk that hold its dictionary and its values.</summary>
    /// <exception cref="InvalidDataException">A header is no header, or its numbers do not fit the chunk.</exception>
    public static List<DataPage> Scan(ColumnChunk chunk, ReadOnlySpan<byte> bytes)
    {
        var pages = new List<DataPage>();
        long values = 0;
        for (int position = 0; position < bytes.Length;)
        {
            DataPage page = ReadHeader(chunk, bytes[position..], position);
            position = page.Offset + page.Length;
            if (page.Type == DataPage.TypeIndex) continue;
            Check(chunk, page, bytes.Slice(page.Offset, page.Length), pages);
            if (page.Type != DataPage.TypeDictionary) values += page.Values;
            pages.Add(page);
        }
        if (values != chunk.Values) throw Wrong(chunk, $"has {values} values in its pages, {chunk.Values} in the footer");
        return pages;
    }

    private static DataPage ReadHeader(ColumnChunk chunk, ReadOnlySpan<byte> bytes, int position)
    {
        var reader = new CompactReader(bytes);
        var page = new DataPage { Type = -1, FullLength = -1, Length = -1, Values = -1, IsCompressed = true };
        for (int id = 0; reader.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1: page = page with { Type = reader.Int32(type) }; break;
                case 2: page = page with { FullLength = reader.Int32(type) }; break;
                case 3: page = page with { Length = reader.Int32(type) }; break;
                case 5 or 7: page = ReadValues(ref reader, type, page); break;
                case 8: page = ReadValuesV2(ref reader, type, page); break;
                default: reader.Skip(type); break;
            }
        }
        if (page.Length < 0 || page.Length > bytes.Length - reader.Position) throw Wrong(chunk, $"has a page of {page.Length} bytes, more than its chunk");
        if (page.FullLength is < 0 or > MaxPageLength) throw Wrong(chunk, $"has a page that claims {page.FullLength} bytes; up to {MaxPageLength} are read");
        return page with { Offset = position + reader.Position };
    }

    /// <summary>Headers of data pages of the first kind and of dictionary pages begin alike.</summary>
    private static DataPage ReadValues(ref CompactReader reader, CompactType given, DataPage page)
    {
        CompactReader.Struct(given);
        for (int id = 0; reader.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1: page = page with { Values = reader.Int32(type) }; break;
                case 2: page = page with { Encoding = reader.Int32(type) }; break;
                default: reader.Skip(type); break;
            }
        }
        return page;
    }

    private static DataPage ReadValuesV2(ref CompactReader reader, CompactType given, DataPage page)
    {
        CompactReader.Struct(given);
        for (int id = 0; reader.NextField(ref id, out CompactType type);)
        {
            switch (id)
            {
                case 1: page = page with { Values = reader.Int32(type) }; break;
                case 2: page = page with { Nulls = reader.Int32(type) }; break;
                case 4: page = page with { Encoding = reader.Int32(type) }; break;
                case 5: page = page with { LevelsLength = reader.Int32(type) }; break;
                case 7: page = page with { IsCompressed = CompactReader.Boolean(type) }; break;
                default: reader.Skip(type); break;
            }
        }
        return page;
    }

    private static void Check(ColumnChunk chunk, DataPage page, ReadOnlySpan<byte> body, List<DataPage> before)
    {
        if (page.Type is not (DataPage.TypeData or DataPage.TypeDictionary or DataPage.TypeDataV2)) throw Wrong(chunk, $"has a page of unknown type {page.Type}");
        if (page.Values < 0 || page.Values > chunk.Values) throw Wrong(chunk, $"has a page of {page.Values} values in a chunk of {chunk.Values}");
        if (page.Nulls < 0 || page.Nulls > page.Values) throw Wrong(chunk, $"has a page of {page.Values} values with {page.Nulls} nulls");
        if (page.LevelsLength < 0 || page.LevelsLength > Math.Min(page.Length, page.FullLength)) throw Wrong(chunk, $"has a page with {page.LevelsLength} bytes of levels, more than the page");
        if (page.Type == DataPage.TypeDictionary)
            CheckDictionary(chunk, page, before);
        else if (page.Encoding is EncodingPlainDictionary or EncodingRleDictionary && (before.Count == 0 || before[0].Type != DataPage.TypeDictionary))
            throw Wrong(chunk, "refers to a dictionary that it does not have");
        CheckFullLength(chunk, page, body);
    }

    private static void CheckDictionary(ColumnChunk chunk, DataPage page, List<DataPage> before)
    {
        if (before.Count > 0) throw Wrong(chunk, "has a dictionary that is not its first page");
        int smallest = chunk.Column.Type is PhysicalType.Int64 or PhysicalType.Double ? sizeof(long) : sizeof(int);
        if ((long)page.Values * smallest > page.FullLength) throw Wrong(chunk, $"has a dictionary of {page.Values} values in {page.FullLength} bytes");
    }

    /// <summary>What a compressed body says of its own length is what a decompressor allocates.</summary>
    private static void CheckFullLength(ColumnChunk chunk, DataPage page, ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> values = body[page.LevelsLength..];
        long length = chunk.Codec switch
        {
            CodecNone => values.Length,
            _ when !page.IsCompressed => values.Length,
            CodecSnappy => Snappy.GetUncompressedLength(values),
            CodecZstd => (long)Math.Min(Decompressor.GetDecompressedSize(values), long.MaxValue),
            _ => page.FullLength,
        };
        if (length > MaxPageLength) throw Wrong(chunk, $"has a page that decompresses to {length} bytes; up to {MaxPageLength} are read");
        if (chunk.Codec == CodecNone && page.Length != page.FullLength) throw Wrong(chunk, $"has a page of {page.Length} bytes that claims {page.FullLength}, and is not compressed");
    }

    private static InvalidDataException Wrong(ColumnChunk chunk, string what) => new($"column {chunk.Column.Name} {what}");
}
