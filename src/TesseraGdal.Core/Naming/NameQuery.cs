using System.Collections.Frozen;
using TesseraGdal.Forms;

namespace TesseraGdal.Naming;

/// <summary>
/// The options of a name, in either of its two forms: parts of the path, <c>/bands:0-2/invalid:raw</c>, or after a question mark,
/// <c>?bands=0-2&amp;invalid=raw</c>. Keys are in lower case and sorted; values are as they were typed, with no escapes, but for slashes at their ends.
/// A value in the path holds no <c>?</c> and no other option, <c>/view:</c>; one after the question mark holds no <c>&amp;</c>. What neither can hold is
/// given as an open option instead.
/// </summary>
internal sealed class NameQuery : IEquatable<NameQuery>
{
    private readonly SortedList<string, string> _values;

    private NameQuery(SortedList<string, string> values) => _values = values;

    /// <summary>Nothing.</summary>
    public static NameQuery None { get; } = new([]);

    /// <summary>Options whose values are paths or addresses: slashes and colons in them are their own.</summary>
    private static readonly FrozenSet<string> PathKeys = FrozenSet.Create("source", "region", "registry");

    /// <summary>The keys that are given, in order.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>The value of a key in lower case, or null where it is not given.</summary>
    public string? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>Whether some name can hold a value.</summary>
    internal static bool CanHold(string value) => PathOptions.CanHold(value) || !value.Contains('&', StringComparison.Ordinal);

    /// <summary>The same with a value more, or another one in its place.</summary>
    internal NameQuery With(string key, string value) => new(new SortedList<string, string>(_values, StringComparer.Ordinal) { [key] = value });

    /// <summary>Reads the options of a name, in both its forms.</summary>
    /// <param name="inPath">Keys, in lower case, and values of those that stand in the path.</param>
    /// <param name="after">What stands after <c>?</c>: <c>key=value&amp;key=value</c>.</param>
    /// <exception cref="FormatException">They cannot be read; the message says why, as part of a sentence.</exception>
    internal static NameQuery Parse(IReadOnlyList<(string Key, string Value)> inPath, string after)
    {
        if (inPath.Count == 0 && after.Length == 0) return None;
        var values = new SortedList<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in inPath) Add(values, key, value);
        foreach (string item in after.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = item.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw new FormatException($"{Quoted.Of(item)} after '?' has no value; it must be of the form key=value, joined by '&'");
            string key = item[..equals];
            if (!NameOptions.Keys.Contains(key.ToLowerInvariant())) throw Unknown(key);
            Add(values, key.ToLowerInvariant(), item[(equals + 1)..]);
        }
        return new NameQuery(values);
    }

    private static void Add(SortedList<string, string> values, string key, string value)
    {
        value = WithoutSlash(value);
        if (value.Length == 0) throw new FormatException($"'{key}' has no value; write /{key}:VALUE, or {key}=VALUE after '?'");
        if (!PathKeys.Contains(key)) RefuseParts(key, value);
        if (!values.TryAdd(key, value)) throw new FormatException($"'{key}' stands twice; give it once");
    }

    /// <summary>Slashes at the end say nothing, but of <c>/</c> and <c>C:/</c>.</summary>
    private static string WithoutSlash(string value)
    {
        string shorter = value.TrimEnd('/');
        return shorter.Length == 0 ? value[..Math.Min(value.Length, 1)] : shorter.EndsWith(':') ? value : shorter;
    }

    /// <summary>A value that is no path has no slash and no <c>&amp;</c>: what stands after one was meant for another option.</summary>
    private static void RefuseParts(string key, string value)
    {
        if (value.IndexOf('&', StringComparison.Ordinal) is var mark and >= 0)
            throw new FormatException(
                $"{Quoted.Of(value[mark..])} stands in the value of '{key}': '&' joins options after '?' only, and in the path it is /key:value");
        int slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return;
        string part = value[(slash + 1)..];
        if (PathOptions.KeyAt(part, 0) is not null)
        {
            throw new FormatException(
                $"{Quoted.Of(part)} stands in the value of '{key}' after '?', and it is not said in both ways at once: " +
                $"join options by '&' there, or write /{key}:{value[..slash]}/{part}");
        }
        if (PathOptions.WordOf(part) is { } word) throw Unknown(word);
    }

    /// <summary>The error of an option that there is not.</summary>
    internal static FormatException Unknown(string key) => new($"{Quoted.Of(key)} is no option; what is: {string.Join(", ", NameOptions.Keys)}");

    /// <summary>Options of given values, of which none is empty; each can be held (<see cref="CanHold"/>).</summary>
    internal static NameQuery Of(IEnumerable<KeyValuePair<string, string>> values)
    {
        var sorted = new SortedList<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in values) sorted.Add(key, WithoutSlash(value));
        return new NameQuery(sorted);
    }

    /// <inheritdoc/>
    public bool Equals(NameQuery? other) => other is not null && _values.SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NameQuery);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The options as parts of the path; those that cannot be, after <c>?</c>.</summary>
    public override string ToString()
    {
        ILookup<bool, KeyValuePair<string, string>> inPath = _values.ToLookup(pair => PathOptions.CanHold(pair.Value));
        string after = string.Join('&', inPath[false].Select(pair => $"{pair.Key}={pair.Value}"));
        return string.Concat(inPath[true].Select(pair => $"/{pair.Key}:{pair.Value}")) + (after.Length > 0 ? "?" + after : "");
    }
}
