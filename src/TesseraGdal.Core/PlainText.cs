using System.Buffers;
using System.Globalization;
using System.Text;
using TesseraGdal.Forms;

namespace TesseraGdal;

/// <summary>
/// Text from outside as it may be shown (design.md §5): what moves a terminal's cursor, starts a line or turns the direction of writing is escaped, and of an
/// address neither its password nor a signature is told. All errors, lines for developers and metadata pass through here; twice is as good as once.
/// </summary>
internal static class PlainText
{
    private const string Hidden = "***";

    /// <summary>Parts of the names whose values are secrets, in queries of addresses: X-Amz-Signature, AWSAccessKeyId, access_token …</summary>
    private static readonly string[] Secrets = ["signature", "credential", "token", "secret", "passw", "accesskey", "apikey", "api_key"];

    private static readonly SearchValues<char> BeforeNames = SearchValues.Create("?&,;/:=");

    /// <summary>A text, such as a message, whose words may be addresses.</summary>
    public static string Of(string text)
    {
        if (!NeedsCare(text)) return text;
        var shown = new StringBuilder(text.Length);
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not ('\'' or '"')) continue;
            Escape(WithoutSecrets(text[start..i]), shown);
            if (i < text.Length) Escape(text[i..(i + 1)], shown);
            start = i + 1;
        }
        return shown.ToString();
    }

    /// <summary>A single value, such as a setting's, with spaces and quotes being part of it.</summary>
    public static string OfValue(string value)
    {
        if (!NeedsCare(value)) return value;
        var shown = new StringBuilder(value.Length);
        Escape(WithoutSecrets(value), shown);
        return shown.ToString();
    }

    /// <summary>Almost no text does.</summary>
    private static bool NeedsCare(string text)
    {
        foreach (char c in text)
            if (c is '@' or '=' || c > '~' || char.IsControl(c)) return true;
        return false;
    }

    private static void Escape(string text, StringBuilder shown)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)) shown.Append(rune);
            else if (rune.Value < 0x100) shown.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
            else if (rune.IsBmp) shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else shown.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }
    }

    private static string WithoutSecrets(string word) => WithoutValues(WithoutUser(word));

    /// <summary><c>https://user:password@host/…</c>, and <c>user:password@host</c> alone or after <c>=</c>.</summary>
    private static string WithoutUser(string word)
    {
        int at = word.LastIndexOf('@');
        if (at < 0) return word;
        int scheme = word.IndexOf("://", StringComparison.Ordinal);
        int start = scheme >= 0 && scheme < at ? scheme + 3 : word.LastIndexOf('=', at) + 1;
        int slash = word.IndexOf('/', start);
        if (slash >= 0 && slash < at)
        {
            int inHost = word.LastIndexOf('@', slash);
            // A slash may be part of a password that was not escaped; after a port, or where there is no colon, it begins the path, which may have an '@'.
            int colon = word.IndexOf(':', start);
            if (inHost >= start) at = inHost;
            else if (colon < 0 || colon > slash || word.AsSpan(colon + 1, slash - colon - 1).IndexOfAnyExceptInRange('0', '9') < 0) return word;
        }
        bool isUser = at > start && (scheme >= 0 || word.AsSpan(start, at - start).Contains(':'));
        return isUser ? string.Concat(word.AsSpan(0, start), Hidden, word.AsSpan(at)) : word;
    }

    private static string WithoutValues(string word)
    {
        for (int equals = word.IndexOf('='); equals >= 0; equals = word.IndexOf('=', equals + 1))
        {
            int nameStart = word.AsSpan(0, equals).LastIndexOfAny(BeforeNames) + 1;
            ReadOnlySpan<char> name = word.AsSpan(nameStart, equals - nameStart);
            if (!IsSecret(name)) continue;
            int end = word.AsSpan(equals).IndexOfAny("&#;,");
            end = end < 0 ? word.Length : equals + end;
            word = string.Concat(word.AsSpan(0, equals + 1), Hidden, word.AsSpan(end));
        }
        return word;
    }

    private static bool IsSecret(ReadOnlySpan<char> name)
    {
        if (name.Equals("sig", StringComparison.OrdinalIgnoreCase)) return true;
        foreach (string secret in Secrets)
            if (name.Contains(secret, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
