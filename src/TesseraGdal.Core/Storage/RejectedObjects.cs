using System.Runtime.ExceptionServices;

namespace TesseraGdal.Storage;

/// <summary>
/// What becomes of objects that the reader of their format rejects (design.md §3, Integrity): a truncated upload, a page of a portal that answered in the publisher's place, what a
/// proxy has packed. They are dropped from the cache, and asked for once more, of the next source where there is one; only then the reader's error stands, and again nothing
/// of them is kept. So the very next read after the publisher has mended an object is right, and one that stays bad costs one more request a read.
/// </summary>
internal static class RejectedObjects
{
    /// <summary>How often objects are read anew that were replaced meanwhile: one that is another one at each request is an error.</summary>
    private const int MostChanges = 2;

    /// <summary>Reads objects, and those that are rejected once more.</summary>
    /// <param name="store">Where the objects are. One that keeps nothing has no second answer, and is not asked again.</param>
    /// <param name="read">Reads all of them from the beginning; says by <see cref="TesseraException.Rejected"/> which are wrong.</param>
    /// <exception cref="TesseraException">As <paramref name="read"/>.</exception>
    public static async ValueTask<T> ReadAsync<T>(IObjectStore store, Func<ValueTask<T>> read)
    {
        HashSet<string> asked = [];
        ExceptionDispatchInfo? first = null;
        for (int changes = 0; ;)
        {
            try
            {
                return await read().ConfigureAwait(false);
            }
            catch (TesseraException e) when (e.Rejected.Count > 0 && store is IObjectCache)
            {
                if (!Reject(store, e, asked)) throw;
                first = ExceptionDispatchInfo.Capture(e);
            }
            catch (ObjectException e) when (e.Failure == ObjectFailure.Changed && changes++ < MostChanges)
            {
                // Nothing has been handed out yet: the objects are read as they are now.
                if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"Opened anew: {e.Message}");
            }
            catch (ObjectException e) when (first is not null)
            {
                // That it cannot be had anew is the lesser news: what was there is no good.
                if (TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"What was rejected could not be fetched again: {e.Message}");
                first.Throw();
            }
        }
    }

    /// <summary>Drops what an error has rejected.</summary>
    /// <param name="store">Where the objects are.</param>
    /// <param name="error">The error.</param>
    /// <param name="asked">The objects that have been asked for anew; those of the error are added.</param>
    /// <returns>Whether one of them has not, so that it is worth reading again.</returns>
    public static bool Reject(IObjectStore store, TesseraException error, HashSet<string> asked)
    {
        if (store is not IObjectCache cache) return false;
        bool isWorthIt = false;
        foreach (string key in error.Rejected)
        {
            cache.Reject(key);
            isWorthIt |= asked.Add(key);
        }
        if (isWorthIt && TesseraLog.IsListening) TesseraLog.Debug?.Invoke($"Dropped, and asked for once more: {error.Message}");
        return isWorthIt;
    }
}
