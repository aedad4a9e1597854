namespace MaxRev.Gdal.Core;

/// <summary>Stands in for MaxRev.Gdal.Core, which cannot be restored everywhere: loads this machine's libgdal and registers its drivers.</summary>
internal static class GdalBase
{
    internal static void ConfigureAll()
    {
        TesseraGdal.PackageTests.NativeGdal.LoadFromSystem();
        TesseraGdal.PackageTests.NativeGdal.AllRegister();
    }
}
