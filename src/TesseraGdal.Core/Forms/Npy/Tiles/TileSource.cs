using TesseraGdal.Catalog;
using TesseraGdal.Forms.Npy.Objects;
using TesseraGdal.Geometry;

namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>Which tile to open, and the keys of its objects.</summary>
internal sealed record TileSource
{
    /// <summary>The tile's cell.</summary>
    public required TileId Tile { get; init; }

    /// <summary>The year of the embeddings, or null where a local file does not tell.</summary>
    public int? Year { get; init; }

    /// <summary>The dataset, or null where a local file does not tell.</summary>
    public Dataset? Dataset { get; init; }

    /// <summary>Key of the int8 embeddings.</summary>
    public required string EmbeddingsKey { get; init; }

    /// <summary>Key of the float32 scales.</summary>
    public required string ScalesKey { get; init; }

    /// <summary>Key of the landmask, or null where there is none to look for.</summary>
    public string? LandmaskKey { get; init; }

    /// <summary>
    /// The grid as it follows from the tile's cell (formats.md §3.3): used where there is no landmask, and compared with it where there is.
    /// </summary>
    public RasterGrid Grid => ComputedGrid ?? RasterGrid.Of(Tile);

    /// <summary>Takes the place of the computed grid, for tiles that are smaller than their cell: excerpts, tests. Null for published tiles.</summary>
    public RasterGrid? ComputedGrid { get; init; }

    /// <summary>A published tile, by the logical keys that stores know its objects by.</summary>
    public static TileSource Of(Dataset dataset, int year, TileId tile) => new()
    {
        Tile = tile,
        Year = year,
        Dataset = dataset,
        EmbeddingsKey = NpyObject.Embeddings(dataset, year, tile).LogicalKey,
        ScalesKey = NpyObject.Scales(dataset, year, tile).LogicalKey,
        LandmaskKey = NpyObject.Landmask(dataset, tile).LogicalKey,
    };
}
