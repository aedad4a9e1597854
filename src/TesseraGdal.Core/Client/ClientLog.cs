using Microsoft.Extensions.Logging;

namespace TesseraGdal.Client;

/// <summary>From the library's lines to a program's logger.</summary>
internal static partial class ClientLog
{
    /// <summary>A line for developers.</summary>
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "{Line}")]
    internal static partial void Done(ILogger logger, string line);

    /// <summary>A sentence for the user.</summary>
    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "{Warning}")]
    internal static partial void Warned(ILogger logger, string warning);
}
