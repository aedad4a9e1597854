using TesseraGdal.Catalog;

namespace TesseraGdal.Forms;

/// <summary>
/// What exists of a dataset: the years of each of the Earth's 0.1° cells (<see cref="Geometry.CellGrid"/>), as one form of it knows them. Does not change: what
/// is read from it is of one state of the source. What can be asked beyond this follows from it (<see cref="PresenceSearch"/>). Safe from any thread.
/// </summary>
internal interface IPresence
{
    /// <summary>The dataset.</summary>
    Dataset Dataset { get; }

    /// <summary>Who says so: the name of the store that answered, or the folder that was listed.</summary>
    string Source { get; }

    /// <summary>A text that changes when what exists does, or null where the source gives none.</summary>
    string? Tag { get; }

    /// <summary>Years that have cells, ascending; empty where there is none at all. All within 16 years from <see cref="FirstYear"/> on.</summary>
    IReadOnlyList<int> Years { get; }

    /// <summary>The year of bit 0 of a cell.</summary>
    int FirstYear { get; }

    /// <summary>Cells of a year; 0 for a year without any.</summary>
    int Count(int year);

    /// <summary>Whether any cell of a row has one of some years; quick, so that empty rows cost nothing.</summary>
    /// <param name="row">The row, within the <see cref="Geometry.CellGrid"/>.</param>
    /// <param name="mask">Bit n stands for the year <see cref="FirstYear"/> + n.</param>
    bool RowHas(int row, ushort mask);

    /// <summary>The years of a cell, as bits.</summary>
    /// <param name="row">The row, within the <see cref="Geometry.CellGrid"/>.</param>
    /// <param name="column">The column, within it.</param>
    ushort At(int row, int column);

    /// <summary>Copies a row of cells, from west to east.</summary>
    /// <param name="row">The row, within the <see cref="Geometry.CellGrid"/>.</param>
    /// <param name="cells">As many as the grid has columns.</param>
    void CopyRow(int row, Span<ushort> cells);
}
