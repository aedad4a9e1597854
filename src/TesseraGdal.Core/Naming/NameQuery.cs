namespace TesseraGdal.Naming;

/// <summary>
/// What stands after <c>?</c> in a name: <c>?bands=0-2&amp;invalid=raw</c>. Keys are in lower case and sorted; values are as they were typed,
/// with no escapes: one that holds <c>&amp;</c> is given as an open option instead.
/// </summary>
internal sealed class NameQuery : IEquatable<NameQuery>
{
    private readonly SortedList<string, string> _values;

    private NameQuery(SortedList<string, string> values) => _values = values;

    /// <summary>Nothing.</summary>
    public static NameQuery None { get; } = new([]);

    /// <summary>The keys that are given, in order.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>The value of a key in lower case, or null where it is not given.</summary>
    public string? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>The same with a value more, or another one in its place.</summary>
    internal NameQuery With(string key, string value) => new(new SortedList<string, string>(_values, StringComparer.Ordinal) { [key] = value });

    /// <summary>Reads <c>key=value&amp;key=value</c>.</summary>
    /// <param name="text">What stands after <c>?</c>.</param>
    /// <param name="allowed">Keys that are allowed, in lower case.</param>
    /// <exception cref="FormatException">It cannot be read; the message says why, as part of a sentence.</exception>
    internal static NameQuery Parse(string text, IReadOnlyCollection<string> allowed)
    {
        if (text.Length == 0) return None;
        var values = new SortedList<string, string>(StringComparer.Ordinal);
        foreach (string item in text.Split('&'))
        {
            int equals = item.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || equals == item.Length - 1) throw new FormatException($"{Quoted.Of(item)} after '?' has no value; it must be of the form key=value, joined by '&'");
            string key = item[..equals].ToLowerInvariant();
            if (!allowed.Contains(key)) throw new FormatException($"{Quoted.Of(item[..equals])} is not known after '?'; what is: {string.Join(", ", allowed)}");
            if (!values.TryAdd(key, item[(equals + 1)..])) throw new FormatException($"'{key}' stands twice after '?'; give it once");
        }
        return new NameQuery(values);
    }

    /// <summary>A query of given values, of which none is empty and none holds <c>&amp;</c>.</summary>
    internal static NameQuery Of(IEnumerable<KeyValuePair<string, string>> values)
    {
        var sorted = new SortedList<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in values) sorted.Add(key, value);
        return new NameQuery(sorted);
    }

    /// <inheritdoc/>
    public bool Equals(NameQuery? other) => other is not null && _values.SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NameQuery);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The query with its <c>?</c>, or nothing.</summary>
    public override string ToString() => _values.Count == 0 ? "" : "?" + string.Join('&', _values.Select(pair => $"{pair.Key}={pair.Value}"));
}
