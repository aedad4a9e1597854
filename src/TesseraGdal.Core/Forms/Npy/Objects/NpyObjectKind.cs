namespace TesseraGdal.Forms.Npy.Objects;

/// <summary>What an object of a dataset is.</summary>
internal enum NpyObjectKind
{
    /// <summary>The table of all tiles: <c>manifest.parquet</c>.</summary>
    Manifest,

    /// <summary>A tile's int8 embeddings of a year.</summary>
    Embeddings,

    /// <summary>A tile's float32 scales of a year.</summary>
    Scales,

    /// <summary>A tile's landmask, which does not depend on the year.</summary>
    Landmask,
}
