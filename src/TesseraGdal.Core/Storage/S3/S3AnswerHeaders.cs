using System.Net.Http.Headers;

namespace TesseraGdal.Storage.S3;

/// <summary>
/// What the SDK gets to see of an answer's head: the fields that are of use here, and no others, since it throws away an object for a date or number in a field
/// that nobody asked for. Fields come from outside: what is in them may be anything.
/// </summary>
internal static class S3AnswerHeaders
{
    private const int LongestValue = 1024;

    private static readonly HashSet<string> Wanted = new(StringComparer.OrdinalIgnoreCase)
    {
        "ETag", "x-amz-checksum-crc64nvme", "x-amz-checksum-type", "Content-Length", "Content-Range", "Content-Encoding", "Last-Modified",
    };

    /// <summary>Leaves what is of use and can be read.</summary>
    public static void Tidy(HttpResponseMessage answer)
    {
        Keep(answer.Headers);
        Keep(answer.Content.Headers);
        // Whoever needs them asks through .NET, which reads what can be read.
        if (answer.Content.Headers.LastModified is null) answer.Content.Headers.Remove("Last-Modified");
        if (answer.Content.Headers.ContentLength is null) answer.Content.Headers.Remove("Content-Length");
    }

    private static void Keep(HttpHeaders headers)
    {
        foreach ((string name, HeaderStringValues values) in headers.NonValidated.ToArray())
        {
            string value = values.ToString();
            if (Wanted.Contains(name) && value.Length <= LongestValue && value.All(IsVisible)) continue;
            headers.Remove(name);
            if (!Wanted.Contains(name) || value.Length > LongestValue) continue;
            string readable = string.Concat(value.Select(Sendable));
            // A tag that cannot be sent with If-Match still tells one object from another: a weak one is compared, and not sent.
            headers.TryAddWithoutValidation(name, name.Equals("ETag", StringComparison.OrdinalIgnoreCase) ? $"W/\"{readable.Trim('"')}\"" : readable);
        }
    }

    private static bool IsVisible(char c) => c is >= ' ' and <= '~';

    private static string Sendable(char c) => IsVisible(c) ? c.ToString() : FormattableString.Invariant($"\\u{(int)c:x4}");
}
