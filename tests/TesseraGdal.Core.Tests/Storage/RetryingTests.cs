using TesseraGdal.Storage;
using TesseraGdal.Storage.Sources;
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
    [InlineData(ObjectFailure.Unreachable)]
    [InlineData(ObjectFailure.Proxy)]
    public async Task What_does_not_pass_is_not_tried_again(ObjectFailure failure)
    {
        FailTimes(int.MaxValue, failure);
        Assert.Equal(1, (await FailAsync(Open())).Attempts);
        Assert.Single(_source.Reads);
    }

    [Fact]
    public async Task A_source_that_answered_until_now_is_waited_for_when_it_cannot_be_reached()
    {
        RetryingObjectStore store = Open();
        for (int second = 0; second <= 10; second += 5)
        {
            await store.StatAsync("a", Token);
            _clock.Advance(TimeSpan.FromSeconds(5));
        }
        FailTimes(4, ObjectFailure.Unreachable);
        Assert.Equal(1000, (await store.ReadAsync("a", 0, new byte[1000], null, Token)).Count);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(60, 5)]
    [InlineData(60, 11)]
    public async Task A_source_that_answered_once_or_long_ago_is_not(int lasted, int ago)
    {
        RetryingObjectStore store = Open();
        await store.StatAsync("a", Token);
        if (lasted < 10) _clock.Advance(TimeSpan.FromSeconds(lasted));
        await store.StatAsync("a", Token);
        _clock.Advance(TimeSpan.FromSeconds(lasted < 10 ? ago : lasted + ago));
        FailTimes(int.MaxValue, ObjectFailure.Unreachable);
        Assert.Equal(1, (await FailAsync(store)).Attempts);
    }

    [Fact]
    public async Task A_source_that_was_waited_for_in_vain_is_not_waited_for_again()
    {
        RetryingObjectStore store = Open(retries: 2);
        for (int second = 0; second <= 10; second += 5)
        {
            await store.StatAsync("a", Token);
            _clock.Advance(TimeSpan.FromSeconds(5));
        }
        FailTimes(int.MaxValue, ObjectFailure.Unreachable);
        Assert.Equal(3, (await FailAsync(store)).Attempts);
        Assert.Equal(1, (await FailAsync(store)).Attempts);
    }

    [Fact]
    public async Task A_server_that_answers_503_and_is_then_started_anew_is_waited_for()
    {
        _source.Before = (key, _, _) => _failures++ switch
        {
            0 => throw _source.Failure(ObjectFailure.Unavailable, key),
            1 or 2 => throw _source.Failure(ObjectFailure.Unreachable, key),
            _ => Task.CompletedTask,
        };
        Assert.Equal(1000, (await Open().ReadAsync("a", 0, new byte[1000], null, Token)).Count);
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
