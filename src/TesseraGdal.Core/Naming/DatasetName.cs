namespace TesseraGdal.Naming;

/// <summary>
/// What a <c>TESSERA:</c> name means (design.md §2), before anything is looked up. One record a form; <see cref="NameParser"/> reads them all.
/// </summary>
/// <param name="Query">Its options.</param>
internal abstract record DatasetName(NameQuery Query)
{
    /// <summary>What all names begin with; read in any case.</summary>
    public const string Prefix = "TESSERA:";

    /// <summary>Reads a name.</summary>
    /// <exception cref="TesseraException">It cannot be parsed (<see cref="TesseraErrorKind.InvalidArgument"/>); the message says which part is wrong and what is allowed there.</exception>
    public static DatasetName Parse(string text) => new NameParser(text).Parse();

    /// <summary>The name that is read back as this one, with its options in the path: what is printed and listed.</summary>
    public sealed override string ToString() => Prefix + (Path.Length > 0 ? Path + Query : Query.ToString().TrimStart('/'));

    /// <summary>What stands between the prefix and the options.</summary>
    protected abstract string Path { get; }
}
