using System.Text.Json;
using TesseraGdal;

namespace TesseraGdal.PackageTests;

/// <summary>The program that the tests run (tests/packages/test_packages.py): a user's, with the packages and GDAL's C functions. What it finds it writes as JSON.</summary>
internal static class Program
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static async Task<int> Main(string[] arguments)
    {
        string[] rest = arguments[1..];
        switch (arguments[0])
        {
            case "register": // [FILE OF LIBGDAL]
                Show(TesseraDriver.Register(rest is [var file] ? new TesseraDriverOptions { GdalLibrary = file } : null));
                return 0;
            case "register-another": // FILE OF LIBGDAL, when the system's is loaded
                NativeGdal.LoadFromSystem();
                NativeGdal.AllRegister();
                Show(TesseraDriver.Register(new TesseraDriverOptions { GdalLibrary = rest[0] }));
                return 0;
            case "register-collectible":
                Show(Plugins.RegisterWhereItCanBeUnloaded());
                return 0;
            case "checksums": // loaded|unloaded NAME...
                Show(Checksums.Of(rest[0] == "loaded", rest[1..]));
                return 0;
            case "threads":
                Show(Repetitions.OfEightThreads());
                return 0;
            case "destroyed": // NAME
                Show(Repetitions.AfterDestroying(rest[0]));
                return 0;
            case "plugin": // before|after|alone NAME
                Show(Plugins.Use(rest[0], rest[1]));
                return 0;
            case "side-by-side": // SECONDS NAME YEAR LON LAT
                Show(await SideBySide.RunAsync(rest));
                return 0;
            case "leave-open": // return|exit|reading|destroyed DATASET FILE
                return Endings.LeaveOpen(rest[0], rest[1], rest[2]);
            case "block": // NUMBER
                await Blocks.RunAsync(int.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture));
                return 0;
            case "sample": // NAME
                return await Sample.RunAsync(rest);
            default:
                throw new ArgumentException($"There is no {arguments[0]}.");
        }
    }

    private static void Show(object found) => Console.WriteLine(JsonSerializer.Serialize(found, Indented));
}
