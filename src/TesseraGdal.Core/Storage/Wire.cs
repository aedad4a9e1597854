namespace TesseraGdal.Storage;

/// <summary>
/// A program's own way to the wire. It stands for the handler where options are passed on and compared, so that .NET's HTTP client is not loaded where nothing is sent:
/// what is in the cache is read without.
/// </summary>
/// <param name="Handler">Sends requests; never disposed of here.</param>
internal sealed record Wire(HttpMessageHandler Handler);
