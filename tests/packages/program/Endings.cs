namespace TesseraGdal.PackageTests;

/// <summary>Programs that end without tidying up.</summary>
internal static class Endings
{
    private static readonly float[] Pixels = new float[32 * 32];

    /// <summary>Leaves datasets open, of which it has read those that have bands.</summary>
    /// <param name="how">By "return" from Main, by "exit", or while another thread is "reading"; or so that GDAL is "destroyed" once .NET has begun to end, as GDAL's DLL does it on Windows.</param>
    /// <param name="names">The datasets.</param>
    internal static int LeaveOpen(string how, params string[] names)
    {
        NativeGdal.LoadFromSystem();
        NativeGdal.AllRegister();
        TesseraDriver.Register();
        foreach (string name in names) Read(NativeGdal.Open(name), Pixels);
        if (how == "reading") ReadInBackground(names[0]);
        if (how == "destroyed") NativeGdal.DestroyDriverManagerAtExit();
        if (how == "exit") Environment.Exit(0);
        return 0;
    }

    private static void ReadInBackground(string name)
    {
        using var hasRead = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            var pixels = new float[32 * 32];
            while (true)
            {
                nint dataset = NativeGdal.Open(name);
                Read(dataset, pixels);
                NativeGdal.Close(dataset);
                hasRead.Set();
            }
        }) { IsBackground = true };
        thread.Start();
        hasRead.Wait();
    }

    private static void Read(nint dataset, float[] pixels)
    {
        if (NativeGdal.Size(dataset).Bands > 0) NativeGdal.Read(dataset, 0, 0, 32, 32, [1], pixels);
    }
}
