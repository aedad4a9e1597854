using System.Runtime.InteropServices;
using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Quantization;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>
/// Reads pixels of a tile: cuts the wanted rows into strips, fetches several at once, and decodes each straight into the caller's memory as
/// soon as it is there. What is under way at once needs no more than some 20 MiB of pooled memory, however large the read.
/// </summary>
internal sealed class TileReader
{
    /// <summary>Stored bytes of a strip: six of them under way keep a network busy, and one is still in the processor's cache when it is decoded.</summary>
    private const int StripLength = 2 << 20;

    /// <summary>Strips under way at once.</summary>
    private const int StripsAtOnce = 6;

    /// <summary>Bytes of scales that are fetched in one go, before the strips that they belong to: those of a whole tile, as published.</summary>
    private const int ScalesLength = 8 << 20;

    private readonly IObjectStore _store;
    private readonly TileArray _embeddings;
    private readonly TileArray _scales;
    private readonly ReadOptions _options;
    private readonly Landmask? _landmask;

    /// <summary>Makes a reader of an opened tile.</summary>
    /// <param name="store">Where its objects are.</param>
    /// <param name="embeddings">Its embeddings.</param>
    /// <param name="scales">Its scales, of the same height and width.</param>
    /// <param name="options">How to read.</param>
    /// <param name="landmask">Its landmask, of the same size, if there is one.</param>
    public TileReader(IObjectStore store, TileArray embeddings, TileArray scales, ReadOptions options, Landmask? landmask)
    {
        _store = store;
        _embeddings = embeddings;
        _scales = scales;
        _options = options;
        _landmask = landmask;
    }

    /// <summary>The embeddings that it reads.</summary>
    public TileArray Embeddings => _embeddings;

    /// <summary>The scales that it reads.</summary>
    public TileArray Scales => _scales;

    /// <summary>Reads the picked pixels.</summary>
    /// <exception cref="TesseraException">They could not be had, or need more than <see cref="ReadOptions.MaxRead"/> (LimitExceeded).</exception>
    public async ValueTask ReadAsync(SampledRead read, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        CheckLimit(read);
        bool needsLand = _options.View.NeedsLand || (_options.View.ShowsStoredScales && _options.MaskWater && read.Filter is not null);
        var decoder = new StripDecoder(read, _options, _scales.ElementsPerPixel, needsLand ? _landmask : null);
        var done = new ReadProgress(progress, read.Rows.Out);
        using var decoding = new SemaphoreSlim(Math.Max(1, _options.Threads));
        var all = new OutputRows(0, read.Rows.Out);
        foreach (OutputRows part in Parts(read, all, RowLayout.RowCost(_scales, read.Columns), ScalesLength))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task<RowBuffer> scales = FetchScalesAsync(read, part, cancellationToken);
            try
            {
                await ForEachStripAsync(read, part, (strip, token) => ReadStripAsync(read, strip, decoder, decoding, scales, done, token), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await ((Task)scales).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // a failure of it has been thrown by the strips that wait for it
                if (scales.IsCompletedSuccessfully) (await scales.ConfigureAwait(false)).Dispose();
            }
        }
    }

