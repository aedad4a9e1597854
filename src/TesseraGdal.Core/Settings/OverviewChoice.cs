namespace TesseraGdal.Settings;

/// <summary><c>TESSERA_OVERVIEWS</c>: which rasters have overviews. They are decimated, and programs use them for every resampling where they find them.</summary>
internal enum OverviewChoice
{
    /// <summary>Pictures have them; data have none, so that what is resampled is resampled from the real pixels.</summary>
    Auto,

    /// <summary>All rasters that can.</summary>
    Nearest,

    /// <summary>None.</summary>
    None,
}
