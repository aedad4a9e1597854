namespace TesseraGdal.Catalog;

/// <summary>
/// How a source arranges objects under its prefix, by name: each form of a dataset knows its own keys under it (<see cref="Forms.Form.KeyOf"/>).
/// A new layout is one line in <see cref="Catalogue.Layouts"/>, and a map of keys in the forms that have it.
/// </summary>
/// <param name="Name">Its name, as <c>TESSERA_LAYOUT</c> has it.</param>
internal sealed record Layout(string Name)
{
    /// <summary>The arrangement of the AWS bucket of geotessera 0.9: by version.</summary>
    public static Layout S3V09 { get; } = new("s3-v0.9");

    /// <summary>The arrangement on Source Cooperative, since geotessera 0.10: by form and dataset.</summary>
    public static Layout SourceCoop { get; } = new("source-coop");

    /// <summary>The arrangement of a folder that geotessera downloads into.</summary>
    public static Layout Geotessera { get; } = new("geotessera") { HoldsOneDataset = true };

    /// <summary>
    /// Whether its keys do not tell datasets apart. What is arranged so holds one dataset, and must say by other means which:
    /// asked for another one, it has nothing.
    /// </summary>
    public bool HoldsOneDataset { get; init; }

    /// <summary>The layout's name.</summary>
    public override string ToString() => Name;
}
