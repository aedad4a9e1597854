using MaxRev.Gdal.Core;
using OSGeo.GDAL;
using TesseraGdal;

GdalBase.ConfigureAll();
Gdal.UseExceptions();

TesseraRegistration tessera = TesseraDriver.Register();
Console.WriteLine(tessera.Message);
if (!tessera.HasDriver) return 1;

string name = args.Length > 0 ? args[0] : "TESSERA:v1/2024/grid_0.15_52.05";
using Dataset tile = Gdal.Open(name, Access.GA_ReadOnly);
Console.WriteLine($"{name}: {tile.RasterXSize} x {tile.RasterYSize} pixels, {tile.RasterCount} bands");

// The embedding of the pixel in the middle: one number a band.
float[] embedding = new float[tile.RasterCount];
tile.ReadRaster(tile.RasterXSize / 2, tile.RasterYSize / 2, 1, 1, embedding, 1, 1, tile.RasterCount, null, 0, 0, 0);
Console.WriteLine(string.Join(' ', embedding));
return 0;
