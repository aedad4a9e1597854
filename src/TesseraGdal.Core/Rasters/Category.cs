namespace TesseraGdal.Rasters;

/// <summary>What a value of a raster of codes stands for, and the colour that it is shown in.</summary>
/// <param name="Name">The name, for people.</param>
/// <param name="Red">0 … 255.</param>
/// <param name="Green">0 … 255.</param>
/// <param name="Blue">0 … 255.</param>
/// <param name="Alpha">0 where the value is not to be seen, 255 where it is.</param>
public readonly record struct Category(string Name, byte Red, byte Green, byte Blue, byte Alpha = byte.MaxValue);
