namespace TesseraGdal.Interop;

/// <summary>The one place where a thread waits for asynchronous work: the C boundary, whose callers know no other way.</summary>
internal static class Blocking
{
    /// <summary>Waits for a result.</summary>
    internal static T Wait<T>(ValueTask<T> work) =>
        work.IsCompleted ? work.GetAwaiter().GetResult() : work.AsTask().GetAwaiter().GetResult();

    /// <summary>Waits for a read, telling the host a few times a second. Returns only when the read has let go of its destination, stopped or not.</summary>
    internal static void Wait(ValueTask read, HostProgress? progress)
    {
        if (read.IsCompleted)
        {
            read.GetAwaiter().GetResult();
            return;
        }
        Task task = read.AsTask();
        if (progress is not null)
        {
            Task[] tasks = [task];
            while (Task.WaitAny(tasks, progress.IsStopped ? Timeout.Infinite : HostProgress.Interval) < 0) progress.Tell();
        }
        task.GetAwaiter().GetResult();
    }
}
