using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Naming;

/// <summary>One store for a class of tests: tiles that a manifest lists and that are not there, as nothing reads them.</summary>
public sealed class ListedStore : IAsyncLifetime
{
    // 60 zones meet at the pole, so that tiles of two are near.
    internal static readonly TileId West = new(595, 8895), East = new(605, 8895), FarEast = new(655, 8895), South = new(605, 8885), Antarctic = new(605, -8895);

    private SmallStore? _store;

    /// <summary>The store's folder.</summary>
    public string Folder => _store!.Folder;

    public async ValueTask InitializeAsync() =>
        _store = await SmallStore.ListAsync("source-coop", "v1", (2024, West), (2024, East), (2024, FarEast), (2024, Antarctic), (2021, East), (2021, South));

    public ValueTask DisposeAsync()
    {
        _store!.Dispose();
        return ValueTask.CompletedTask;
    }
}
