using System.Buffers;

namespace TesseraGdal.Storage.Cache;

/// <summary>
/// One request under way for a run of blocks, and the readers that wait for it. Its bytes stay until the last of them has
/// taken its share; when the last one leaves before it is done, it is stopped. One reader's leaving is nothing to the others.
/// All but <see cref="Work"/> and the bytes is guarded by the lock of <see cref="FetchTable"/>.
/// </summary>
internal sealed class BlockFetch : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private byte[]? _bytes;
    private int _holders = 1;

    public BlockFetch(BlockRun run) => Run = run;

    /// <summary>The blocks.</summary>
    public BlockRun Run { get; }

    /// <summary>Ends when the bytes are there, or with what went wrong.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    /// <summary>Whether the work has ended, so that nobody new may wait for it.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Ends when nobody waits any more.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Begins the work on another thread.</summary>
    /// <param name="work">Makes the request into the buffer of <see cref="Rent"/>.</param>
    public void Start(Func<BlockFetch, Task> work)
    {
        Work = Task.Run(() => work(this));
        // A failure that no reader waited for any more is nobody's business.
        Work.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Room for the bytes, the same at each call; taken when the request's turn has come, not before.</summary>
    public Memory<byte> Rent(int length) => (_bytes ??= ArrayPool<byte>.Shared.Rent(length)).AsMemory(0, length);

    /// <summary>A block's bytes; once <see cref="Work"/> has ended well, for those who hold.</summary>
    public ReadOnlySpan<byte> BytesOf(int block) => _bytes.AsSpan((block - Run.First) * BlockGrid.Size);

    /// <summary>One more waits.</summary>
    public void Join() => _holders++;

    /// <summary>The work itself is over.</summary>
    public void Finish()
    {
        IsDone = true;
        Release();
    }

    /// <summary>Whether only one waits, and the work is still under way: when that one leaves, it is to be stopped.</summary>
    public bool HasOneReader => _holders == 2 && !IsDone;

    /// <summary>Stops the work; for one who still holds, and outside the lock, as the work may end right here.</summary>
    public void Abandon() => _stop.Cancel();

    /// <summary>One waits no more; with the last one everything goes.</summary>
    public void Release()
    {
        if (--_holders == 0) Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = null;
    }
}
