using TesseraGdal.Storage.S3;
using Xunit;

namespace TesseraGdal.Tests.Storage;

public sealed class TransferWatchTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly SteppedClock _clock = new();

    [Fact]
    public void A_slow_link_is_waited_for_as_long_as_it_takes()
    {
        using var watch = new TransferWatch(Minute, CancellationToken.None, _clock);
        for (int second = 0; second < 3600; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            watch.Heard(TransferWatch.LeastRate + 1);
        }
        Assert.Null(watch.Reason);
    }

    [Fact]
    public void Bytes_that_come_in_one_go_each_minute_are_enough()
    {
        using var watch = new TransferWatch(Minute, CancellationToken.None, _clock);
        for (int part = 0; part < 100; part++)
        {
            _clock.Advance(TimeSpan.FromSeconds(59));
            watch.Heard(120 * TransferWatch.LeastRate);
        }
        Assert.Null(watch.Reason);
    }

    [Fact]
    public void Less_than_the_least_rate_ends_the_request_within_two_minutes()
    {
        using var watch = new TransferWatch(Minute, CancellationToken.None, _clock);
        int seconds = 0;
        while (!watch.Token.IsCancellationRequested && seconds < 1000)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            seconds++;
            watch.Heard(100);
        }
        Assert.InRange(seconds, 60, 120);
        Assert.Equal("only 6000 bytes came within 60 s, and 1024 a second are needed", watch.Reason);
    }

    [Fact]
    public void A_good_start_does_not_pay_for_a_trickle_later()
    {
        using var watch = new TransferWatch(Minute, CancellationToken.None, _clock);
        watch.Heard(1 << 30);
        for (int second = 0; second < 125; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            watch.Heard(1);
        }
        Assert.StartsWith("only", watch.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_ends_the_request()
    {
        using var watch = new TransferWatch(Minute, CancellationToken.None, _clock);
        watch.Heard(1 << 20);
        _clock.Advance(Minute);
        Assert.True(watch.Token.IsCancellationRequested);
        Assert.Equal("no byte came for 60 s", watch.Reason);
    }

    [Fact]
    public async Task The_caller_s_own_end_is_no_silence()
    {
        using var caller = new CancellationTokenSource();
        using var watch = new TransferWatch(Minute, caller.Token, _clock);
        await caller.CancelAsync();
        Assert.True(watch.Token.IsCancellationRequested);
        Assert.Null(watch.Reason);
    }
}
