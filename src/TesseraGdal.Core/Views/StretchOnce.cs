namespace TesseraGdal.Views;

/// <summary>
/// A stretch that is found once, at its first use. Of those who want it meanwhile, one looks and the others wait; where that one is told to stop, another
/// takes over, and where it fails, all of them do, and the next to come tries again. Safe from any thread.
/// </summary>
internal sealed class StretchOnce
{
    private readonly Lock _gate = new();
    private ColorStretch? _found;
    private Task<ColorStretch?>? _turn;

    /// <summary>Gives the stretch.</summary>
    /// <param name="find">Finds it. Not called where it has been found.</param>
    /// <param name="cancellationToken">Stops the finding, or the waiting for it.</param>
    public async ValueTask<ColorStretch> GetAsync(Func<CancellationToken, ValueTask<ColorStretch>> find, CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource<ColorStretch?>? mine = null;
            Task<ColorStretch?> turn;
            lock (_gate)
            {
                if (_found is not null) return _found;
                if (_turn is null) _turn = (mine = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                turn = _turn;
            }
            if (mine is not null) return await FindAsync(mine, find, cancellationToken).ConfigureAwait(false);
            if (await turn.WaitAsync(cancellationToken).ConfigureAwait(false) is { } found) return found;
        }
    }

    private async ValueTask<ColorStretch> FindAsync(
        TaskCompletionSource<ColorStretch?> mine, Func<CancellationToken, ValueTask<ColorStretch>> find, CancellationToken cancellationToken)
    {
        ColorStretch? found = null;
        Exception? failure = null;
        try
        {
            return found = await find(cancellationToken).ConfigureAwait(false);
        }
        catch (TesseraException e)
        {
            failure = e;
            throw;
        }
        finally
        {
            lock (_gate) (_found, _turn) = (found, null);
            if (failure is null) mine.SetResult(found);
            else mine.SetException(failure);
            _ = mine.Task.Exception; // seen, whether anyone waits or not
        }
    }
}
