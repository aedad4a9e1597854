using TesseraGdal.Storage.S3;

namespace TesseraGdal.Storage.Network;

/// <summary>
/// Nothing of a request's host answered: its name is not known, its port is closed, there is no way to it, or its proxy did not let us through.
/// Thrown below the SDK, which hands it on as an inner exception; <see cref="S3Errors"/> finds it there.
/// </summary>
internal sealed class NoConnectionException : IOException
{
    /// <summary>What to do where a host does not answer.</summary>
    public const string CheckNetwork =
        "Check the network, and the proxy if there must be one (GDAL_HTTP_PROXY); TESSERA_OFFLINE=YES reads what is cached, TESSERA_SOURCE names another source or a folder";

    /// <summary>Makes the error.</summary>
    /// <param name="message">What happened, as part of a sentence.</param>
    /// <param name="remedy">What to do, as a sentence without its full stop.</param>
    /// <param name="innerException">Why.</param>
    public NoConnectionException(string message, string remedy, Exception? innerException)
        : base(message, innerException) => Remedy = remedy;

    /// <summary>What the user can do.</summary>
    public string Remedy { get; }

    /// <summary>Whether it is the proxy that failed, and not the host behind it: another source would fare no better.</summary>
    public bool IsOfProxy { get; init; }

    /// <summary>The one in a chain of causes, or null.</summary>
    public static NoConnectionException? In(Exception? error)
    {
        while (error is not null and not NoConnectionException) error = error.InnerException;
        return (NoConnectionException?)error;
    }
}
