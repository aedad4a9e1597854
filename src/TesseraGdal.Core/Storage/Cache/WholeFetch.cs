namespace TesseraGdal.Storage.Cache;

/// <summary>
/// The way out where a source ignores ranges: the whole object in one request, made once for all who want a part of it. It takes the
/// object's length of memory for as long as they take their parts.
/// </summary>
internal sealed class WholeFetch
{
    /// <summary>Longer objects are not read from a source without ranges.</summary>
    public const long MaxLength = 1L << 30;

    private readonly Func<Task<byte[]>> _fetch;
    private readonly Lock _gate = new();
    private readonly WeakReference<byte[]?> _last = new(null);
    private Task<byte[]>? _underWay;
    private volatile bool _isNeeded;

    /// <summary>Makes the way; nothing is fetched yet.</summary>
    /// <param name="fetch">Fetches the whole, and keeps what can be kept.</param>
    public WholeFetch(Func<Task<byte[]>> fetch) => _fetch = fetch;

    /// <summary>Whether the source is known to ignore ranges.</summary>
    public bool IsNeeded => _isNeeded;

    /// <summary>The source was seen to ignore ranges.</summary>
    public void Need() => _isNeeded = true;

    /// <summary>The object's bytes.</summary>
    public Task<byte[]> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_last.TryGetTarget(out byte[]? bytes)) return Task.FromResult(bytes);
            _underWay ??= Task.Run(RunAsync, CancellationToken.None);
            return _underWay.WaitAsync(cancellationToken);
        }
    }

    private async Task<byte[]> RunAsync()
    {
        byte[]? bytes = null;
        try
        {
            return bytes = await _fetch().ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _last.SetTarget(bytes);
                _underWay = null;
            }
        }
    }
}
