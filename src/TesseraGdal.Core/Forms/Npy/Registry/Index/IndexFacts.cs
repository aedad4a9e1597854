using TesseraGdal.Storage;

namespace TesseraGdal.Forms.Npy.Registry.Index;

/// <summary>What an index knows of the manifest that it was made from.</summary>
internal sealed record IndexFacts
{
    /// <summary>Store, key and dataset: whose index it is.</summary>
    public required string Identity { get; init; }

    /// <summary>Name of the store that answered; in a chain of mirrors, of the one that did.</summary>
    public required string Source { get; init; }

    /// <summary>The manifest's tag, or null.</summary>
    public string? ETag { get; init; }

    /// <summary>When the manifest was last written, to the second, or null.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The manifest's length in bytes.</summary>
    public long Length { get; init; }

    /// <summary>When the store last said that this is its manifest.</summary>
    public DateTimeOffset CheckedAt { get; init; }

    /// <summary>When the store was last asked in vain, or the distant past.</summary>
    public DateTimeOffset FailedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Whether an object is still the one that the index was made from: by its tag where both have one, else by time and length.</summary>
    public bool IsOf(ObjectFacts facts) =>
        ETag is not null && facts.ETag is not null
            ? ETag == facts.ETag
            : LastModified is not null && LastModified == Seconds(facts.LastModified) && Length == facts.Length;

    /// <summary>The facts of an object that a store has just given.</summary>
    public static IndexFacts From(ObjectFacts facts, string identity, DateTimeOffset now) => new()
    {
        Identity = identity,
        Source = facts.Source,
        ETag = facts.ETag,
        LastModified = Seconds(facts.LastModified),
        Length = facts.Length,
        CheckedAt = now,
    };

    /// <summary>HTTP tells times to the second, folders to less.</summary>
    private static DateTimeOffset? Seconds(DateTimeOffset? time) => time is { } known ? DateTimeOffset.FromUnixTimeSeconds(known.ToUnixTimeSeconds()) : null;
}
