using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;

namespace TesseraGdal.Interop;

/// <summary>
/// What a <c>tessera_raster*</c> points to: a raster of Core, the strings that were given out for it, and its overviews.
/// Disposing of it frees the strings and the handle, its overviews' too, and stops what was only advised.
/// </summary>
internal sealed class OpenRaster : IDisposable
{
    private readonly IRaster _raster;
    private readonly OpenRaster[] _overviews;
    private readonly UnmanagedText _texts = new();
    private readonly Dictionary<string, nint> _metadata = [];
    private readonly Dictionary<int, UnmanagedText> _locations = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly NativeRasterInfo _info;
    private GCHandle<OpenRaster> _self;

    internal unsafe OpenRaster(IRaster raster)
    {
        _raster = raster;
        _overviews = [.. raster.Overviews.Select(overview => new OpenRaster(overview))];
        _info = Describe(raster.Info);
        foreach ((string domain, IReadOnlyList<KeyValuePair<string, string>> items) in raster.Info.Metadata)
            _metadata[domain] = (nint)_texts.Add([.. items.Select(item => $"{item.Key}={item.Value}")]);
        // In GDAL's words: all bands of a pixel come together, so programs had better ask for all of them at once.
        if (_info.BandCount > 1) _metadata.TryAdd("IMAGE_STRUCTURE", (nint)_texts.Add(["INTERLEAVE=PIXEL"]));
        MetadataDomains = _texts.Add(_metadata.Keys);
        IReadOnlyList<Category> categories = raster.Info.Categories;
        ColorCount = categories.Count;
        if (ColorCount > 0)
        {
            CategoryNames = _texts.Add([.. categories.Select(category => category.Name)]);
            ColorTable = _texts.Add<byte>([.. categories.SelectMany(category => (byte[])[category.Red, category.Green, category.Blue, category.Alpha])]);
        }
        _self = new GCHandle<OpenRaster>(this);
    }

    /// <summary>The pointer that the host knows it by.</summary>
    internal nint Handle => GCHandle<OpenRaster>.ToIntPtr(_self);

    /// <summary>What is known without reading.</summary>
    internal ref readonly NativeRasterInfo Info => ref _info;

    /// <summary>Names of the metadata domains.</summary>
    internal unsafe byte** MetadataDomains { get; }

    /// <summary>Names of the values 0, 1, …; null where values are no codes.</summary>
    internal unsafe byte** CategoryNames { get; }

    /// <summary>Their colours, red, green, blue, alpha each; null where values are no codes.</summary>
    internal unsafe byte* ColorTable { get; }

    /// <summary>How many colours.</summary>
    internal int ColorCount { get; }

    /// <summary>The raster that a pointer of the host's means.</summary>
    internal static OpenRaster From(nint handle) => GCHandle<OpenRaster>.FromIntPtr(handle).Target;

    /// <summary>Items of a domain, or null.</summary>
    internal unsafe byte** Metadata(string domain) => _metadata.TryGetValue(domain, out nint items) ? (byte**)items : null;

    /// <summary>Pointer of an overview, or null.</summary>
    internal nint Overview(int index) => index >= 0 && index < _overviews.Length ? _overviews[index].Handle : 0;

    /// <summary>Reads; blocks.</summary>
    internal unsafe void Read(in NativeRead read, HostProgress? progress)
    {
        var exact = new PartialWindow(read.ExactX, read.ExactY, read.ExactWidth, read.ExactHeight);
        var request = new RasterRead
        {
            Window = new Window(read.X, read.Y, read.Width, read.Height),
            Exact = exact == new PartialWindow(read.X, read.Y, read.Width, read.Height) ? null : exact,
            Bands = new ReadOnlySpan<int>(read.Bands, read.BandCount).ToArray(),
            OutWidth = read.OutWidth,
            OutHeight = read.OutHeight,
            Destination = new PixelBuffer((nint)read.Data, read.PixelStride, read.LineStride, read.BandStride),
        };
        Blocking.Wait(_raster.ReadAsync(request, progress, progress?.Token ?? CancellationToken.None), progress);
    }

    /// <summary>Refuses a window that is not within the raster, or of which more would have to be read than may be.</summary>
    internal void Demand(Window window)
    {
        if (!window.IsWithin(_info.Width, _info.Height))
            throw new TesseraException(TesseraErrorKind.InvalidArgument, $"The window {window.X},{window.Y} {window.Width}×{window.Height} is not within the raster's {_info.Width}×{_info.Height} pixels.");
        _raster.DemandWithinLimit(window);
    }

    /// <summary>Starts to fetch what a window needs; returns at once.</summary>
    internal void Advise(Window window)
    {
        if (window.IsWithin(_info.Width, _info.Height)) _ = Task.Run(() => FetchAsync(window));
    }

    /// <summary>Where a pixel comes from, as the XML that gdallocationinfo shows; null outside the raster. Lives until the thread's next call.</summary>
    internal unsafe byte* LocationInfo(int x, int y)
    {
        if (!new Window(x, y, 1, 1).IsWithin(_info.Width, _info.Height)) return null;
        var xml = new StringBuilder("<LocationInfo>");
        foreach ((string name, string value) in _raster.Locate(x, y))
            xml.Append('<').Append(name).Append('>').Append(SecurityElement.Escape(value)).Append("</").Append(name).Append('>');
        xml.Append("</LocationInfo>");

        var text = new UnmanagedText();
        byte* result = *text.Add([xml.ToString()]);
        lock (_locations)
        {
            if (_locations.Remove(Environment.CurrentManagedThreadId, out UnmanagedText? last)) last.Dispose();
            _locations[Environment.CurrentManagedThreadId] = text;
        }
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        foreach (OpenRaster overview in _overviews) overview.Dispose();
        foreach (UnmanagedText text in _locations.Values) text.Dispose();
        _texts.Dispose();
        _self.Dispose();
    }

    private async Task FetchAsync(Window window)
    {
        try
        {
            await _raster.AdviseAsync(window, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Advice is never needed for a read to be right: the read that needs these bytes says what is wrong with them.
            TesseraLog.Debug?.Invoke($"Fetching ahead was given up: {e.Message}");
        }
    }

    private unsafe NativeRasterInfo Describe(RasterInfo info)
    {
        RasterGrid grid = info.Grid;
        var native = new NativeRasterInfo
        {
            Width = grid.Width,
            Height = grid.Height,
            BandCount = info.BandDescriptions.Count,
            PixelType = (int)info.PixelType,
            Epsg = grid.Epsg,
            BlockWidth = info.Block.Width,
            BlockHeight = info.Block.Height,
            HasNoData = info.NoData.HasValue ? 1 : 0,
            NoData = info.NoData ?? 0,
            OverviewCount = _overviews.Length,
            BandDescriptions = _texts.Add(info.BandDescriptions),
            BandColors = _texts.Add<int>([.. info.BandColors.Select(color => (int)color)]),
        };
        ReadOnlySpan<double> coefficients =
            [grid.Transform.OriginX, grid.Transform.PixelWidth, 0, grid.Transform.OriginY, 0, -grid.Transform.PixelHeight];
        coefficients.CopyTo(native.GeoTransform);
        return native;
    }
}
