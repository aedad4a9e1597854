using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Rasters;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Views;

namespace TesseraGdal.Openers;

/// <summary>A local file as a place.</summary>
/// <param name="form">The form that reads it.</param>
/// <param name="path">Its full path.</param>
/// <param name="opening">The settings.</param>
internal sealed class FilePlace(Form form, string path, Opening opening) : IPlace
{
    /// <inheritdoc/>
    public IPresence? Presence => null;

    /// <inheritdoc/>
    public IPixelSource? Pixels => null;

    /// <inheritdoc/>
    public int? Year => null;

    /// <inheritdoc/>
    public UtmZone? Zone => null;

    /// <inheritdoc/>
    public ReadOptions Options => opening.ReadOptions;

    /// <inheritdoc/>
    public string? CacheDirectory => opening.Settings.Storage.CacheDirectory;

    /// <inheritdoc/>
    public ValueTask<ISampledRaster> OpenAsync(StoredView view, int? other, CancellationToken cancellationToken) => other is null
        ? form.OpenFileAsync(path, opening.Settings.Storage, Options with { View = view }, cancellationToken)
        : throw new TesseraException(
            TesseraErrorKind.InvalidArgument, $"{Quoted.Of(path)} is a file, and holds one year: what compares years needs a dataset, as in TESSERA:v1/2024.");
}
