using TesseraGdal.Forms.Npy.Arrays;
using TesseraGdal.Geometry;
using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>Opens the three objects of a tile at once, and settles where its pixels lie.</summary>
internal static class TileOpening
{
    /// <summary>Longest side of a tile that is accepted; the longest that is published has 1,140 pixels.</summary>
    private const int MaxSide = 65_536;

    /// <summary>Opens the objects; what is not what it should be is asked for once more (<see cref="RejectedObjects"/>).</summary>
    /// <returns>Both arrays, of one size; the grid; the landmask, or null where the store has none.</returns>
    /// <exception cref="TesseraException">An object cannot be had or is not what it should be.</exception>
    public static ValueTask<(TileArray Embeddings, TileArray Scales, RasterGrid Grid, Landmask? Landmask)> OpenAsync(
        TileSource source, IObjectStore store, bool needsMask, CancellationToken cancellationToken) =>
        RejectedObjects.ReadAsync(store, () => OpenOnceAsync(source, store, needsMask, cancellationToken));

    private static async ValueTask<(TileArray Embeddings, TileArray Scales, RasterGrid Grid, Landmask? Landmask)> OpenOnceAsync(
        TileSource source, IObjectStore store, bool needsMask, CancellationToken cancellationToken)
    {
        Task<TileArray> opensEmbeddings = TileArray.OpenEmbeddingsAsync(store, source.EmbeddingsKey, cancellationToken).AsTask();
        Task<TileArray> opensScales = TileArray.OpenScalesAsync(store, source.ScalesKey, cancellationToken).AsTask();
        Task<Landmask?> opensLandmask = OpenLandmaskAsync(source, store, needsMask, cancellationToken);
        await Task.WhenAll(opensEmbeddings, opensScales, opensLandmask).ConfigureAwait(false);
        TileArray embeddings = await opensEmbeddings.ConfigureAwait(false), scales = await opensScales.ConfigureAwait(false);
        Landmask? landmask = await opensLandmask.ConfigureAwait(false);
        RasterGrid grid = landmask?.Grid ?? source.Grid;
        if (landmask is not null) GridComparison.Compare(landmask, source.Grid);
        CheckSizes(embeddings, scales, grid, landmask);
        return (embeddings, scales, grid, landmask);
    }

    /// <summary>
    /// The landmask, or null where the store has none: then the grid follows from the tile's cell. A store that cannot be asked for it is no
    /// failure either, unless the mask itself is needed, since the computed grid is the same to a millimetre (formats.md §3.3).
    /// </summary>
    private static async Task<Landmask?> OpenLandmaskAsync(TileSource source, IObjectStore store, bool needsMask, CancellationToken cancellationToken)
    {
        if (source.LandmaskKey is null || MissingObjects.Contains(store, source.LandmaskKey)) return null;
        try
        {
            return await Landmask.OpenAsync(store, source.LandmaskKey, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectException e) when (e.Failure == ObjectFailure.NotFound)
        {
            MissingObjects.Add(store, source.LandmaskKey);
            if (needsMask) TesseraLog.Warn?.Invoke($"{e.Message} All of this tile is taken for land: TESSERA_WATER=mask has no effect on it, and view=mask shows no water.");
            else if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"No landmask {source.LandmaskKey}: the georeference is computed.");
            return null;
        }
        catch (ObjectException e) when (!needsMask && e.Failure is ObjectFailure.Refused or ObjectFailure.Offline)
        {
            TesseraLog.Warn?.Invoke($"{e.Message} The georeference of this tile is computed instead.");
            return null;
        }
    }

    private static void CheckSizes(TileArray embeddings, TileArray scales, RasterGrid grid, Landmask? landmask)
    {
        if (embeddings.Width > MaxSide || embeddings.Height > MaxSide)
            throw NpyError.Wrong(embeddings.Facts.Key, $"its {embeddings.Width}×{embeddings.Height} pixels are more than a tile can have");
        if (scales.Width != embeddings.Width || scales.Height != embeddings.Height)
            throw NpyError.Wrong(scales.Facts.Key, $"it has {scales.Width}×{scales.Height} pixels, and {embeddings.Facts.Key} has {embeddings.Width}×{embeddings.Height}", embeddings.Facts.Key);
        if (grid.Width == embeddings.Width && grid.Height == embeddings.Height) return;
        string what = $"it has {embeddings.Width}×{embeddings.Height} pixels, and by {landmask?.Name ?? "the tile's place on the ground"} it should have {grid.Width}×{grid.Height}";
        throw NpyError.Wrong(embeddings.Facts.Key, what, landmask is null ? [scales.Facts.Key] : [scales.Facts.Key, landmask.Name]);
    }
}
