namespace TesseraGdal.Forms.Npy.Tiles;

/// <summary>Finds rows in a <see cref="RowLayout"/>'s buffer; cheap as long as they are asked for in ascending order.</summary>
internal struct RowCursor(RowLayout layout)
{
    private int _run = -1;

    /// <summary>Where a row's first wanted column begins in the buffer. The row must be one that the layout has, and no less than the one before.</summary>
    public long PositionOf(int row)
    {
        if (_run < 0) _run = RunOf(layout, row);
        while (row >= layout.Runs[_run].FirstRow + layout.Runs[_run].Rows) _run++;
        RowRun run = layout.Runs[_run];
        return run.Position + (row - run.FirstRow) * layout.Pitch;
    }

    private static int RunOf(RowLayout layout, int row)
    {
        int low = 0, high = layout.Runs.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (layout.Runs[middle].FirstRow <= row) low = middle;
            else high = middle - 1;
        }
        return low;
    }
}
