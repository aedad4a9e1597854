namespace TesseraGdal.Views;

/// <summary><c>view=coverage</c>: what exists, of a dataset or a year. It is opened from the presence alone.</summary>
internal sealed class CoverageView : View
{
    /// <inheritdoc/>
    public override string Name => "coverage";

    /// <inheritdoc/>
    public override bool ShowsPresence => true;

    /// <inheritdoc/>
    public override Showing Read(ViewOptions options)
    {
        if (options[ViewOptions.Bands] is { } given) throw given.NotAllowed($"view:{Name} has no bands to choose from; leave bands out");
        return (_, _) => throw new TesseraException(TesseraErrorKind.Internal, "Coverage is of a dataset or a year, and is opened at no place.");
    }
}