    /// <summary>Fetches what a read would need, so that the store's cache has it; nothing where that is more than a read may need.</summary>
    public async ValueTask FetchAsync(SampledRead read, CancellationToken cancellationToken)
    {
        if (NeededBytes(read) > _options.MaxRead) return;
        var all = new OutputRows(0, read.Rows.Out);
        foreach (OutputRows part in Parts(read, all, RowLayout.RowCost(_scales, read.Columns), ScalesLength))
        {
            using RowBuffer scales = await FetchAsync(_scales, read, part, cancellationToken).ConfigureAwait(false);
            await ForEachStripAsync(
                read,
                part,
                async (strip, token) => (await FetchPixelsAsync(read, strip, token).ConfigureAwait(false))?.Dispose(),
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Parts of bounded size, without those that have nothing to fill.</summary>
    private static IEnumerable<OutputRows> Parts(SampledRead read, OutputRows rows, long rowCost, long limit) =>
        rows.Cut(read.Rows, rowCost, limit).Where(part => read.NextRow(part.First, part.First + part.Count) < part.First + part.Count);

    private async ValueTask ForEachStripAsync(
        SampledRead read, OutputRows rows, Func<OutputRows, CancellationToken, ValueTask> body, CancellationToken cancellationToken)
    {
        OutputRows[] strips = _options.View.NeedsEmbeddings ? [.. Parts(read, rows, RowLayout.RowCost(_embeddings, read.Columns), StripLength)] : [rows];
        if (strips.Length == 1)
        {
            await body(strips[0], cancellationToken).ConfigureAwait(false);
            return;
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = StripsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(strips, options, body).ConfigureAwait(false);
    }

    private async ValueTask ReadStripAsync(
        SampledRead read, OutputRows strip, StripDecoder decoder, SemaphoreSlim decoding, Task<RowBuffer> scales, ReadProgress done, CancellationToken cancellationToken)
    {
        using RowBuffer? pixels = await FetchPixelsAsync(read, strip, cancellationToken).ConfigureAwait(false);
        RowBuffer prepared = await scales.ConfigureAwait(false);
        await decoding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            decoder.Decode(strip, pixels, prepared);
        }
        finally
        {
            decoding.Release();
        }
        done.Add(strip.Count);
    }

    private async Task<RowBuffer> FetchScalesAsync(SampledRead read, OutputRows rows, CancellationToken cancellationToken)
    {
        RowBuffer buffer = await FetchAsync(_scales, read, rows, cancellationToken).ConfigureAwait(false);
        Span<float> scales = MemoryMarshal.Cast<byte, float>(buffer.Bytes);
        bool isBigEndian = _scales.Header.Element == NpyElement.Float32BigEndian;
        if (_options.View.ShowsStoredScales)
        {
            if (isBigEndian) ScalePreparation.SwapBytes(scales);
            return buffer;
        }
        ScalePreparation.Prepare(scales, isBigEndian, _options.Pixels);
        if (_options.MaskWater && _landmask is not null) WaterMask.Apply(_landmask, buffer, _scales.ElementsPerPixel);
        return buffer;
    }

    private async ValueTask<RowBuffer?> FetchPixelsAsync(SampledRead read, OutputRows rows, CancellationToken cancellationToken) =>
        _options.View.NeedsEmbeddings ? await FetchAsync(_embeddings, read, rows, cancellationToken).ConfigureAwait(false) : null;

    private ValueTask<RowBuffer> FetchAsync(TileArray array, SampledRead read, OutputRows rows, CancellationToken cancellationToken) =>
        RowBuffer.FetchAsync(_store, array, RowLayout.Of(array, read, rows), cancellationToken);

    /// <summary>Refuses a read that needs more than <see cref="ReadOptions.MaxRead"/>.</summary>
    /// <exception cref="TesseraException">LimitExceeded.</exception>
    public void CheckLimit(SampledRead read)
    {
        if (_options.MaxRead >= _embeddings.Facts.Length + _scales.Facts.Length) return;
        long needed = NeededBytes(read);
        if (needed <= _options.MaxRead) return;
        throw new TesseraException(
            TesseraErrorKind.LimitExceeded,
            $"Reading rows {read.Rows.First} to {read.Rows.Last} of {_embeddings.Facts.Key} needs {needed} stored bytes, and TESSERA_MAX_READ allows {_options.MaxRead}. "
            + "Ask for fewer rows at a time, or for fewer pixels by nearest neighbour, which takes some of the rows only; or raise TESSERA_MAX_READ.");
    }

    private long NeededBytes(SampledRead read)
    {
        long rows = 0;
        for (int i = read.NextRow(0, read.Rows.Out), last = -1; i < read.Rows.Out; i = read.NextRow(i + 1, read.Rows.Out))
        {
            if (read.Rows[i] == last) continue;
            last = read.Rows[i];
            rows++;
        }
        return rows * ((_options.View.NeedsEmbeddings ? RowLayout.RowCost(_embeddings, read.Columns) : 0) + RowLayout.RowCost(_scales, read.Columns));
    }
}
