using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy;
using TesseraGdal.Tests.House;

namespace TesseraGdal.Kinds;

/// <summary>The product's forms, and one more.</summary>
internal static class KnownForms
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Form> All { get; } = [new NpyForm(), new FormulaForm()];
}
