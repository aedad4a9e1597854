namespace TesseraGdal.Client;

/// <summary>What is wanted of points.</summary>
public sealed record SampleOptions
{
    /// <summary>The bands, counted from 0; null for all 128.</summary>
    public IReadOnlyList<int>? Bands { get; init; }

    /// <summary>Whether <see cref="SampleSet.Sources"/> is filled.</summary>
    public bool WithSources { get; init; }
}
