using System.Globalization;
using TesseraGdal.Quantization;

namespace TesseraGdal.Rasters.Stored;

/// <summary>The bands of an embedding.</summary>
internal static class EmbeddingBands
{
    /// <summary>Descriptions of the bands, as geotessera's exports have them.</summary>
    public static IReadOnlyList<string> Descriptions { get; } = Named("Tessera_Band");

    /// <summary>A description for each band: a name with the band's number, from 0.</summary>
    public static IReadOnlyList<string> Named(string name) =>
        [.. Enumerable.Range(0, PixelKernel.Bands).Select(band => string.Create(CultureInfo.InvariantCulture, $"{name}_{band}"))];
}
