using System.Text;
using Parquet;
using Parquet.Schema;

namespace TesseraGdal.Forms.Npy.Registry.Columns;

/// <summary>
/// Turns a column chunk's bytes into numbers or answers about texts, with Parquet.Net's decoders. Buffers are kept from one
/// row group to the next, so that a file of any length needs those of its largest row group. Not safe for several threads.
/// </summary>
internal sealed class ColumnDecoder
{
    /// <summary>Markers for values that no page has filled: no manifest has them.</summary>
    private const double EmptyDouble = -1.234567890123e300;
    private const float EmptyFloat = -1.234567e38f;
    private static readonly ReadOnlyMemory<byte> EmptyText = new byte[1];

    private int[] _levels = [];
    private int[] _ints = [];
    private long[] _longs = [];
    private float[] _floats = [];
    private double[] _doubles = [];
    private ReadOnlyMemory<byte>[] _texts = [];

    /// <summary>Decodes a numeric column; a null becomes NaN.</summary>
    /// <param name="chunk">The chunk; its column <see cref="ParquetColumn.IsNumeric"/>.</param>
    /// <param name="bytes">The chunk's bytes.</param>
    /// <param name="destination">A number for each of the chunk's values. Integers beyond 2^53 lose their last digits.</param>
    /// <param name="cancellationToken">Stops the decoding between pages.</param>
    /// <exception cref="InvalidDataException">The pages are not what the chunk's metadata say.</exception>
    public async ValueTask NumbersAsync(ColumnChunk chunk, ReadOnlyMemory<byte> bytes, Memory<double> destination, CancellationToken cancellationToken)
    {
        int defined = chunk.Column.Type switch
        {
            PhysicalType.Int32 => await DecodeAsync(chunk, bytes, _ints = Sized(_ints, chunk), int.MinValue, cancellationToken),
            PhysicalType.Int64 => await DecodeAsync(chunk, bytes, _longs = Sized(_longs, chunk), long.MinValue, cancellationToken),
            PhysicalType.Float => await DecodeAsync(chunk, bytes, _floats = Sized(_floats, chunk), EmptyFloat, cancellationToken),
            PhysicalType.Double => await DecodeAsync(chunk, bytes, _doubles = Sized(_doubles, chunk), EmptyDouble, cancellationToken),
            _ => throw new InvalidDataException($"column {chunk.Column.Name} is of type {chunk.Column.Type}, not a number"),
        };
        Spread(chunk, defined, destination.Span);
    }

    /// <summary>Decodes a text column, and says of each row whether it has a text.</summary>
    /// <param name="chunk">The chunk; its column <see cref="ParquetColumn.IsText"/>.</param>
    /// <param name="bytes">The chunk's bytes.</param>
    /// <param name="text">The text.</param>
    /// <param name="whenNull">The answer for rows without any.</param>
    /// <param name="matches">A place for each of the chunk's values: cleared where the answer is no, else left as it is.</param>
    /// <param name="cancellationToken">Stops the decoding between pages.</param>
    /// <exception cref="InvalidDataException">The pages are not what the chunk's metadata say.</exception>
    public async ValueTask KeepWhereAsync(
        ColumnChunk chunk, ReadOnlyMemory<byte> bytes, string text, bool whenNull, Memory<bool> matches, CancellationToken cancellationToken)
    {
        await DecodeAsync(chunk, bytes, _texts = Sized(_texts, chunk), EmptyText, cancellationToken);
        byte[] wanted = Encoding.UTF8.GetBytes(text);
        Span<bool> kept = matches.Span;
        int next = 0;
        for (int i = 0; i < chunk.Values; i++)
        {
            bool isMatch = chunk.Column.IsOptional && _levels[i] == 0 ? whenNull : _texts[next++].Span.SequenceEqual(wanted);
            kept[i] &= isMatch;
        }
        Array.Clear(_texts);
    }

    /// <summary>Decodes the values that are not null, and the levels that say which are, into <see cref="_levels"/>.</summary>
    /// <returns>How many values are not null.</returns>
    private async ValueTask<int> DecodeAsync<T>(ColumnChunk chunk, ReadOnlyMemory<byte> bytes, T[] values, T empty, CancellationToken cancellationToken)
        where T : struct, IEquatable<T>
    {
        if (chunk.Values == 0) return 0;
        Array.Fill(values, empty, 0, chunk.Values);
        _levels = Sized(_levels, chunk);
        Array.Fill(_levels, -1, 0, chunk.Values);
        try
        {
            using MemoryStream file = ChunkFile.Compose(chunk, PageScan.Scan(chunk, bytes.Span), bytes.Span);
            await using ParquetReader reader = await ParquetReader.CreateAsync(file, cancellationToken: cancellationToken).ConfigureAwait(false);
            DataField field = reader.Schema.DataFields[0];
            Memory<int>? levels = chunk.Column.IsOptional ? _levels : default(Memory<int>?);
            await reader.OpenRowGroupReader(0).ReadRawAsync<T>(field, values, levels, null, cancellationToken).ConfigureAwait(false);
        }
        // The library throws whatever its decoders stumble over: ranges, casts, its own errors, those of its decompressors.
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            throw new InvalidDataException($"the pages of column {chunk.Column.Name} cannot be decoded: {e.Message}", e);
        }
        int defined = chunk.Column.IsOptional ? _levels.AsSpan(0, chunk.Values).Count(1) : chunk.Values;
        int absent = chunk.Column.IsOptional ? _levels.AsSpan(0, chunk.Values).Count(0) : 0;
        if (defined + absent != chunk.Values || (defined > 0 && values[defined - 1].Equals(empty)))
            throw new InvalidDataException($"the pages of column {chunk.Column.Name} hold fewer values than they say");
        return defined;
    }

    /// <summary>Puts each value into its row, and NaN into rows without any; from the end, since the values may be shifted.</summary>
    private void Spread(ColumnChunk chunk, int defined, Span<double> destination)
    {
        for (int i = chunk.Values - 1, next = defined - 1; i >= 0; i--)
            destination[i] = chunk.Column.IsOptional && _levels[i] == 0 ? double.NaN : Number(chunk.Column.Type, next--);
    }

    private double Number(PhysicalType type, int index) => type switch
    {
        PhysicalType.Int32 => _ints[index],
        PhysicalType.Int64 => _longs[index],
        PhysicalType.Float => _floats[index],
        _ => _doubles[index],
    };

    private static T[] Sized<T>(T[] buffer, ColumnChunk chunk) => buffer.Length >= chunk.Values ? buffer : new T[chunk.Values];
}
