namespace TesseraGdal.Client;

/// <summary>What is at a point. The numbers are those of the driver's <c>view=mask</c>.</summary>
public enum SampleStatus : byte
{
    /// <summary>No tile is there that year; all values are NaN.</summary>
    Outside = 0,

    /// <summary>There are values.</summary>
    Valid = 1,

    /// <summary>The pixel is water and has no values; all are NaN. Water that has an embedding is <see cref="Valid"/>, unless <c>TESSERA_WATER=mask</c> is set.</summary>
    Water = 2,

    /// <summary>The pixel is land and was not filled; all values are NaN.</summary>
    NotFilled = 3,
}
