using System.Diagnostics;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>Named pipes: a program that opens one waits until somebody writes to it.</summary>
internal static class Pipes
{
    /// <summary>Makes a pipe.</summary>
    /// <returns>Its path.</returns>
    public static string Make(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Process process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }
}
