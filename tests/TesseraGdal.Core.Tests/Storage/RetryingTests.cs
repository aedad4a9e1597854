using TesseraGdal.Storage;
using Xunit;

namespace TesseraGdal.Tests.Storage;

public class RetryingTests
{
    private readonly ScriptedObjectStore _source = new();
    private readonly InstantClock _clock = new();
    private int _failures;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public RetryingTests() => _source.Put("a", ObjectBytes.Of(1000));

    [Fact]
    public async Task What_fails_twice_and_then_works_works()
    {
        FailTimes(2, ObjectFailure.Unavailable);
        Assert.Equal(1000, (await Open().ReadAsync("a", 0, new byte[1000], null, Token)).Count);
        Assert.Equal(3, _source.Reads.Count);
    }

    [Fact]
    public async Task Waits_double_and_vary()
    {
        FailTimes(int.MaxValue, ObjectFailure.Unavailable);
        await FailAsync(Open(retries: 5));
        TimeSpan[] waits = [.. _clock.Waits];
        Assert.Equal(5, waits.Length);
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(60)));
        Assert.True(waits[4] > waits[0], string.Join(", ", waits));
        Assert.Equal(waits.Length, waits.Distinct().Count());
    }

    [Fact]
    public async Task What_the_server_asks_to_wait_is_waited()
    {
        FailTimes(2, ObjectFailure.Unavailable, TimeSpan.FromSeconds(7));
        await Open().StatAsync("a", Token);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)], _clock.Waits);
    }

    [Fact]
    public async Task A_server_that_asks_for_an_hour_is_not_waited_for()
    {
        FailTimes(int.MaxValue, ObjectFailure.Unavailable, TimeSpan.FromHours(1));
        await FailAsync(Open());
        Assert.Single(_source.Reads);
        Assert.Empty(_clock.Waits);
    }

    [Fact]
    public async Task The_last_error_says_how_often_it_was_tried()
    {
        FailTimes(int.MaxValue, ObjectFailure.Unavailable);
        ObjectException e = await FailAsync(Open(retries: 3));
        Assert.Equal(4, e.Attempts);
        Assert.Equal(4, _source.Reads.Count);
        Assert.Contains("(tried 4 times)", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ObjectFailure.NotFound)]
    [InlineData(ObjectFailure.Refused)]
    [InlineData(ObjectFailure.Changed)]
    [InlineData(ObjectFailure.Corrupt)]
    public async Task What_does_not_pass_is_not_tried_again(ObjectFailure failure)
    {
        FailTimes(int.MaxValue, failure);
        Assert.Equal(1, (await FailAsync(Open())).Attempts);
        Assert.Single(_source.Reads);
    }

    [Fact]
    public async Task No_retries_is_one_attempt()
    {
        FailTimes(int.MaxValue, ObjectFailure.Unavailable);
        await FailAsync(Open(retries: 0));
        Assert.Single(_source.Reads);
    }

    [Fact]
    public async Task A_listing_goes_on_where_it_failed()
    {
        foreach (string key in (string[])["b", "c", "d"]) _source.Put(key, [1]);
        int seen = 0;
        _source.Before = (key, _, _) => key == "c" && seen++ == 0 ? throw _source.Failure(ObjectFailure.Unavailable, key) : Task.CompletedTask;
        var keys = new List<string>();
        await foreach (ObjectFacts facts in Open().ListAsync("", Token)) keys.Add(facts.Key);
        Assert.Equal(["a", "b", "c", "d"], keys);
    }

    private void FailTimes(int times, ObjectFailure failure, TimeSpan? retryAfter = null) => _source.Before = (key, _, _) => _failures++ < times
        ? throw new ObjectException(failure, key, "scripted", "no", "Wait.") { RetryAfter = retryAfter }
        : Task.CompletedTask;

    private RetryingObjectStore Open(int retries = 5) => new(_source, retries, clock: _clock);

    private static Task<ObjectException> FailAsync(RetryingObjectStore store) =>
        Assert.ThrowsAsync<ObjectException>(() => store.ReadAsync("a", 0, new byte[10], null, Token).AsTask());
}
