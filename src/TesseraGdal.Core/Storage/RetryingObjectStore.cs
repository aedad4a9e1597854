using System.Runtime.CompilerServices;
using Polly;
using Polly.Retry;

namespace TesseraGdal.Storage;

/// <summary>
/// Tries again what failed for a passing reason (<see cref="ObjectFailure.Unavailable"/>): after 1, 2, 4 … s with jitter, or when the
/// server says (Retry-After). What it gives up on says how often it was tried. The pipeline is made at the first request.
/// </summary>
internal sealed class RetryingObjectStore : IObjectStore
{
    /// <summary>No wait is longer; a server that asks for more is not waited for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly IObjectStore _inner;
    private readonly int _retries;
    private readonly TimeSpan _firstWait;
    private readonly TimeProvider _clock;
    private ResiliencePipeline? _pipeline;

    /// <summary>Wraps a source.</summary>
    /// <param name="inner">The source.</param>
    /// <param name="retries">Attempts after the first; 0 for none.</param>
    /// <param name="firstWait">The wait before the second attempt, doubled before each further one; by default a second.</param>
    /// <param name="clock">What the waits are measured by; by default the system's clock.</param>
    public RetryingObjectStore(IObjectStore inner, int retries, TimeSpan? firstWait = null, TimeProvider? clock = null)
    {
        _inner = inner;
        _retries = retries;
        _firstWait = firstWait ?? TimeSpan.FromSeconds(1);
        _clock = clock ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public ValueTask<ObjectFacts> StatAsync(string key, CancellationToken cancellationToken) =>
        TryAsync(token => _inner.StatAsync(key, token), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ObjectRead> ReadAsync(string key, long offset, Memory<byte> destination, ObjectFacts? expected, CancellationToken cancellationToken) =>
        TryAsync(token => _inner.ReadAsync(key, offset, destination, expected, token), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReadAsync(string key, IReadOnlyList<RangeRead> ranges, ObjectFacts expected, CancellationToken cancellationToken)
    {
        foreach (RangeRead range in ranges)
            (await ReadAsync(key, range.Offset, range.Destination, expected, cancellationToken).ConfigureAwait(false)).RequireWhole(range, key);
    }

    /// <summary>Lists; after a failure it lists anew and leaves out what was told already, as keys come in order.</summary>
    public async IAsyncEnumerable<ObjectFacts> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<ObjectFacts>? listing = null;
        string? last = null;
        try
        {
            while (await TryAsync(NextAsync, cancellationToken).ConfigureAwait(false) is { } facts)
            {
                last = facts.Key;
                yield return facts;
            }
        }
        finally
        {
            if (listing is not null) await listing.DisposeAsync().ConfigureAwait(false);
        }

        async ValueTask<ObjectFacts?> NextAsync(CancellationToken token)
        {
            listing ??= _inner.ListAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
            try
            {
                while (await listing.MoveNextAsync().ConfigureAwait(false))
                {
                    if (last is null || string.CompareOrdinal(listing.Current.Key, last) > 0) return listing.Current;
                }
                return null;
            }
            catch (ObjectException)
            {
                await listing.DisposeAsync().ConfigureAwait(false);
                listing = null;
                throw;
            }
        }
    }

    private async ValueTask<T> TryAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        int attempts = 0;
        try
        {
            // Two made at once are as good as one.
            _pipeline ??= MakePipeline(Name, _retries, _firstWait, _clock);
            return await _pipeline.ExecuteAsync(token => { attempts++; return ask(token); }, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectException e) when (attempts > 1)
        {
            throw new ObjectException(e.Failure, e.Key, e.StoreName, $"{e.Answer} (tried {attempts} times)", e.Remedy, e) { Status = e.Status, RetryAfter = e.RetryAfter, Attempts = attempts };
        }
    }

    private static ResiliencePipeline MakePipeline(string name, int retries, TimeSpan firstWait, TimeProvider clock)
    {
        if (retries <= 0) return ResiliencePipeline.Empty;
        var retry = new RetryStrategyOptions
        {
            ShouldHandle = static outcome => ValueTask.FromResult(
                outcome.Outcome.Exception is ObjectException { Failure: ObjectFailure.Unavailable } e && (e.RetryAfter ?? TimeSpan.Zero) <= LongestWait),
            MaxRetryAttempts = retries,
            Delay = firstWait,
            MaxDelay = LongestWait,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            // Null leaves the wait to the backoff above.
            DelayGenerator = static outcome => ValueTask.FromResult((outcome.Outcome.Exception as ObjectException)?.RetryAfter),
            OnRetry = outcome =>
            {
                Exception e = outcome.Outcome.Exception!; // nothing else is handled
                StorageMetrics.CountRetry(name, e);
                if (TesseraLog.IsListening)
                    TesseraLog.Debug?.Invoke(FormattableString.Invariant($"Attempt {outcome.AttemptNumber + 1} failed, next in {outcome.RetryDelay.TotalSeconds:0.0} s: {e.Message}"));
                return default;
            },
        };
        return new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(retry).Build();
    }
}
