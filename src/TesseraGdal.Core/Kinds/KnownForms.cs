using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy;

namespace TesseraGdal.Kinds;

/// <summary>
/// The forms that are read, in the order in which they are preferred. A form's class and its line here are all that the rest of the house needs of it.
/// </summary>
internal static class KnownForms
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Form> All { get; } = [new NpyForm()];
}
