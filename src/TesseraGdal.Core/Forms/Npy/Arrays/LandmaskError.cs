namespace TesseraGdal.Forms.Npy.Arrays;

/// <summary>How errors about landmasks are worded.</summary>
internal static class LandmaskError
{
    /// <summary>An error that names the object, what is wrong with it and the way out.</summary>
    public static TesseraException Wrong(string name, string what, Exception? cause = null) => new(
        TesseraErrorKind.CorruptData,
        $"{name} cannot be used as the landmask of a tile: {what}. If it is a copy of your own, copy it again; if it was published like this, try another TESSERA_SOURCE or tell the publisher.",
        cause)
    {
        Rejected = [name],
    };
}
