using System.Buffers.Binary;

namespace TesseraGdal.Forms.Npy.Registry.Columns;

/// <summary>
/// Wraps one column chunk as a Parquet file of its own: pages as they came, headers and footer written anew from the facts that
/// <see cref="ParquetFooter"/> and <see cref="PageScan"/> have checked. So the library that decodes the pages meets no metadata from outside.
/// </summary>
internal static class ChunkFile
{
    private const int EncodingPlain = 0, EncodingRle = 3;
    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Composes the file; its one column is <c>c</c>.</summary>
    public static MemoryStream Compose(ColumnChunk chunk, IReadOnlyList<DataPage> pages, ReadOnlySpan<byte> bytes)
    {
        var file = new MemoryStream(bytes.Length + 256 + (pages.Count * 32));
        file.Write(Magic);
        foreach (DataPage page in pages)
        {
            file.Write(Header(page).Written);
            file.Write(bytes.Slice(page.Offset, page.Length));
        }
        ReadOnlySpan<byte> footer = Footer(chunk, file.Position - Magic.Length).Written;
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        file.Write(footer);
        file.Write(length);
        file.Write(Magic);
        file.Position = 0;
        return file;
    }

    private static CompactWriter Header(DataPage page)
    {
        CompactWriter header = new CompactWriter().Begin().Int32(1, page.Type).Int32(2, page.FullLength).Int32(3, page.Length);
        header = page.Type switch
        {
            DataPage.TypeDictionary => header.Begin(7).Int32(1, page.Values).Int32(2, EncodingPlain),
            DataPage.TypeDataV2 => header.Begin(8).Int32(1, page.Values).Int32(2, page.Nulls).Int32(3, page.Values).Int32(4, page.Encoding)
                .Int32(5, page.LevelsLength).Int32(6, 0).Boolean(7, page.IsCompressed),
            _ => header.Begin(5).Int32(1, page.Values).Int32(2, page.Encoding).Int32(3, EncodingRle).Int32(4, EncodingRle),
        };
        return header.End().End();
    }

    private static CompactWriter Footer(ColumnChunk chunk, long length) => new CompactWriter().Begin()
        .Int32(1, 1)
        .List(2, CompactType.Struct, 2)
            .Begin().Binary(4, "schema"u8).Int32(5, 1).End()
            .Begin().Int32(1, (int)chunk.Column.Type).Int32(3, chunk.Column.IsOptional ? 1 : 0).Binary(4, "c"u8).End()
        .Int64(3, chunk.Values)
        .List(4, CompactType.Struct, 1)
            .Begin()
            .List(1, CompactType.Struct, 1)
                .Begin().Int64(2, Magic.Length).Begin(3)
                    .Int32(1, (int)chunk.Column.Type)
                    .List(2, CompactType.Int32, 1).Element(EncodingPlain)
                    .List(3, CompactType.Binary, 1).Element("c"u8)
                    .Int32(4, chunk.Codec)
                    .Int64(5, chunk.Values).Int64(6, length).Int64(7, length)
                    .Int64(9, Magic.Length)
                .End().End()
            .Int64(2, length).Int64(3, chunk.Values)
            .End()
        .End();
}
