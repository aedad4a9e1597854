namespace TesseraGdal.Rasters.Views;

/// <summary>
/// The stretch of one picture, found when its first pixel is read: the user's, or that of its zone. Where there is no zone to look at, or it cannot be reached,
/// the picture's own values are stretched.
/// </summary>
internal sealed class PictureStretch
{
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
        try
        {
            if (_zone is not null) return await ZoneStretch.GetAsync(_zone, _bands, cancellationToken).ConfigureAwait(false);
        }
        catch (TesseraException e) when (e.Kind is TesseraErrorKind.Unavailable or TesseraErrorKind.Offline or TesseraErrorKind.LocalResource)
        {
            TesseraLog.Warn?.Invoke($"The colours of view=rgb are those of this raster alone, and others than its neighbours', since not all tiles that they are taken from can be read: {e.Message} stretch= sets colours by hand.");
        }
        return await OwnAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ColorStretch> OwnAsync(CancellationToken cancellationToken)
    {
        try
        {
            return StretchSampler.StretchOf([await StretchSampler.SampleAsync(_picture, _bands, cancellationToken).ConfigureAwait(false)]);
        }
        catch (TesseraException e) when (e.Kind == TesseraErrorKind.LimitExceeded)
        {
            if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"The colours of view=rgb are for typical values: {e.Message}");
            return StretchSampler.StretchOf([]);
        }
    }
}
