using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TesseraGdal.Catalog;
using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using TesseraGdal.Tests.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Naming;

public class DatasetNameTests
{
    [Theory]
    [InlineData("TESSERA:v1/2024/grid_0.15_52.05", "v1", 2024, 15, 5205)]
    [InlineData("tessera:V1-Vultr/2017/grid_-120.05_-36.05", "v1", 2017, -12005, -3605)]
    [InlineData("TESSERA:v1.1-cambridge/2015/grid_0.15_52.05?bands=0-2", "v1.1-cambridge", 2015, 15, 5205)]
    [InlineData("TESSERA:v2-2B-L~beta1/2024/grid_0.15_52.05?", "v2-2B-L~beta1", 2024, 15, 5205)]
    [InlineData("TESSERA:2024/grid_0.15_52.05", null, 2024, 15, 5205)]
    [InlineData("TESSERA:v1/2024/0.17,52.03", "v1", 2024, 15, 5205)]
    [InlineData("TESSERA:v1/2024/-0.12, -0.03", "v1", 2024, -15, -5)]
    [InlineData("TESSERA:v1/2024/180,90", "v1", 2024, 17995, 8995)]
    public void A_tile_is_named_by_its_centre_or_by_a_point_in_it(string text, string? dataset, int year, int lonI, int latI)
    {
        var name = Assert.IsType<TileName>(DatasetName.Parse(text));
        Assert.Equal((dataset, year, new TileId(lonI, latI)), (name.Dataset?.Name, name.Year, name.Tile));
    }

