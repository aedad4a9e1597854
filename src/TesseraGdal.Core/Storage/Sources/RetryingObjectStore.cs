using System.Runtime.CompilerServices;
using Polly;
using Polly.Retry;

namespace TesseraGdal.Storage.Sources;

/// <summary>
/// Tries again what failed for a passing reason (<see cref="ObjectFailure.Unavailable"/>): after 1, 2, 4 … s with jitter, or when the
/// server says (Retry-After). A source that cannot be reached at all is tried again only if it answered until now (<see cref="Conversation"/>).
/// What it gives up on says how often it was tried. The pipelines are made at the first request.
/// </summary>
internal sealed class RetryingObjectStore : IObjectStore
{
    /// <summary>No wait is longer; a server that asks for more is not waited for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly IObjectStore _inner;
    private readonly int _retries;
    private readonly TimeSpan _firstWait;
    private readonly TimeProvider _clock;
    private readonly Conversation _conversation;
    private ResiliencePipeline? _usual, _patient;

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
        _conversation = new Conversation(_clock);
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
            ResiliencePipeline pipeline = _conversation.IsUnderWay
                ? _patient ??= MakePipeline(Name, _retries, _firstWait, _clock, isPatient: true)
                : _usual ??= MakePipeline(Name, _retries, _firstWait, _clock, isPatient: false);
            return await pipeline.ExecuteAsync(token => { attempts++; return HearAsync(ask, token); }, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectException e) when (attempts > 1)
        {
            if (e.Failure == ObjectFailure.Unreachable) _conversation.End();
            throw new ObjectException(e.Failure, e.Key, e.StoreName, $"{e.Answer} (tried {attempts} times)", e.Remedy, e) { Status = e.Status, RetryAfter = e.RetryAfter, Attempts = attempts };
        }
    }

    private async ValueTask<T> HearAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            T answer = await ask(cancellationToken).ConfigureAwait(false);
            _conversation.Heard();
            return answer;
        }
        catch (ObjectException e) when (e.Status is not null)
        {
            _conversation.Heard();
            throw;
        }
    }

    private static ResiliencePipeline MakePipeline(string name, int retries, TimeSpan firstWait, TimeProvider clock, bool isPatient)
    {
        if (retries <= 0) return ResiliencePipeline.Empty;
        var retry = new RetryStrategyOptions
        {
            // What is out of reach at a later attempt has answered at the first one.
            ShouldHandle = outcome => ValueTask.FromResult(
                outcome.Outcome.Exception is ObjectException e && (e.Failure == ObjectFailure.Unavailable || (e.Failure == ObjectFailure.Unreachable && (isPatient || outcome.AttemptNumber > 0)))
                && (e.RetryAfter ?? TimeSpan.Zero) <= LongestWait),
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
