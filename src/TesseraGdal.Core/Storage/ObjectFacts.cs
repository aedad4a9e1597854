namespace TesseraGdal.Storage;

/// <summary>What a store says about an object, other than its bytes.</summary>
internal sealed record ObjectFacts
{
    /// <summary>The object's key, relative to its store.</summary>
    public required string Key { get; init; }

    /// <summary>The whole object's length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The entity tag with its quotes removed, or null where the store has none. Two reads with the same tag read the same object.</summary>
    public string? ETag { get; init; }

    /// <summary>When the object was last written, or null where the store does not say.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>CRC-64/NVME of the whole object, or null where the store has not said (it does so only for HEAD and whole GETs).</summary>
    public ulong? Crc64Nvme { get; init; }

    /// <summary>Name of the store that answered (<see cref="IObjectStore.Name"/>); in a chain of mirrors, of the one that did.</summary>
    public required string Source { get; init; }

    /// <summary>What that store calls the object, where it is not <see cref="Key"/>: what can be looked for there.</summary>
    public string? SourceKey { get; init; }

    /// <summary>How these facts tell another object than earlier ones, as part of a sentence.</summary>
    public string DifferenceTo(ObjectFacts earlier) => ETag == earlier.ETag && Length != earlier.Length
        ? $"it has {Length} bytes now and had {earlier.Length}"
        : $"its tag is now {ETag ?? "none"} and was {earlier.ETag ?? "none"}";

    /// <summary>Whether these facts and others are of the same object: same length and tag; where neither has a tag, same time of writing.</summary>
    public bool IsSameObject(ObjectFacts other) =>
        Length == other.Length && ETag == other.ETag && (ETag is not null || LastModified == other.LastModified);
}
