using TesseraGdal.Files.Virtual;
using TesseraGdal.Storage;
using TesseraGdal.Tests.Storage;
using Xunit;

namespace TesseraGdal.Tests.Files;

/// <summary>Objects as files: any ranges, in any order.</summary>
public class StoredFileTests
{
    [Fact]
    public async Task Ranges_may_overlap_and_come_in_any_order()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        byte[] bytes = ObjectBytes.Of(10_000);
        var store = new ScriptedObjectStore();
        store.Put("v1/a.npy", bytes);
        var file = new StoredFile(store, await store.StatAsync("v1/a.npy", token));
        Assert.Equal((false, 10_000L), (file.Facts.IsFolder, file.Facts.Length));
        RangeRead[] ranges = [new(5000, new byte[100]), new(0, new byte[10]), new(4950, new byte[100]), new(9999, new byte[1]), new(7, Memory<byte>.Empty), new(0, new byte[10_000])];
        await file.ReadAsync(ranges, token);
        Assert.All(ranges, range => Assert.True(range.Destination.Span.SequenceEqual(bytes.AsSpan((int)range.Offset, range.Destination.Length))));
    }
}
