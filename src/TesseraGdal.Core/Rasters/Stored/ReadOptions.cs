using TesseraGdal.Quantization;

namespace TesseraGdal.Rasters.Stored;

/// <summary>How a tile's pixels are read.</summary>
internal sealed record ReadOptions
{
    /// <summary><c>TESSERA_INVALID</c>, <c>TESSERA_MAX_SCALE</c>: which pixels are valid.</summary>
    public PixelOptions Pixels { get; init; } = new();

    /// <summary><c>TESSERA_WATER=mask</c>: pixels where the landmask is 0 become NaN.</summary>
    public bool MaskWater { get; init; }

    /// <summary><c>view=</c>: what is shown.</summary>
    internal StoredView View { get; init; } = EmbeddingView.Instance;

    /// <summary>Whether the landmask's pixels are needed, and not only its georeference.</summary>
    internal bool NeedsLand => MaskWater || View.NeedsLand;

    /// <summary>Whether decimated levels are offered: what <c>TESSERA_OVERVIEWS</c> means for what is shown.</summary>
    public bool Overviews { get; init; }

    /// <summary><c>GDAL_NUM_THREADS</c>: threads that decode at once, ≥ 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary><c>TESSERA_MAX_READ</c>: bytes of stored data that one read may need.</summary>
    public long MaxRead { get; init; } = long.MaxValue;
}
