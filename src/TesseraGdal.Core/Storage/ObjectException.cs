using System.Net;

namespace TesseraGdal.Storage;

/// <summary>Why an object could not be had.</summary>
public enum ObjectFailure
{
    /// <summary>The store has no such object (404).</summary>
    NotFound,

    /// <summary>The store refuses to serve it (401, 403).</summary>
    Refused,

    /// <summary>The store failed, was overloaded or did not answer; worth another try.</summary>
    Unavailable,

    /// <summary>The object was replaced while it was being read.</summary>
    Changed,

    /// <summary>Fewer or other bytes came than the store announced.</summary>
    Corrupt,

    /// <summary>Not in the cache, and the network may not be used.</summary>
    Offline,

    /// <summary>The local disk refused.</summary>
    LocalDisk,

    /// <summary>The store's host could not be reached at all: no name, no way, no one there. It is not asked again and again.</summary>
    Unreachable,

    /// <summary>The proxy cannot be reached, or does not let the request through: no store behind it can be asked.</summary>
    Proxy,
}

/// <summary>An object could not be had: which, of whom, what they answered, how often it was tried, and what to do.</summary>
public sealed class ObjectException : TesseraException
{
    /// <summary>Makes the error; the message is composed of the facts.</summary>
    public ObjectException(ObjectFailure failure, string key, string source, string answer, string remedy, Exception? innerException = null)
        : base(KindOf(failure), $"{key} could not be read from {source}: {answer}. {remedy}", innerException)
    {
        Failure = failure;
        Key = key;
        StoreName = source;
        Answer = answer;
        Remedy = remedy;
    }

    /// <summary>Why.</summary>
    public ObjectFailure Failure { get; }

    /// <summary>The object's key.</summary>
    public string Key { get; }

    /// <summary>The store that was asked.</summary>
    public string StoreName { get; }

    /// <summary>What the store answered, as part of a sentence.</summary>
    public string Answer { get; }

    /// <summary>What the user can do, as a sentence.</summary>
    public string Remedy { get; }

    /// <summary>The HTTP status, where there was one.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>
    /// Whether it may mean that there is no such object: services that let nobody list say 403 for what is not there. A redirect, or an answer that nobody
    /// understands, does not mean that.
    /// </summary>
    internal bool MayMeanAbsence =>
        Failure == ObjectFailure.NotFound || (Failure == ObjectFailure.Refused && Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);

    /// <summary>How long the store asked to wait before another try, where it did (Retry-After).</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The object that a store sent whole although a range was asked for: it can be had whole or not at all.</summary>
    internal ObjectFacts? Whole { get; init; }

    /// <summary>Whether it says nothing of the object: it may well be there, and to be had another time.</summary>
    internal bool IsOfTheMoment => Failure is ObjectFailure.Unavailable or ObjectFailure.Unreachable or ObjectFailure.Proxy;

    private static TesseraErrorKind KindOf(ObjectFailure failure) => failure switch
    {
        ObjectFailure.NotFound => TesseraErrorKind.NotFound,
        ObjectFailure.Corrupt or ObjectFailure.Changed => TesseraErrorKind.CorruptData,
        ObjectFailure.Offline => TesseraErrorKind.Offline,
        ObjectFailure.LocalDisk => TesseraErrorKind.LocalResource,
        _ => TesseraErrorKind.Unavailable,
    };
}
