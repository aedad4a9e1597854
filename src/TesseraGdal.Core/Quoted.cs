using System.Text;

namespace TesseraGdal;

/// <summary>What a user typed, as it may stand in a message: in quotes, on one line, without passwords, and not longer than a line.</summary>
internal static class Quoted
{
    private const int MaxLength = 120;

    internal static string Of(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (Rune rune in PlainText.OfValue(text).EnumerateRunes())
        {
            if (quoted.Length >= MaxLength) return quoted.Append("…'").ToString();
            quoted.Append(rune);
        }
        return quoted.Append('\'').ToString();
    }
}
