namespace TesseraGdal.Storage.S3;

/// <summary>What we call ourselves to servers.</summary>
internal static class UserAgent
{
    /// <summary>Name and version: <c>TesseraGdal/0.1.0</c>.</summary>
    public static string Own { get; } = "TesseraGdal/" + (typeof(UserAgent).Assembly.GetName().Version?.ToString(3) ?? "0");
}
