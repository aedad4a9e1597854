using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using TesseraGdal.Storage.Network;

namespace TesseraGdal.Storage.S3;

/// <summary>From what the SDK and the wire throw to an <see cref="ObjectException"/> with its facts.</summary>
internal static class S3Errors
{
    private const int LongestQuote = 200;
    private const string CheckNames = "Check the name, and TESSERA_SOURCE and TESSERA_LAYOUT";
    private const string CheckNetwork = "Check the network and TESSERA_SOURCE, or use TESSERA_OFFLINE=YES to read what is cached";

    /// <summary>Says what went wrong with a request.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="source">The store's name.</param>
    /// <param name="options">Whether requests are signed.</param>
    /// <param name="ended">Why <see cref="TransferWatch"/> ended the request, or null.</param>
    public static ObjectException Of(Exception error, string key, string source, StorageOptions options, string? ended)
    {
        if (NoConnectionException.In(error) is { } none)
            return Make(none.IsOfProxy ? ObjectFailure.Proxy : ObjectFailure.Unreachable, key, source, none.Message, none.Remedy, error);
        if (ended is not null) return Make(ObjectFailure.Unavailable, key, source, ended, "Check the network, or set TESSERA_TIMEOUT to more seconds", error);
        if (CausesOf(error).OfType<S3AnswerException>().FirstOrDefault() is { } answer) return OfAnswer(answer, key, source, options);
        if (error is AmazonClientException && !options.Anonymous)
            return Make(ObjectFailure.Refused, key, source, Sentence(error), "Check the AWS credentials, or leave out AWS_NO_SIGN_REQUEST=NO", error);
        // A program's own handler connects in its own way.
        if (CausesOf(error).Any(IsOutOfReach)) return Make(ObjectFailure.Unreachable, key, source, Reason(error), NoConnectionException.CheckNetwork, error);
        // What is none of the network's is the SDK's, which has met with an answer that it cannot read: it would meet with it again.
        return CausesOf(error).Any(cause => cause is HttpRequestException or IOException or SocketException or OperationCanceledException)
            ? Make(ObjectFailure.Unavailable, key, source, Reason(error), CheckNetwork, error)
            : Make(ObjectFailure.Refused, key, source, $"its answer cannot be read: {Sentence(error.GetBaseException())}", "Set TESSERA_SOURCE to another source", error);
    }

    private static bool IsOutOfReach(Exception cause) =>
        cause is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError };

    /// <summary>An error and what has led to it, the outermost first.</summary>
    private static IEnumerable<Exception> CausesOf(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException) yield return cause;
    }

    private static ObjectException OfAnswer(S3AnswerException error, string key, string source, StorageOptions options)
    {
        int status = (int)error.Status;
        if (error.Fault is not null) return Make(ObjectFailure.Refused, key, source, $"it {error.Fault}", "Set TESSERA_SOURCE to another source", error);
        string answer = $"it answered {status} {error.Status}" + (error.Code is null ? "" : $" ({error.Code})") + Through(source, options);
        if (status is >= 300 and < 400 and not 304) return OfRedirect(error, answer, key, source);
        (ObjectFailure failure, string remedy) = status switch
        {
            404 => (ObjectFailure.NotFound, CheckNames),
            401 or 403 when options.Anonymous => (ObjectFailure.Refused, "Check TESSERA_SOURCE; if it needs credentials, set AWS_NO_SIGN_REQUEST=NO"),
            401 or 403 => (ObjectFailure.Refused, "Check the AWS credentials and TESSERA_SOURCE"),
            412 => (ObjectFailure.Changed, "The object was replaced while it was being read: read it again"),
            416 => (ObjectFailure.Corrupt, "The object is shorter than it should be: tell its publisher, or set TESSERA_SOURCE to another source"),
            408 or 425 or 429 or >= 500 => (ObjectFailure.Unavailable, "Try again later, or set TESSERA_SOURCE to another source"),
            _ => (ObjectFailure.Refused, CheckNames),
        };
        return Make(failure, key, source, answer, remedy, error, error.Status, error.RetryAfter);
    }

    /// <summary>A request stays with the host that it was sent to (design.md §3): what another one has may be another object, and a signature is not for it.</summary>
    private static ObjectException OfRedirect(S3AnswerException error, string answer, string key, string source)
    {
        string target = error.LeadsTo is null ? "" : error.LeadsTo == error.Host ? " and leads back to itself" : $" and leads to {Shown(error.LeadsTo)}";
        string remedy = error.Region is null
            ? "Redirects are not followed: check AWS_REGION, and set TESSERA_SOURCE to the address that has the data"
            : $"The bucket is in the region {Shown(error.Region)}: set AWS_REGION to it, or check TESSERA_SOURCE; redirects are not followed";
        return Make(ObjectFailure.Refused, key, source, $"{error.Host} {answer[3..]}{target}", remedy, error, error.Status);
    }

    /// <summary>Over http: it is not known whether a proxy's answer is its own or that of the source behind it; https: is tunnelled.</summary>
    private static string Through(string source, StorageOptions options) =>
        Uri.TryCreate(source, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttp && options.Proxies?.For(url) is { } proxy ? $" through the proxy {proxy}" : "";

    /// <summary>The innermost cause is the one that tells a person something: the name that did not resolve, the port that is closed.</summary>
    private static string Reason(Exception error)
    {
        foreach (Exception cause in CausesOf(error))
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                    return "its host's name could not be resolved";
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

    /// <summary>The system's own words, which may quote what a server sent.</summary>
    private static string Sentence(Exception error) => Shown(error.Message.TrimEnd('.', ' ', '\n'));

    private static string Shown(string text) => text.Length <= LongestQuote ? text : text[..LongestQuote] + "…";

    private static ObjectException Make(
        ObjectFailure failure, string key, string source, string answer, string remedy, Exception error, HttpStatusCode? status = null, TimeSpan? retryAfter = null) =>
        new(failure, key, source, answer, remedy + ".", error) { Status = status, RetryAfter = retryAfter };
}
