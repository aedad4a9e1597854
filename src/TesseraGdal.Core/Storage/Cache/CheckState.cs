namespace TesseraGdal.Storage.Cache;

/// <summary>How the whole of an object was found right.</summary>
internal enum CheckKind
{
    /// <summary>Not yet.</summary>
    None = 0,

    /// <summary>By the CRC-64/NVME that its source published.</summary>
    Crc64Nvme = 1,

    /// <summary>By its ETag, which is an MD5.</summary>
    Md5 = 2,

    /// <summary>By its length alone: its source publishes nothing better.</summary>
    Length = 3,
}

/// <summary>What is known about the whole of an object: how it was checked, and the checksum that its source published.</summary>
/// <param name="Kind">How it was checked.</param>
/// <param name="Published">The published CRC, once it has been asked for.</param>
internal readonly record struct CheckState(CheckKind Kind, ulong? Published)
{
    /// <summary>Whether the whole was checked.</summary>
    public bool IsDone => Kind != CheckKind.None;
}
