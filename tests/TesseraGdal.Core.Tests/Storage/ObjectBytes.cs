namespace TesseraGdal.Tests.Storage;

/// <summary>Bytes of objects for tests.</summary>
internal static class ObjectBytes
{
    /// <summary>Bytes that look like chance, the same for the same seed.</summary>
    public static byte[] Of(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
