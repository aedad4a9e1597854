using System.Security.Cryptography;
using TesseraGdal.Storage.Checksums;

namespace TesseraGdal.Storage;

/// <summary>The best fact that a store gives about the whole of an object's bytes (design.md §3): its CRC-64/NVME, else its ETag if that is an MD5.</summary>
internal static class PublishedChecksum
{
    /// <summary>Whether there is more to compare bytes with than their number.</summary>
    public static bool IsKnown(ObjectFacts facts) => facts.Crc64Nvme is not null || IsMd5(facts.ETag);

    /// <summary>Whether a tag is an MD5, as it is of objects that came in one piece.</summary>
    public static bool IsMd5(string? tag) => tag is { Length: 32 } && tag.All(char.IsAsciiHexDigitLower);

    /// <summary>Compares all bytes of an object with what its store says of them.</summary>
    /// <param name="facts">The object, as HEAD tells of it.</param>
    /// <param name="whole">Its bytes.</param>
    /// <exception cref="ObjectException">They are others (Corrupt).</exception>
    public static void Check(ObjectFacts facts, ReadOnlySpan<byte> whole)
    {
        if (facts.Crc64Nvme is { } right)
        {
            if (Crc64Nvme.Of(whole) is var crc && crc != right) throw WrongCrc(facts, crc, right);
        }
        else if (IsMd5(facts.ETag) && Md5Of(whole) is var md5 && md5 != facts.ETag)
        {
            throw WrongMd5(facts, md5);
        }
    }

    /// <summary>The error of an object that has another CRC than was published.</summary>
    public static ObjectException WrongCrc(ObjectFacts facts, ulong crc, ulong right) =>
        Wrong(facts, $"the CRC64NVME of what it sent is {Crc64Nvme.Format(crc)}, and it published {Crc64Nvme.Format(right)}");

    /// <summary>The error of an object that has another MD5 than its tag.</summary>
    public static ObjectException WrongMd5(ObjectFacts facts, string md5) => Wrong(facts, $"the MD5 of what it sent is {md5}, and it published {facts.ETag}");

    private static string Md5Of(ReadOnlySpan<byte> bytes)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(bytes);
        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }

    private static ObjectException Wrong(ObjectFacts facts, string answer) => new(
        ObjectFailure.Corrupt, facts.Key, facts.Source, answer,
        "What was kept of it has been dropped. Read it again; if that fails too, the object is damaged there: tell its publisher, or set TESSERA_SOURCE to another source.")
    {
        Rejected = [facts.Key],
    };
}
