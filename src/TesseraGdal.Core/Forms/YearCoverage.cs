namespace TesseraGdal.Forms;

/// <summary>What a year has.</summary>
/// <param name="Year">The year.</param>
/// <param name="Count">Its tiles, &gt; 0.</param>
/// <param name="Zones">In how many zones they lie, the two hemispheres apart.</param>
public readonly record struct YearCoverage(int Year, int Count, int Zones);
