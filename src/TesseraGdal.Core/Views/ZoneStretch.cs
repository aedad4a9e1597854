using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Storage;

namespace TesseraGdal.Views;

/// <summary>
/// The stretch of all pictures of a dataset, a year and a zone: sampled from a handful of its tiles, so that every tile and every crop of them has the same
/// colours. Found once a process, and kept on disk for the next.
/// </summary>
internal static class ZoneStretch
{
    /// <summary>Tiles that are looked at: some 4 MB of each.</summary>
    private const int TilesAtMost = 8;

    /// <summary>The samples of a tile that is damaged: none of any band.</summary>
    private static readonly IReadOnlyList<float[]> NoGood = [[], [], []];

    private static readonly RecentlyUsed<string, StretchOnce> Shared = new(256);

    /// <summary>Gives the stretch of three bands.</summary>
    /// <exception cref="TesseraException">A tile could not be reached, so that the colours would be others than usual.</exception>
    public static ValueTask<ColorStretch> GetAsync(StretchSource source, IReadOnlyList<int> bands, CancellationToken cancellationToken)
    {
        string identity = source.IdentityOf(bands);
        return Shared.GetOrAdd(identity, static _ => new StretchOnce()).GetAsync(token => FindAsync(source, bands, identity, token), cancellationToken);
    }

    /// <summary>As another process would find it.</summary>
    internal static async ValueTask<ColorStretch> FindAsync(StretchSource source, IReadOnlyList<int> bands, string identity, CancellationToken cancellationToken)
    {
        string? path = string.IsNullOrEmpty(source.CacheDirectory)
            ? null
            : StretchFile.PathOf(source.CacheDirectory, FormattableString.Invariant($"{source.Dataset}-{source.Year}-{source.Zone}"), identity);
        if (path is not null && StretchFile.TryRead(path, identity) is { } kept) return kept;
        IReadOnlyList<TileId> tiles = StretchSampler.Pick(source.Tiles, TilesAtMost);
        IReadOnlyList<float[]>?[] samples = await Task.WhenAll(tiles.Select(tile => TrySampleAsync(source, tile, bands, cancellationToken))).ConfigureAwait(false);
        ColorStretch found = StretchSampler.StretchOf([.. samples.OfType<IReadOnlyList<float[]>>()]);
        if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"view=rgb of bands {string.Join(',', bands)} of {source.Zone}, sampled from {string.Join(", ", tiles)}: stretch={found}");
        if (path is not null) StretchFile.TryWrite(path, identity, found, isProvisional: samples.Contains(NoGood));
        return found;
    }

    /// <summary>Null where the tile is not there: that is the same for all who look, as long as the registry is the same. <see cref="NoGood"/> where it is not as it should be.</summary>
    private static async Task<IReadOnlyList<float[]>?> TrySampleAsync(StretchSource source, TileId tile, IReadOnlyList<int> bands, CancellationToken cancellationToken)
    {
        try
        {
            ISampledRaster raster = await source.OpenAsync(tile, cancellationToken).ConfigureAwait(false);
            return await StretchSampler.SampleAsync(raster, bands, cancellationToken).ConfigureAwait(false);
        }
        catch (TesseraException e) when (e.Kind is TesseraErrorKind.NotFound or TesseraErrorKind.CorruptData || e is ObjectException { Failure: ObjectFailure.Refused })
        {
            if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"The colours of view=rgb are taken from other tiles than {tile}: {e.Message}");
            return e.Kind == TesseraErrorKind.CorruptData ? NoGood : null;
        }
    }
}
