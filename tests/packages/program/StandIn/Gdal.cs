using TesseraGdal.PackageTests;

namespace OSGeo.GDAL;

/// <summary>Stands in for GDAL's C# bindings: as much of them as the sample and the documentation use, over the C functions.</summary>
internal static class Gdal
{
    internal static void UseExceptions()
    {
        // NativeGdal throws in any case
    }

    internal static Dataset Open(string name, Access access) =>
        access == Access.GA_ReadOnly ? new(NativeGdal.Open(name)) : throw new ArgumentException("read only", nameof(access));
}

internal enum Access
{
    GA_ReadOnly,
    GA_Update,
}

internal sealed class Dataset(nint handle) : IDisposable
{
    internal int RasterXSize => NativeGdal.Size(handle).Width;

    internal int RasterYSize => NativeGdal.Size(handle).Height;

    internal int RasterCount => NativeGdal.Size(handle).Bands;

    internal void ReadRaster(
        int xOff, int yOff, int xSize, int ySize, float[] buffer, int buf_xSize, int buf_ySize, int bandCount, int[]? bandMap, int pixelSpace, int lineSpace, int bandSpace)
    {
        if ((xSize, ySize, pixelSpace, lineSpace, bandSpace) != (buf_xSize, buf_ySize, 0, 0, 0)) throw new NotSupportedException("The stand-in reads pixels as they are, packed band by band.");
        NativeGdal.Read(handle, xOff, yOff, xSize, ySize, bandMap ?? [.. Enumerable.Range(1, bandCount)], buffer);
    }

    public void Dispose() => NativeGdal.Close(handle);
}
