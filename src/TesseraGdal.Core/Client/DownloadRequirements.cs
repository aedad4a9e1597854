namespace TesseraGdal.Client;

/// <summary>What fetching whole tiles would take.</summary>
/// <param name="Tiles">Tiles.</param>
/// <param name="Files">Files that hold their pixels.</param>
/// <param name="Bytes">Bytes of these files, as they follow from the tiles' places. Small files that tiles have besides, such as a mask of some 13 kB, are not counted.</param>
public readonly record struct DownloadRequirements(int Tiles, int Files, long Bytes);
