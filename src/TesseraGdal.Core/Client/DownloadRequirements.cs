namespace TesseraGdal.Client;

/// <summary>What fetching whole tiles would take.</summary>
/// <param name="Tiles">Tiles.</param>
/// <param name="Files">Files: embeddings and scales of each tile.</param>
/// <param name="Bytes">Bytes of these files (<see cref="TileInfo.EmbeddingsBytes"/>, <see cref="TileInfo.ScalesBytes"/>). A tile's landmask, some 13 kB, is not counted.</param>
public readonly record struct DownloadRequirements(int Tiles, int Files, long Bytes);
