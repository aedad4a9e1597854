using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;
using Xunit;

namespace TesseraGdal.Tests.Storage;

public class MirroredTests
{
    private readonly ScriptedObjectStore _first = new() { Name = "first" }, _second = new() { Name = "second" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ObjectFailure.NotFound)]
    [InlineData(ObjectFailure.Refused)]
    [InlineData(ObjectFailure.Unavailable)]
    [InlineData(ObjectFailure.Unreachable)]
    public async Task What_one_source_cannot_give_is_asked_of_the_next(ObjectFailure failure)
    {
        _second.Put("a", [1, 2, 3]);
        _first.Before = (key, _, _) => throw _first.Failure(failure, key);
        ObjectRead read = await Open().ReadAsync("a", 0, new byte[3], null, Token);
        Assert.Equal("second", read.Facts.Source);
    }

    [Fact]
    public async Task What_worked_is_tried_first_next_time()
    {
        _second.Put("a", [1]);
        _second.Put("b", [2]);
        MirroredObjectStore mirror = Open();
        await mirror.StatAsync("a", Token);
        await mirror.StatAsync("b", Token);
        Assert.Equal(["a"], _first.Stats);
        Assert.Equal(["a", "b"], _second.Stats);
    }

    [Fact]
    public async Task An_object_that_was_seen_is_read_where_it_was_seen()
    {
        _first.Put("a", [1, 2, 3], "one");
        _second.Put("a", [1, 2, 3], "two");
        _second.Put("b", [2]);
        MirroredObjectStore mirror = Open();
        ObjectFacts seen = await mirror.StatAsync("a", Token);
        await mirror.StatAsync("b", Token);
        ObjectRead read = await mirror.ReadAsync("a", 0, new byte[3], seen, Token);
        Assert.Equal("first", read.Facts.Source);
    }

    [Fact]
    public async Task Another_source_serves_the_same_object()
    {
        _first.Put("a", [1, 2, 3], "same");
        _second.Put("a", [1, 2, 3], "same");
        MirroredObjectStore mirror = Open();
        ObjectFacts seen = await mirror.StatAsync("a", Token);
        _first.Before = (key, _, _) => throw _first.Failure(ObjectFailure.Unavailable, key);
        Assert.Equal("second", (await mirror.ReadAsync("a", 0, new byte[3], seen, Token)).Facts.Source);
    }

    [Theory]
    [InlineData("two")]
    [InlineData(null)]
    public async Task Two_objects_are_never_mixed(string? tag)
    {
        _first.Put("a", [1, 2, 3], tag is null ? null : "one");
        _second.Put("a", [4, 5, 6], tag);
        MirroredObjectStore mirror = Open();
        ObjectFacts seen = await mirror.StatAsync("a", Token);
        _first.Before = (key, _, _) => throw _first.Failure(ObjectFailure.Unavailable, key);
        var e = await Assert.ThrowsAsync<ObjectException>(() => mirror.ReadAsync("a", 0, new byte[3], seen, Token).AsTask());
        Assert.Equal(ObjectFailure.Changed, e.Failure);
    }

    [Fact]
    public async Task When_all_fail_the_error_names_each_source_and_its_answer()
    {
        _first.Before = (key, _, _) => throw _first.Failure(ObjectFailure.Unavailable, key);
        var e = await Assert.ThrowsAsync<ObjectException>(() => Open().StatAsync("v1/a.npy", Token).AsTask());
        Assert.Equal(ObjectFailure.Unavailable, e.Failure);
        foreach (string part in (string[])["v1/a.npy", "first: scripted Unavailable", "second: scripted NotFound"]) Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_of_a_source_are_asked_of_that_source_under_each_of_its_layouts()
    {
        var other = new ScriptedObjectStore { Name = "second" };
        other.Put("a", [1, 2]);
        _first.Put("a", [1]);
        ISourceChain chain = new MirroredObjectStore([_first, _second, other]);
        Assert.Equal(2, (await chain.StatAsync("a", "second", Token)).Length);
        Assert.Empty(_first.Stats);
    }

    [Fact]
    public async Task A_listing_is_of_the_first_source_that_answers()
    {
        _second.Put("a", [1]);
        _second.Put("b", [1]);
        _first.Put("a", [1]);
        _first.Before = (key, _, _) => throw _first.Failure(ObjectFailure.Refused, key);
        var keys = new List<string>();
        await foreach (ObjectFacts facts in Open().ListAsync("", Token)) keys.Add(facts.Key);
        Assert.Equal(["a", "b"], keys);
    }

    [Fact]
    public async Task A_place_that_cannot_be_reached_is_asked_under_one_layout()
    {
        var other = new ScriptedObjectStore { Name = "first" };
        _first.Before = (key, _, _) => throw _first.Failure(ObjectFailure.Unreachable, key);
        var e = await Assert.ThrowsAsync<ObjectException>(() => new MirroredObjectStore([_first, other, _second]).StatAsync("a", Token).AsTask());
        Assert.Empty(other.Stats);
        Assert.Equal(ObjectFailure.Unreachable, e.Failure);
        Assert.Contains("any of 2 sources: first: scripted Unreachable; second: scripted NotFound", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_under_two_layouts_is_named_once()
    {
        var other = new ScriptedObjectStore { Name = "first" };
        var e = await Assert.ThrowsAsync<ObjectException>(() => new MirroredObjectStore([_first, other]).StatAsync("v1/a.npy", Token).AsTask());
        Assert.Single(other.Stats);
        Assert.StartsWith("v1/a.npy could not be read from first: scripted NotFound. ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_proxy_fails_no_other_source_is_asked()
    {
        _second.Put("a", [1]);
        _first.Before = (key, _, _) => throw _first.Failure(ObjectFailure.Proxy, key);
        var e = await Assert.ThrowsAsync<ObjectException>(() => Open().StatAsync("a", Token).AsTask());
        Assert.Equal((ObjectFailure.Proxy, "first"), (e.Failure, e.StoreName));
        Assert.Empty(_second.Stats);
    }

    private MirroredObjectStore Open() => new([_first, _second]);
}
