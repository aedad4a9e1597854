namespace TesseraGdal;

/// <summary>What kind of failure a <see cref="TesseraException"/> is; the C table passes it on as a number.</summary>
public enum TesseraErrorKind
{
    /// <summary>None of the others: a defect of ours.</summary>
    Internal = 1,

    /// <summary>A name, an option or a setting is not one of those that are allowed.</summary>
    InvalidArgument = 2,

    /// <summary>What was asked for by name does not exist: a dataset, a year, a tile, an object.</summary>
    NotFound = 3,

    /// <summary>The server refused, failed or did not answer, after all retries.</summary>
    Unavailable = 4,

    /// <summary>Bytes that are not what they should be: checksum, length, header, shape, table.</summary>
    CorruptData = 5,

    /// <summary>The read would pass a limit that the user set.</summary>
    LimitExceeded = 6,

    /// <summary>The caller asked to stop.</summary>
    Cancelled = 7,

    /// <summary>Asked for while offline, and not in the cache.</summary>
    Offline = 8,

    /// <summary>The local disk or memory refused.</summary>
    LocalResource = 9,
}

/// <summary>
/// The one error that leaves this library: a sentence for a person, which names what was asked, of whom, what they
/// answered and what to do about it, and the facts in fields.
/// </summary>
public class TesseraException : Exception
{
    /// <summary>Makes an error of a kind, with its sentence.</summary>
    /// <param name="kind">What kind of failure it is.</param>
    /// <param name="message">A sentence for a person: what, of whom, what they answered, what to do. Control characters in it are escaped, passwords in addresses left out.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public TesseraException(TesseraErrorKind kind, string message, Exception? innerException = null)
        : base(PlainText.Of(message), innerException) => Kind = kind;

    /// <summary>What kind of failure it is.</summary>
    public TesseraErrorKind Kind { get; }

    /// <summary>
    /// Keys of the objects that the reader of their format has rejected; where two contradict one another, of both. What is kept of them is worth nothing,
    /// and another source may have better ones (<see cref="Storage.RejectedObjects"/>).
    /// </summary>
    internal IReadOnlyList<string> Rejected { get; init; } = [];
}
