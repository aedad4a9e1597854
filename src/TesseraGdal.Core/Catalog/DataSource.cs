namespace TesseraGdal.Catalog;

/// <summary>A place that publishes datasets: a bucket of an S3 service, and how objects are arranged in it (formats.md §1).</summary>
internal sealed record DataSource
{
    /// <summary>Its name, as <c>TESSERA_SOURCE</c> has it: <c>source-coop</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The S3 service, or null for AWS itself in <see cref="Region"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>What all keys begin with: empty, or ends in <c>/</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary>The bucket's region.</summary>
    public required string Region { get; init; }

    /// <summary>Whether the bucket is part of the path instead of the host's name.</summary>
    public required bool PathStyle { get; init; }

    /// <summary>How its objects are arranged.</summary>
    public required Layout Layout { get; init; }

    /// <summary>The datasets that it is known to have in a form that is read.</summary>
    public required IReadOnlyList<string> DatasetNames { get; init; }
}
