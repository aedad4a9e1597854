using System.Globalization;
using TesseraGdal.Quantization;

namespace TesseraGdal.Options;

/// <summary>
/// Which bands, and in which order: <c>0,1,2</c> or <c>0-2,127</c>. Bands count from 0, as in their descriptions
/// <c>Tessera_Band_0</c> … <c>Tessera_Band_127</c> and in geotessera; GDAL's own band numbers count from 1. A band may be picked twice.
/// </summary>
internal sealed class BandSelection : IEquatable<BandSelection>
{
    /// <summary>Bands of an embedding.</summary>
    public const int BandCount = PixelKernel.Bands;

    private readonly int[] _bands;

    private BandSelection(int[] bands) => _bands = bands;

    /// <summary>The bands, 1 … 128 of them, each 0 … 127.</summary>
    public IReadOnlyList<int> Bands => _bands;

    /// <summary>Reads a list of bands and ranges of bands.</summary>
    /// <returns>The selection, or null where it cannot be read.</returns>
    public static BandSelection? TryParse(string text)
    {
        var bands = new List<int>();
        foreach (string item in text.Split(','))
        {
            int dash = item.IndexOf('-', StringComparison.Ordinal);
            if (!TryBand(dash < 0 ? item : item[..dash], out int first)) return null;
            int last = first;
            if (dash >= 0 && (!TryBand(item[(dash + 1)..], out last) || last < first)) return null;
            if (bands.Count + (last - first + 1) > BandCount) return null;
            bands.AddRange(Enumerable.Range(first, last - first + 1));
        }
        return new BandSelection([.. bands]);
    }

    /// <inheritdoc/>
    public bool Equals(BandSelection? other) => other is not null && _bands.AsSpan().SequenceEqual(other._bands);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BandSelection);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The shortest text that is read back as this selection: runs of three and more as ranges.</summary>
    public override string ToString()
    {
        var items = new List<string>();
        for (int start = 0; start < _bands.Length;)
        {
            int end = start;
            while (end + 1 < _bands.Length && _bands[end + 1] == _bands[end] + 1) end++;
            if (end - start < 2) end = start;
            items.Add(start == end ? Text(_bands[start]) : $"{Text(_bands[start])}-{Text(_bands[end])}");
            start = end + 1;
        }
        return string.Join(',', items);
    }

    private static string Text(int band) => band.ToString(CultureInfo.InvariantCulture);

    private static bool TryBand(string text, out int band) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out band) && band < BandCount;
}
