using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using TesseraGdal.Storage.Network;

namespace TesseraGdal.Storage;

/// <summary>From what the SDK and the wire throw to an <see cref="ObjectException"/> with its facts.</summary>
internal static class S3Errors
{
    private const string CheckNames = "Check the name, and TESSERA_SOURCE and TESSERA_LAYOUT";
    private const string CheckNetwork = "Check the network and TESSERA_SOURCE, or use TESSERA_OFFLINE=YES to read what is cached";

    /// <summary>Says what went wrong with a request.</summary>
    public static ObjectException Of(Exception error, string key, string source, StorageOptions options, bool silent)
    {
        if (error is ObjectException known) return known;
        if (NoConnectionException.In(error) is { } none)
            return Make(none.IsOfProxy ? ObjectFailure.Proxy : ObjectFailure.Unreachable, key, source, none.Message, none.Remedy, error);
        if (silent) return OfSilence(error, key, source, options);
        if (error is AmazonServiceException { StatusCode: not 0 } answered) return OfStatus(answered, key, source, options);
        return Make(ObjectFailure.Unavailable, key, source, Reason(error), CheckNetwork, error);
    }

    private static ObjectException OfSilence(Exception error, string key, string source, StorageOptions options) => Make(
        ObjectFailure.Unavailable, key, source, FormattableString.Invariant($"no byte came for {options.Timeout.TotalSeconds:0.###} s"),
        "Check the network, or set TESSERA_TIMEOUT to more seconds", error);

    private static ObjectException OfStatus(AmazonServiceException error, string key, string source, StorageOptions options)
    {
        int status = (int)error.StatusCode;
        string answer = $"it answered {status} {error.StatusCode}" + (string.IsNullOrWhiteSpace(error.ErrorCode) ? "" : $" ({error.ErrorCode})") + Through(source, options);
        (ObjectFailure failure, string remedy) = status switch
        {
            404 => (ObjectFailure.NotFound, CheckNames),
            401 or 403 when options.Anonymous => (ObjectFailure.Refused, "Check TESSERA_SOURCE; if it needs credentials, set AWS_NO_SIGN_REQUEST=NO"),
            401 or 403 => (ObjectFailure.Refused, "Check the AWS credentials and TESSERA_SOURCE"),
            412 => (ObjectFailure.Changed, "The object was replaced while it was being read: read it again"),
            416 => (ObjectFailure.Corrupt, "The object is shorter than it should be: tell its publisher, or set TESSERA_SOURCE to another source"),
            408 or 425 or 429 or >= 500 => (ObjectFailure.Unavailable, "Try again later, or set TESSERA_SOURCE to another source"),
            >= 300 and < 400 => (ObjectFailure.Refused, "The bucket may be in another region: check AWS_REGION and TESSERA_SOURCE"),
            _ => (ObjectFailure.Refused, CheckNames),
        };
        return Make(failure, key, source, answer, remedy, error, error.StatusCode, RetryAfterOf(error));
    }

    /// <summary>Over http: it is not known whether a proxy's answer is its own or that of the source behind it; https: is tunnelled.</summary>
    private static string Through(string source, StorageOptions options) =>
        Uri.TryCreate(source, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttp && options.Proxies?.For(url) is { } proxy ? $" through the proxy {proxy}" : "";

    /// <summary>The innermost cause is the one that tells a person something: the name that did not resolve, the port that is closed.</summary>
    private static string Reason(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } tls:
                    return $"no secure connection could be made: {Sentence(tls.InnerException ?? tls)}";
                case HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }:
                    return "it closed the connection before its answer was complete";
                case SocketException socket:
                    return Sentence(socket);
            }
        }
        return Sentence(error.GetBaseException());
    }

    private static string Sentence(Exception error) => error.Message.TrimEnd('.', ' ', '\n');

    /// <summary>Retry-After as seconds or as a date (RFC 9110 §10.2.3); the SDK keeps the headers with the inner exception.</summary>
    private static TimeSpan? RetryAfterOf(AmazonServiceException error)
    {
        if (error.InnerException is not HttpErrorResponseException { Response: { } response } || !response.IsHeaderPresent("Retry-After")) return null;
        string value = response.GetHeaderValue("Retry-After");
        if (uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds)) return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)) return null;
        TimeSpan wait = date - DateTimeOffset.UtcNow;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static ObjectException Make(
        ObjectFailure failure, string key, string source, string answer, string remedy, Exception error, HttpStatusCode? status = null, TimeSpan? retryAfter = null) =>
        new(failure, key, source, answer, remedy + ".", error) { Status = status, RetryAfter = retryAfter };
}
