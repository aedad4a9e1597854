using TesseraGdal.Tests.ManifestWriter;

// Turns a table of tiles (CSV) into a manifest.parquet, on machines without pandas and pyarrow.
if (args.Length != 2)
{
    Console.Error.WriteLine("""
        usage: TesseraGdal.ManifestWriter IN.csv OUT.parquet

        A header of version,variant,year,lon_i,lat_i,grid_size,scales_size (in any order, and no more) is completed to the columns
        of a published manifest, and the rows are sorted as published. Any other header is written as it is, in its order:
        columns of a manifest or of landmasks.parquet, with the types that they have there.
        """);
    return 2;
}
Table table = Table.Read(args[0]);
await ParquetTable.WriteAsync(Manifest.IsBrief(table) ? Manifest.Complete(table) : table, args[1]);
return 0;
