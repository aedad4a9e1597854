namespace TesseraGdal.Tests.Architecture;

/// <summary>One type of an assembly uses another of the same assembly.</summary>
/// <param name="User">Full name of the outermost type that uses; what a compiler nests in it (closures, state machines) counts as it.</param>
/// <param name="Used">Full name of the outermost type that is used.</param>
internal readonly record struct TypeUse(string User, string Used)
{
    internal static string NamespaceOf(string type) => type.LastIndexOf('.') is >= 0 and var dot ? type[..dot] : "";
}
