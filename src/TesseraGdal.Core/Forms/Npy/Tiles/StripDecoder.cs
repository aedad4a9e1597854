using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Quantization;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;

namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>
/// Turns fetched rows into the caller's pixels, as a view shows them. One for a read; strips of it are decoded on many threads at once, each to its own rows of the destination.
/// </summary>
internal sealed unsafe class StripDecoder
{
    private readonly SampledRead _read;
    private readonly RowPainter _painter;
    private readonly int _scalesPerPixel;
    private readonly bool _isOneToOne;
    private readonly PixelOptions? _rule;
    private readonly bool _waterIsInvalid;
    private readonly Landmask? _landmask;

    /// <summary>Settles what one read needs.</summary>
    /// <param name="read">The read.</param>
    /// <param name="options">What is shown, and what is valid.</param>
    /// <param name="scalesPerPixel">1, or 128 where every value has its own scale.</param>
    /// <param name="landmask">The tile's landmask, where it is needed to paint or to tell what is valid, and there is one.</param>
    public StripDecoder(SampledRead read, ReadOptions options, int scalesPerPixel, Landmask? landmask)
    {
        _read = read;
        _painter = options.View.PainterFor(read.Bands.Span, read.Destination);
        _scalesPerPixel = scalesPerPixel;
        _isOneToOne = read.Columns.IsOneToOne(0, read.Columns.Out);
        _rule = options.View.ShowsStoredScales ? options.Pixels : null;
        _waterIsInvalid = options.View.ShowsStoredScales && options.MaskWater;
        _landmask = landmask;
    }

    /// <summary>Decodes output rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="pixels">Stored embeddings of at least these rows; null where the view does not need them.</param>
    /// <param name="scales">Scales of at least these rows.</param>
    public void Decode(OutputRows rows, RowBuffer? pixels, RowBuffer scales)
    {
        fixed (byte* pixelBytes = pixels is null ? default : pixels.Bytes, scaleBytes = scales.Bytes)
        fixed (byte* land = _landmask is null ? default : _landmask.Mask.Span)
        {
            var pixelRows = new RowCursor(pixels?.Layout ?? scales.Layout);
            var scaleRows = new RowCursor(scales.Layout);
            using ColumnPicker? picker = _isOneToOne ? null : new ColumnPicker(_read.Columns, _scalesPerPixel);
            List<PixelRun>? misses = _read.Filter is null ? null : [];
            for (int i = rows.First; i < rows.First + rows.Count; i++)
            {
                ReadOnlySpan<PixelRun> runs = _read.Filter is { } filter ? filter.At(i) : [new PixelRun(i, 0, _read.Columns.Out)];
                if (runs.IsEmpty) continue;
                int row = _read.Rows[i];
                var stored = new StoredPixels(
                    pixels is null ? null : (sbyte*)(pixelBytes + pixelRows.PositionOf(row)),
                    (float*)(scaleBytes + scaleRows.PositionOf(row)),
                    land is null ? null : land + (long)row * _landmask!.Grid.Width + scales.Layout.FirstColumn,
                    _scalesPerPixel);
                foreach (PixelRun run in runs) Paint(run, stored, scales.Layout.FirstColumn, picker, misses);
            }
            if (misses is not null) _read.Filter!.AddMisses(misses);
        }
    }

    private void Paint(PixelRun run, StoredPixels row, int start, ColumnPicker? picker, List<PixelRun>? misses)
    {
        StoredPixels pixels = picker is null ? row.Skip(_read.Columns[run.First] - start) : picker.Pick(row, start, run.First, run.Count);
        byte* output = (byte*)_read.Destination.Origin + run.Row * _read.Destination.LineStride + run.First * _read.Destination.PixelStride;
        if (misses is null)
        {
            _painter.Paint(pixels, run.Count, output);
            return;
        }
        bool validOnly = _read.Filter!.ValidOnly;
        if (!validOnly) _painter.Paint(pixels, run.Count, output);
        for (int from = 0, to; from < run.Count; from = to)
        {
            bool isValid = IsValid(pixels.Skip(from));
            for (to = from + 1; to < run.Count && IsValid(pixels.Skip(to)) == isValid;) to++;
            if (!isValid) misses.Add(new PixelRun(run.Row, run.First + from, to - from));
            else if (validOnly) _painter.Paint(pixels.Skip(from), to - from, output + from * _read.Destination.PixelStride);
        }
    }

    /// <summary>Whether a pixel has a value in any band of the embedding, whatever the view shows. Prepared scales tell it all; stored ones do not.</summary>
    private bool IsValid(StoredPixels pixel)
    {
        if (_waterIsInvalid && pixel.Land is not null && *pixel.Land == 0) return false;
        for (int i = 0; i < pixel.ScalesPerPixel; i++)
        {
            if (_rule is null ? !float.IsNaN(pixel.Scales[i]) : ScalePreparation.IsValid(pixel.Scales[i], _rule)) return true;
        }
        return false;
    }
}
