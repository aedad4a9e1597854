namespace TesseraGdal.Catalog;

/// <summary>
/// One published dataset: a (version, variant) is one feature space, and embeddings of different ones must never be mixed.
/// </summary>
public sealed record Dataset
{
    /// <summary>The name that users type and that prefixes objects: <c>v1</c>, <c>v1.1-cambridge</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Other names for it, beyond those that its version and variant make (<see cref="Catalogue.FindDataset(string)"/>): <c>v1.1-cam</c>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Version as the manifest's column has it: <c>1.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Variant as the manifest's column has it: <c>vultr</c>.</summary>
    public required string Variant { get; init; }

    /// <summary>Version as a folder: <c>v1</c>; landmasks are kept by it.</summary>
    public required string VersionPath { get; init; }

    /// <summary>The forms that it is published in.</summary>
    public IReadOnlyList<PublishedForm> Forms { get; init; } = [];

    /// <summary>Whether it is its version's default variant, which has no suffix under the <c>s3-v0.9</c> layout.</summary>
    public bool IsDefaultVariant { get; init; }

    /// <summary>What a person should know about it, one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The licence of the data, as SPDX names it: <c>CC0-1.0</c>.</summary>
    public required string License { get; init; }

    /// <summary>Whom to name as the source of the data, and whether one has to; null where the publisher does not say.</summary>
    public string? Attribution { get; init; }

    /// <summary>First and last year, where they were known when the catalogue was written; the registry is the truth.</summary>
    public (int First, int Last)? Years { get; init; }

    /// <summary>One of the forms that it is published in, by its name; null where it is not.</summary>
    internal PublishedForm? FormNamed(string form) => Forms.Cast<PublishedForm?>().FirstOrDefault(published => published!.Value.Name == form);

    /// <summary>The dataset's name.</summary>
    public override string ToString() => Name;
}
