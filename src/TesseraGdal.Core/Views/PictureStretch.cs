using TesseraGdal.Geometry;
using TesseraGdal.Rasters;

namespace TesseraGdal.Views;

/// <summary>
/// The stretch of one picture, found when its first pixel is read: the user's, or that of its zone. Where there is no zone to look at, or it cannot be reached,
/// the picture's own values are stretched.
/// </summary>
internal sealed class PictureStretch
{
    /// <summary>Pixels of the largest picture that is looked at itself: some tiles' worth.</summary>
    private const long MostPixels = 1 << 24;

    private readonly IRaster _picture;
    private readonly IReadOnlyList<int> _bands;
    private readonly ColorStretch? _given;
    private readonly StretchSource? _zone;
    private readonly StretchOnce _found = new();

    /// <summary>Says what the stretch is taken from; nothing is read.</summary>
    /// <param name="picture">The embeddings that are shown.</param>
    /// <param name="bands">The three bands that are shown.</param>
    /// <param name="given">What the user gave (<c>stretch=</c>), or null.</param>
    /// <param name="zone">The tiles of its zone, or null where no registry lists any.</param>
    public PictureStretch(IRaster picture, IReadOnlyList<int> bands, ColorStretch? given, StretchSource? zone)
    {
        _picture = picture;
        _bands = bands;
        _given = given;
        _zone = zone;
    }

    /// <summary>Gives the stretch.</summary>
    /// <exception cref="TesseraException">No value could be read.</exception>
    public ValueTask<ColorStretch> GetAsync(CancellationToken cancellationToken) =>
        _given is not null ? ValueTask.FromResult(_given) : _found.GetAsync(FindAsync, cancellationToken);

    private async ValueTask<ColorStretch> FindAsync(CancellationToken cancellationToken)
    {
        if (_zone is null) return await OwnAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ZoneStretch.GetAsync(_zone, _bands, cancellationToken).ConfigureAwait(false);
        }
        catch (TesseraException e) when (IsOutOfReach(e))
        {
            TesseraLog.Warn?.Invoke($"The colours of view=rgb are those of this raster alone, and others than its neighbours', since not all tiles that they are taken from can be read: {e.Message} stretch= sets colours by hand.");
        }
        try
        {
            return await OwnAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TesseraException e) when (IsOutOfReach(e))
        {
            return Typical(e.Message); // what is wanted of the picture may be within reach all the same
        }
    }

    private async ValueTask<ColorStretch> OwnAsync(CancellationToken cancellationToken)
    {
        RasterGrid grid = _picture.Info.Grid;
        if ((long)grid.Width * grid.Height > MostPixels) return Typical("the raster is so large that it would take long to look at all of it.");
        try
        {
            return StretchSampler.StretchOf([await StretchSampler.SampleAsync(_picture, _bands, cancellationToken).ConfigureAwait(false)]);
        }
        catch (TesseraException e) when (e.Kind == TesseraErrorKind.LimitExceeded)
        {
            return Typical(e.Message);
        }
    }

    private static bool IsOutOfReach(TesseraException e) => e.Kind is TesseraErrorKind.Unavailable or TesseraErrorKind.Offline or TesseraErrorKind.LocalResource;

    private static ColorStretch Typical(string reason)
    {
        if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"The colours of view=rgb are those for typical values: {reason}");
        return StretchSampler.StretchOf([]);
    }
}
