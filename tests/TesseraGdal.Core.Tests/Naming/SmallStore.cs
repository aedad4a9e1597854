using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;
using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Objects;
using TesseraGdal.Geometry;

namespace TesseraGdal.Tests.Naming;

/// <summary>A source in a folder of its own, with real shapes: tiles near the pole, which are few pixels wide. Byte (row, column, band) of a tile is its year + band, modulo 100; all scales are 0.5.</summary>
internal sealed class SmallStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tessera-opener");
    private readonly Layout _layout;

    private readonly Dataset _dataset;

    private SmallStore(Layout layout, Dataset dataset) => (_layout, _dataset) = (layout, dataset);

    internal string Folder => _folder.FullName;

    /// <summary>Writes a store.</summary>
    /// <param name="layout">Its layout.</param>
    /// <param name="dataset">The dataset of its tiles.</param>
    /// <param name="hasManifest">Whether there is a manifest.</param>
    /// <param name="tiles">Its tiles.</param>
    internal static async Task<SmallStore> WriteAsync(string layout, string dataset, bool hasManifest, params (int Year, TileId Tile)[] tiles)
    {
        Dataset found = Catalogue.FindDataset(dataset)!;
        var store = new SmallStore(Catalogue.FindLayout(layout)!, found);
        foreach ((int year, TileId tile) in tiles)
        {
            RasterGrid grid = RasterGrid.Of(tile);
            var embeddings = new byte[grid.Height * grid.Width * 128];
            for (int i = 0; i < embeddings.Length; i++) embeddings[i] = (byte)((year + i % 128) % 100);
            store.Write(NpyObject.Embeddings(found, year, tile), Npy("|i1", $"({grid.Height}, {grid.Width}, 128)", embeddings));
            float[] scales = [.. Enumerable.Repeat(0.5f, grid.Height * grid.Width)];
            store.Write(NpyObject.Scales(found, year, tile), Npy("<f4", $"({grid.Height}, {grid.Width})", System.Runtime.InteropServices.MemoryMarshal.AsBytes(scales.AsSpan())));
        }
        if (hasManifest) await store.WriteManifestAsync(found, tiles);
        return store;
    }

    /// <summary>Notes the dataset as geotessera does.</summary>
    internal Task NoteAsync() =>
        File.WriteAllTextAsync(Path.Combine(Folder, "tessera_metadata.json"), $$"""{"dataset_version": "{{_dataset.Version}}", "dataset_variant": "{{_dataset.Variant}}"}""");

    /// <summary>Writes a manifest that lists tiles, and none of them.</summary>
    internal static async Task<SmallStore> ListAsync(string layout, string dataset, params (int Year, TileId Tile)[] tiles)
    {
        var store = new SmallStore(Catalogue.FindLayout(layout)!, Catalogue.FindDataset(dataset)!);
        await store.WriteManifestAsync(store._dataset, tiles);
        return store;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task WriteManifestAsync(Dataset dataset, (int Year, TileId Tile)[] tiles)
    {
        // As pandas writes them: columns that may be null (formats.md §2.1).
        DataField version = new DataField<string>("version"), variant = new DataField<string>("variant");
        DataField year = new DataField<long>("year", nullable: true), size = new DataField<long>("grid_size", nullable: true);
        DataField lon = new DataField<double>("lon", nullable: true), lat = new DataField<double>("lat", nullable: true);
        await using FileStream file = Create(NpyObject.Manifest(dataset));
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(version, variant, year, lon, lat, size), file);
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        await group.WriteAsync(version, tiles.Select(_ => dataset.Version).ToArray());
        await group.WriteAsync(variant, tiles.Select(_ => dataset.Variant).ToArray());
        await group.WriteAsync<long>(year, tiles.Select(t => (long?)t.Year).ToArray());
        await group.WriteAsync<double>(lon, tiles.Select(t => (double?)t.Tile.Longitude).ToArray());
        await group.WriteAsync<double>(lat, tiles.Select(t => (double?)t.Tile.Latitude).ToArray());
        await group.WriteAsync<long>(size, tiles.Select(_ => (long?)1).ToArray());
    }

    private void Write(NpyObject item, byte[] bytes)
    {
        using FileStream file = Create(item);
        file.Write(bytes);
    }

    private FileStream Create(NpyObject item)
    {
        string path = Path.Combine(Folder, NpyLayout.Of(_layout)!.KeyOf(item));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.Create(path);
    }

    private static byte[] Npy(string descr, string shape, ReadOnlySpan<byte> data)
    {
        string header = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}").PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
