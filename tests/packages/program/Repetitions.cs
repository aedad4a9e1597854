namespace TesseraGdal.PackageTests;

/// <summary>Register again and again.</summary>
internal static class Repetitions
{
    /// <summary>100 times on each of eight threads that begin at once, the first in a process without GDAL.</summary>
    internal static object OfEightThreads()
    {
        using var start = new Barrier(8);
        var results = new TesseraRegistration[8, 100];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            for (int i = 0; i < 100; i++) results[thread, i] = TesseraDriver.Register();
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        NativeGdal.Use(results[0, 0].GdalLibrary!);
        var all = results.Cast<TesseraRegistration>().ToList();
        return new
        {
            // "Already registered" is said by all but one; the rest is the same.
            Distinct = all.Select(result => result with { Message = "" }).Distinct().Count(),
            Messages = all.GroupBy(result => result.Message).Select(group => group.Count()).Order().ToArray(),
            First = all[0],
            Drivers = NativeGdal.DriversNamed("TESSERA"),
        };
    }

    /// <summary>After all of GDAL's drivers were thrown away.</summary>
    internal static object AfterDestroying(string name)
    {
        NativeGdal.LoadFromSystem();
        NativeGdal.AllRegister();
        TesseraRegistration first = TesseraDriver.Register();
        NativeGdal.Close(NativeGdal.Open(name));
        NativeGdal.DestroyDriverManager();
        int left = NativeGdal.DriverCount();
        TesseraRegistration second = TesseraDriver.Register();
        nint dataset = NativeGdal.Open(name);
        int checksum = NativeGdal.Checksum(dataset, 1);
        NativeGdal.Close(dataset);
        return new { First = first, Left = left, Second = second, Checksum = checksum };
    }
}
