using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TesseraGdal.Geometry;
using TesseraGdal.Interop;
using Xunit;

namespace TesseraGdal.Tests.Interop;

/// <summary>Waiting for reads, telling the host how far they are, stopping them.</summary>
public sealed class OpenRasterReadTests
{
    [Fact]
    public void A_read_that_fails_later_throws_its_own_error()
    {
        using var raster = new OpenRaster(new ScriptedRaster { OnRead = async (_, _, _) => { await Task.Yield(); throw new TesseraException(TesseraErrorKind.CorruptData, "bad"); } });
        void Fail() => raster.Read(default, null);
        Assert.Equal("bad", Assert.Throws<TesseraException>(Fail).Message);
    }

    [Fact]
    public void Progress_is_told_on_the_calling_thread_while_the_read_waits()
    {
        Calls.Begin(stopAt: int.MaxValue);
        var told = new TaskCompletionSource();
        Calls.OnCall = _ => told.TrySetResult();
        using var progress = Calls.Listen();
        using var raster = new OpenRaster(new ScriptedRaster
        {
            OnRead = async (_, listener, _) =>
            {
                await Task.Yield();
                listener!.Report(0.25);
                await told.Task;
            },
        });
        raster.Read(default, progress);
        Assert.False(progress.IsStopped);
        Assert.Equal([0.25], Calls.Fractions.Distinct());
        Assert.Equal([Environment.CurrentManagedThreadId], Calls.Threads.Distinct());
    }

    [Fact]
    public void A_read_that_is_stopped_is_waited_for_until_it_has_let_go_and_the_host_is_not_asked_again()
    {
        Calls.Begin(stopAt: 2);
        bool hasLetGo = false;
        using var progress = Calls.Listen();
        using var raster = new OpenRaster(new ScriptedRaster
        {
            OnRead = async (_, _, cancellation) =>
            {
                var cancelled = new TaskCompletionSource();
                using CancellationTokenRegistration registration = cancellation.Register(() => cancelled.SetResult());
                await cancelled.Task;
                await Task.Yield();
                hasLetGo = true;
                cancellation.ThrowIfCancellationRequested();
            },
        });
        void Stop() => raster.Read(default, progress);
        Assert.ThrowsAny<OperationCanceledException>(Stop);
        Assert.True(hasLetGo);
        Assert.True(progress.IsStopped);
        Assert.Equal(2, Calls.Fractions.Count);
    }

    [Fact]
    public async Task Closing_ends_what_was_only_advised()
    {
        var begun = new TaskCompletionSource<Window>();
        var ended = new TaskCompletionSource();
        var raster = new OpenRaster(new ScriptedRaster
        {
            OnAdvise = async (window, cancellation) =>
            {
                using CancellationTokenRegistration registration = cancellation.Register(() => ended.SetResult());
                begun.SetResult(window);
                await ended.Task;
                cancellation.ThrowIfCancellationRequested();
            },
        });
        raster.Advise(new Window(1, 2, 3, 4));
        Assert.Equal(new Window(1, 2, 3, 4), await begun.Task);
        raster.Dispose();
        await ended.Task;
    }

    [Fact]
    public void Advice_outside_the_raster_is_not_passed_on()
    {
        using var raster = new OpenRaster(new ScriptedRaster { OnAdvise = (_, _) => throw new InvalidOperationException() });
        raster.Advise(new Window(39, 0, 2, 1));
    }

    /// <summary>A host's progress function, which remembers its calls.</summary>
    private static class Calls
    {
        private static List<double> _fractions = [];
        private static List<int> _threads = [];
        private static int _stop;

        internal static Action<double>? OnCall { get; set; }

        internal static List<double> Fractions => _fractions;

        internal static List<int> Threads => _threads;

        internal static void Begin(int stopAt)
        {
            (_fractions, _threads, _stop, OnCall) = ([], [], stopAt, null);
        }

        internal static unsafe HostProgress Listen() => new(&Progress, null);

        [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
        private static unsafe int Progress(double fraction, void* userData)
        {
            _threads.Add(Environment.CurrentManagedThreadId);
            Fractions.Add(fraction);
            OnCall?.Invoke(fraction);
            return _threads.Count < _stop ? 1 : 0;
        }
    }
}
