using TesseraGdal.Options;
using TesseraGdal.Rasters;

namespace TesseraGdal.Views;

/// <summary>
/// What is shown of a dataset (<c>view=</c>), as an entry of the list of views: its name, its options, and how it makes a raster of a place. One class a view, with no
/// state. This room (Views) takes places and gives rasters; it knows no names that users type beyond its views' own options, and no form. A new view is one class
/// and one entry in the list of those that are known.
/// </summary>
internal abstract class View
{
    /// <summary>The view's name, as <c>view=</c> has it.</summary>
    public abstract string Name { get; }

    /// <summary>Options of its own beside <c>bands</c>, as open options are written: <c>STRETCH</c>.</summary>
    public virtual IReadOnlyList<string> OptionNames => [];

    /// <summary>Whether it is a picture for the eye, which has overviews unless the user wants none.</summary>
    public virtual bool IsPicture => false;

    /// <summary>Whether it shows what exists, and so is of a whole dataset or year and of no place.</summary>
    public virtual bool ShowsPresence => false;

    /// <summary>Reads its options; nothing is looked up yet.</summary>
    /// <returns>What makes the raster.</returns>
    /// <exception cref="TesseraException">A value is not one of those that are allowed.</exception>
    public abstract Showing Read(ViewOptions options);

    /// <summary>The error for an option of this view's that is given with another.</summary>
    public virtual TesseraException NotFor(View other, SettingValue value) => value.NotAllowed($"it is an option of view:{Name}, and this is view:{other.Name}");

    /// <summary>The name.</summary>
    public sealed override string ToString() => Name;
}

/// <summary>Makes the raster of a view at a place; no pixel is read for it.</summary>
internal delegate ValueTask<IRaster> Showing(IPlace place, CancellationToken cancellationToken);