    [Theory]
    [InlineData("grid_0.15_52.05.npy")]
    [InlineData("v1/2024/grid_0.15_52.05.npy")]
    [InlineData("2024/grid_0.15_52.05/grid_0.15_52.05.npy")]
    [InlineData("./grid_0.15_52.05.npy")]
    [InlineData("/data/with space/größe/grid_0.15_52.05.npy")]
    [InlineData(@"C:\data\grid_0.15_52.05.npy")]
    [InlineData("C:/data/grid_0.15_52.05.npy")]
    [InlineData(@"\\server\share\grid_0.15_52.05.npy")]
    [InlineData("any.NPY")]
    [InlineData("grid_0.15_52.05.npy", "/bands:0-2")]
    public void What_ends_in_npy_is_a_file(string path, string query = "")
    {
        var name = Assert.IsType<LocalFileName>(DatasetName.Parse("TESSERA:" + path + query));
        Assert.Equal((path, query), (name.File, name.Query.ToString()));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/data/v1")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("./v1")]
    [InlineData("../2024")]
    [InlineData("./v1/2024/grid_0.15_52.05")]
    [InlineData("C:")]
    [InlineData(@"C:\tessera")]
    [InlineData("d:/tessera")]
    [InlineData(@"v1\2024")]
    [InlineData("tiles")]
    [InlineData("tiles/of/2024")]
    [InlineData("v9/2024/grid_0.15_52.05")] // the error tells both readings, if there is no such folder
    [InlineData("my tiles", "/bands:0-2")]
    public void What_is_no_dataset_and_no_year_is_a_folder(string path, string query = "")
    {
        var name = Assert.IsType<LocalFolderName>(DatasetName.Parse("TESSERA:" + path + query));
        Assert.Equal((path, query), (name.Folder, name.Query.ToString()));
    }

    [Theory]
    [InlineData("v1/2024/grid_0.15_52.05", "TESSERA:")]
    [InlineData("TESSERA:v1/2024/grid_0.15_52.05/x", "DATASET/YEAR/ZONE or DATASET/YEAR/TILE")]
    [InlineData("TESSERA:v1/20x4/grid_0.15_52.05", "'20x4' is no year")]
    [InlineData("TESSERA:v1/24/grid_0.15_52.05", "'24' is no year")]
    [InlineData("TESSERA:v1/0024/grid_0.15_52.05", "'0024' is no year")]
    [InlineData("TESSERA:v1/2024//utm31n", "must be DATASET, DATASET/YEAR")]
    [InlineData("TESSERA:v1/2024/utm31", "'utm31' is no zone; allowed is utm01 to utm60 with n for the north or s for the south")]
    [InlineData("TESSERA:v1/2024/utm61n", "'utm61n' is no zone")]
    [InlineData("TESSERA:v1/2024/utm00s", "'utm00s' is no zone")]
    [InlineData("TESSERA:v1/2024/31n", "or a zone, as in utm31n")]
    [InlineData("TESSERA:v1/2024/utm31n+0", "from 1 to 999, as in utm31n+1")]
    [InlineData("TESSERA:v1/2024/utm31n+", "from 1 to 999, as in utm31n+1")]
    [InlineData("TESSERA:v1/2024/utm31n+1000", "from 1 to 999, as in utm31n+1")]
    [InlineData("TESSERA:v1/2024/utm31n+-1", "from 1 to 999, as in utm31n+1")]
    [InlineData("TESSERA:v1/2024/utm31+1", "'utm31+1' is no zone")]
    [InlineData("TESSERA:v1/2024/grid_0.10_52.05", "odd multiples of 0.05 degrees, and the nearest is grid_0.15_52.05")]
    [InlineData("TESSERA:v1/2024/grid_0.2_52", "the nearest is grid_0.25_52.05")]
    [InlineData("TESSERA:v1/2024/grid_180.05_52.05", "longitudes go from -180 to 180")]
    [InlineData("TESSERA:v1/2024/grid_0.150_52.05", "not how that tile is written; it is grid_0.15_52.05")]
    [InlineData("TESSERA:v1/2024/grid_east_north", "'grid_east_north' cannot be read; allowed is grid_LON_LAT")]
    [InlineData("TESSERA:v1/2024/grid_0.15", "'grid_0.15' cannot be read")]
    [InlineData("TESSERA:v1/2024/52.03,120.5", "the longitude comes first")]
    [InlineData("TESSERA:v1/2024/grid_52.05_120.55", "the longitude comes first")]
    [InlineData("TESSERA:v1/2024/200,52.03", "longitudes go from -180 to 180")]
    [InlineData("TESSERA:v1/2024/0.17,NaN", "cannot be read")]
    [InlineData("TESSERA:v1/2024/0.17,1e999", "cannot be read")]
    [InlineData("TESSERA:v1/2024/0.17,52.03,3", "cannot be read")]
    [InlineData("TESSERA:v1/2024/grid_0.15_52.05?bands", "'bands' after '?' has no value")]
    [InlineData("TESSERA:v1/2024/grid_0.15_52.05?bands=", "'bands' has no value")]
    [InlineData("TESSERA:v1/2024/grid_0.15_52.05?colour=red", "'colour' is no option; what is: bands, bbox,")]
    [InlineData("TESSERA:v1/2024/grid_0.15_52.05?bands=1&BANDS=2", "'bands' stands twice")]
    [InlineData("TESSERA:v1/2024/grid_0.15_52.05?cache_dir=/etc", "'cache_dir' is no option")] // where this machine keeps things is not a name's to say
    public void A_wrong_name_is_answered_with_its_wrong_part_and_what_is_allowed_there(string text, string answer)
    {
        var error = Assert.Throws<TesseraException>(() => DatasetName.Parse(text));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
        Assert.Contains(answer, error.Message, StringComparison.Ordinal);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_stays_one_short_line_whatever_was_typed()
    {
        var error = Assert.Throws<TesseraException>(() => DatasetName.Parse("TESSERA:v1/2024/" + new string('x', 100_000) + "\n\0"));
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(error.Message.Length < 600, error.Message);
    }

    [Theory]
    [InlineData("TESSERA:", "TESSERA:")]
    [InlineData("tessera:?Source=/data", "TESSERA:source:/data")]
    [InlineData("tessera:SOURCE:/data", "TESSERA:source:/data")]
    public void The_catalogue_is_named_by_the_prefix_alone(string text, string name) =>
        Assert.Equal(name, Assert.IsType<CatalogueName>(DatasetName.Parse(text)).ToString());

    [Theory]
    [InlineData("TESSERA:v1", "v1")]
    [InlineData("TESSERA:1.0", "v1")]
    [InlineData("TESSERA:v2-2b-l~beta2", "v2-2B-L~beta2")]
    public void A_dataset_is_named_in_any_of_its_ways(string text, string dataset) => Assert.Equal(dataset, Assert.IsType<CoverageName>(DatasetName.Parse(text)).Dataset.Name);

    [Theory]
    [InlineData("TESSERA:v1/2024", "v1", 2024)]
    [InlineData("TESSERA:2017", null, 2017)]
    [InlineData("TESSERA:v1.1-cam/2015?bbox=0,52,1,53", "v1.1-cambridge", 2015)]
    public void A_year_is_named_with_or_without_its_dataset(string text, string? dataset, int year)
    {
        var name = Assert.IsType<YearName>(DatasetName.Parse(text));
        Assert.Equal((dataset, year), (name.Dataset?.Name, name.Year));
    }

    [Theory]
    [InlineData("TESSERA:v1/2024/utm31n", "v1", 31, false)]
    [InlineData("TESSERA:2024/UTM07S", null, 7, true)]
    [InlineData("TESSERA:v1/2024/utm7s?region=/a/b/c?.geojson", "v1", 7, true)]
    public void A_zone_is_named_with_its_hemisphere(string text, string? dataset, int number, bool isSouth)
    {
        var name = Assert.IsType<ZoneName>(DatasetName.Parse(text));
        Assert.Equal((dataset, 2024, new UtmZone(number, isSouth)), (name.Dataset?.Name, name.Year, name.Zone));
    }

    [Property(MaxTest = 1000)]
    public Property A_name_is_read_back_as_what_it_was_written_for() => Prop.ForAll(Names.AnyName(), name => Assert.Equal(name, DatasetName.Parse(name.ToString())));

    [Property(Arbitrary = [typeof(Names)], MaxTest = 5000)]
    public void Any_text_is_a_name_or_an_invalid_argument_and_never_anything_else(string text)
    {
        try
        {
            DatasetName name = DatasetName.Parse(text);
            Assert.Equal(name, DatasetName.Parse(name.ToString()));
        }
        catch (TesseraException e)
        {
            Assert.Equal(TesseraErrorKind.InvalidArgument, e.Kind);
        }
    }
}

/// <summary>Names, and texts that are almost names, for FsCheck.</summary>
internal static class Names
{
    private static readonly string[] Parts =
    [
        "TESSERA:", "tessera:", "./", "../", "C:\\", ".npy", "_scales", "v1", "v1.1", "v2-2B-L~beta1", "-", "/", "2024", "20244", "grid_", "grid_0.15_52.05", "0.15", "52.05", "_", ",", "?", "&", "=",
        "bands", "0-2", "view=embedding", "bbox=", "/view:rgb", "/source:", "bands:", "/region:a&b", "file:", "\"", "\\\\?\\", "+1", "0,52,1,53", "region=a.geojson", "utm", "utm31n", "61s", " ", "", ".", "..", "-180", "1e5", "\0", "é", "\uD800", "NaN", "∞", "999999999999",
    ];

    public static Arbitrary<DatasetName> AnyName() =>
        Gen.OneOf(
            AnyTile().Select(DatasetName (tile) => tile),
            from tile in AnyTile() select (DatasetName)new CatalogueName(tile.Query),
            from tile in AnyTile() select (DatasetName)new CoverageName(tile.Dataset ?? Catalogue.Datasets[0], tile.Query),
            from tile in AnyTile() select (DatasetName)new YearName(tile.Dataset, tile.Year, tile.Query),
            from tile in AnyTile()
            from number in Gen.Choose(1, 60)
            from more in Gen.Choose(0, 999)
            select (DatasetName)new ZoneName(tile.Dataset, tile.Year, new UtmZone(number, tile.Year % 2 == 0), tile.Query) { MoreColumns = more }).ToArbitrary();

    private static Gen<TileName> AnyTile() =>
        from tile in Tiles.Any().Generator
        from dataset in Gen.Elements<Dataset?>([null, .. Catalogue.Datasets])
        from year in Gen.Choose(1000, 9999)
        from query in Gen.Elements("", "?bands=0,1,2", "?bands=0-2,127&invalid=raw", "?water=mask&source=s3://bucket/prefix?&view=embedding", "?bbox=-0.1,51.3,0.1,51.5&region=../a b/ö.geojson", "/source:/a&b/view:rgb", "/bands:0?source=/odd/view:rgb")
        from isPoint in Gen.Elements(true, false)
        from x in Gen.Choose(-1_800_000, 1_800_000)
        from y in Gen.Choose(-900_000, 900_000)
        select Make(tile, dataset, year, query, isPoint ? (x / 1e4, y / 1e4) : null);

    public static Arbitrary<string> AnyText() =>
        Gen.OneOf(
            from parts in Gen.Elements(Parts).ArrayOf() select string.Concat(parts),
            from parts in Gen.Elements(Parts).ArrayOf() select "TESSERA:" + string.Concat(parts),
            from parts in Gen.Elements(Parts).ArrayOf() select "TESSERA:v1/2024/" + string.Concat(parts),
            from text in ArbMap.Default.GeneratorFor<string>() select "TESSERA:v1/2024/grid_0.15_52.05?" + text,
            from text in ArbMap.Default.GeneratorFor<string>() select text ?? "").ToArbitrary();

    private static TileName Make(TileId tile, Dataset? dataset, int year, string query, (double X, double Y)? point)
    {
        NameQuery parsed = DatasetName.Parse("TESSERA:v1/2024/grid_0.15_52.05" + query).Query;
        return point is var (x, y)
            ? new TileName(dataset, year, TileId.FromPoint(x, y), parsed) { Point = (x, y) }
            : new TileName(dataset, year, tile, parsed);
    }
}
