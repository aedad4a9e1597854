using CommunityToolkit.HighPerformance;

namespace TesseraGdal.Client;

/// <summary>Values at points, in the order of the points.</summary>
public sealed class SampleSet
{
    private readonly float[] _values;
    private readonly SampleStatus[] _statuses;

    internal SampleSet(IReadOnlyList<int> bands, float[] values, SampleStatus[] statuses, SampleSource?[]? sources)
    {
        (Bands, _values, _statuses) = (bands, values, statuses);
        Sources = sources;
    }

    /// <summary>How many points there are.</summary>
    public int Count => _statuses.Length;

    /// <summary>The bands in the order in which a point's values come, counted from 0.</summary>
    public IReadOnlyList<int> Bands { get; }

    /// <summary>The values: a row a point, a column a band. NaN where <see cref="Statuses"/> is not <see cref="SampleStatus.Valid"/>.</summary>
    public ReadOnlyMemory2D<float> Values => _values.AsMemory().AsMemory2D(Count, Bands.Count);

    /// <summary>What is at each point.</summary>
    public IReadOnlyList<SampleStatus> Statuses => _statuses;

    /// <summary>The pixel of each point, null where it has none (<see cref="SampleStatus.Outside"/>); null as a whole unless <see cref="SampleOptions.WithSources"/> asks for it.</summary>
    public IReadOnlyList<SampleSource?>? Sources { get; }

    /// <summary>The values of a point, one a band.</summary>
    /// <param name="point">The point's number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such point.</exception>
    public ReadOnlySpan<float> this[int point]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)point, (uint)Count, nameof(point));
            return _values.AsSpan(point * Bands.Count, Bands.Count);
        }
    }
}
