using TesseraGdal.Formats;
using TesseraGdal.Geometry;
using TesseraGdal.Storage;

namespace TesseraGdal.Rasters;

/// <summary>Opens the three objects of a tile at once, and settles where its pixels lie.</summary>
internal static class TileOpening
{
    /// <summary>Longest side of a tile that is accepted; the longest that is published has 1,140 pixels.</summary>
    private const int MaxSide = 65_536;

    /// <summary>Enough for any published landmask, so that one request has it whole; longer ones take two.</summary>
    private const int LandmaskProbe = 64 * 1024;

    /// <summary>Where two origins lie further apart than this, in metres, they are told apart: a millimetre is the arithmetic's own error.</summary>
    private const double OriginTolerance = 0.001;

    /// <summary>Opens the objects.</summary>
    /// <returns>Both arrays, of one size; the grid; the landmask, or null where the store has none.</returns>
    /// <exception cref="TesseraException">An object cannot be had or is not what it should be.</exception>
    public static async ValueTask<(TileArray Embeddings, TileArray Scales, TileGrid Grid, Landmask? Landmask)> OpenAsync(
        TileSource source, IObjectStore store, bool needsMask, CancellationToken cancellationToken)
    {
        Task<TileArray> opensEmbeddings = TileArray.OpenEmbeddingsAsync(store, source.EmbeddingsKey, cancellationToken).AsTask();
        Task<TileArray> opensScales = TileArray.OpenScalesAsync(store, source.ScalesKey, cancellationToken).AsTask();
        Task<Landmask?> opensLandmask = OpenLandmaskAsync(source, store, needsMask, cancellationToken);
        await Task.WhenAll(opensEmbeddings, opensScales, opensLandmask).ConfigureAwait(false);
        TileArray embeddings = await opensEmbeddings.ConfigureAwait(false), scales = await opensScales.ConfigureAwait(false);
        Landmask? landmask = await opensLandmask.ConfigureAwait(false);
        TileGrid grid = landmask?.Grid ?? source.Grid;
        if (landmask is not null) Compare(landmask, source.Grid);
        CheckSizes(embeddings, scales, grid, landmask?.Name ?? "the tile's place on the ground");
        return (embeddings, scales, grid, landmask);
    }

    /// <summary>
    /// The landmask, or null where the store has none: then the grid follows from the tile's cell. A store that cannot be asked for it is no
    /// failure either, unless the mask itself is needed, since the computed grid is the same to a millimetre (formats.md §3.3).
    /// </summary>
    private static async Task<Landmask?> OpenLandmaskAsync(TileSource source, IObjectStore store, bool needsMask, CancellationToken cancellationToken)
    {
        if (source.LandmaskKey is null || MissingLandmasks.Contains(store, source.LandmaskKey)) return null;
        try
        {
            return Landmask.Parse(await ReadWholeAsync(store, source.LandmaskKey, cancellationToken).ConfigureAwait(false), source.LandmaskKey);
        }
        catch (ObjectException e) when (e.Failure == ObjectFailure.NotFound)
        {
            MissingLandmasks.Add(store, source.LandmaskKey);
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

    private static async ValueTask<byte[]> ReadWholeAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[LandmaskProbe];
        ObjectRead read = await store.ReadAsync(key, 0, bytes, null, cancellationToken).ConfigureAwait(false);
        if (read.Facts.Length > Landmask.MaxLength)
            throw LandmaskError.Wrong(key, $"it has {read.Facts.Length} bytes, and no more than {Landmask.MaxLength} are accepted");
        int had = read.Count;
        Array.Resize(ref bytes, (int)read.Facts.Length);
        if (had < bytes.Length)
            had += (await store.ReadAsync(key, had, bytes.AsMemory(had), read.Facts, cancellationToken).ConfigureAwait(false)).Count;
        return had == bytes.Length ? bytes : throw LandmaskError.Wrong(key, $"it ended after {had} bytes, and its store says that it has {bytes.Length}");
    }

    private static void Compare(Landmask landmask, TileGrid computed)
    {
        TileGrid read = landmask.Grid;
        bool isSame = read.Epsg == computed.Epsg && read.Width == computed.Width && read.Height == computed.Height
            && Math.Abs(read.Transform.OriginX - computed.Transform.OriginX) <= OriginTolerance
            && Math.Abs(read.Transform.OriginY - computed.Transform.OriginY) <= OriginTolerance
            && read.Transform.PixelWidth == computed.Transform.PixelWidth && read.Transform.PixelHeight == computed.Transform.PixelHeight;
        if (isSame) return;
        TesseraLog.Warn?.Invoke(FormattableString.Invariant(
            $"{landmask.Name} says that the tile lies at {Describe(read)}, and from its name it follows that it lies at {Describe(computed)}. The landmask is believed."));
    }

    private static string Describe(TileGrid grid) => FormattableString.Invariant(
        $"EPSG:{grid.Epsg}, {grid.Transform.OriginX:F3} east, {grid.Transform.OriginY:F3} north, {grid.Width}×{grid.Height} pixels of {grid.Transform.PixelWidth}×{grid.Transform.PixelHeight} m");

    private static void CheckSizes(TileArray embeddings, TileArray scales, TileGrid grid, string gridName)
    {
        if (embeddings.Width > MaxSide || embeddings.Height > MaxSide)
            throw NpyError.Wrong(embeddings.Facts.Key, $"its {embeddings.Width}×{embeddings.Height} pixels are more than a tile can have");
        if (scales.Width != embeddings.Width || scales.Height != embeddings.Height)
            throw NpyError.Wrong(scales.Facts.Key, $"it has {scales.Width}×{scales.Height} pixels, and {embeddings.Facts.Key} has {embeddings.Width}×{embeddings.Height}");
        if (grid.Width != embeddings.Width || grid.Height != embeddings.Height)
            throw NpyError.Wrong(embeddings.Facts.Key, $"it has {embeddings.Width}×{embeddings.Height} pixels, and by {gridName} it should have {grid.Width}×{grid.Height}");
    }
}
