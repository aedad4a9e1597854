using System.Net;

namespace TesseraGdal.Storage.S3;

/// <summary>
/// An answer that is not the object: an error, or a redirect. Told below the SDK, which would follow it to another host, repeat it, or read its body to the end.
/// </summary>
internal sealed class S3AnswerException : HttpRequestException
{
    /// <summary>Makes the error of a status.</summary>
    /// <param name="status">The answer's status.</param>
    /// <param name="host">The host that was asked, with its port where that is not the scheme's.</param>
    public S3AnswerException(HttpStatusCode status, string host)
        : base($"{host} answered {(int)status}", null, status)
    {
        Status = status;
        Host = host;
    }

    /// <summary>The answer's status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The host that was asked.</summary>
    public string Host { get; }

    /// <summary>What is wrong with an answer whose status is none of an error, as the rest of a sentence that begins with "it"; else null.</summary>
    public string? Fault { get; init; }

    /// <summary>The service's own word for it (<c>NoSuchKey</c>), or null.</summary>
    public string? Code { get; init; }

    /// <summary>The host that a redirect leads to, or null where it leads to none.</summary>
    public string? LeadsTo { get; init; }

    /// <summary>The region that the bucket is in, by the server's word; or null.</summary>
    public string? Region { get; init; }

    /// <summary>How long the server asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
