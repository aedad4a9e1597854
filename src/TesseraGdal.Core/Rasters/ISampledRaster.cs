namespace TesseraGdal.Rasters;

/// <summary>A raster that can be read by any picks of columns and rows, and so can have overviews by decimation that need no more than what they show.</summary>
internal interface ISampledRaster : IRaster
{
    /// <summary>Reads the picked pixels. Errors, progress and cancellation as in <see cref="IRaster.ReadAsync"/>.</summary>
    ValueTask ReadAsync(SampledRead read, IProgress<double>? progress, CancellationToken cancellationToken);

    /// <summary>As <see cref="IRaster.DemandWithinLimit"/>, of the picked pixels; bands and destination do not matter.</summary>
    void DemandWithinLimit(SampledRead read);

    /// <summary>Fetches what a read would need into the cache; its bands and destination do not matter.</summary>
    ValueTask AdviseAsync(SampledRead read, CancellationToken cancellationToken);
}
