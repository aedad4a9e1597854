using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TesseraGdal.Forms;
using TesseraGdal.Forms.Npy.Registry;
using TesseraGdal.Geometry;
using TesseraGdal.Tests.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Registry;

/// <summary>What a registry says of zones and years, against its tiles one by one.</summary>
public class ZoneSurveyTests
{
    [Property(MaxTest = 25)]
    public Property Zones_are_those_of_the_tiles_with_their_numbers_and_extents() => Prop.ForAll(
        Tile().ListOf().ToArbitrary(),
        tiles =>
        {
            TilePresence index = TestIndex.Of([.. tiles]);
            foreach (int? year in (int?[])[2017, 2019, null])
            {
                TileId[] counted = [.. tiles.Where(t => year is null || t.Year == year).Select(t => t.Tile).Distinct()];
                Assert.Equal(
                    counted.GroupBy(tile => tile.Zone).OrderBy(zone => zone.Key.Epsg).Select(zone => new ZoneCoverage(
                        zone.Key, zone.Count(), new GeoBox(zone.Min(t => t.West), zone.Min(t => t.South), zone.Max(t => t.East), zone.Max(t => t.North)))),
                    index.Zones(year));
            }
        });

    [Property(MaxTest = 25)]
    public Property Each_year_has_as_many_zones_as_its_tiles_lie_in() => Prop.ForAll(
        Tile().NonEmptyListOf().ToArbitrary(),
        tiles =>
        {
            TilePresence index = TestIndex.Of([.. tiles]);
            IReadOnlyList<YearCoverage> years = index.Summarize();
            Assert.Equal(index.Years, years.Select(year => year.Year));
            foreach (YearCoverage year in years) Assert.Equal(tiles.Where(t => t.Year == year.Year).Select(t => t.Tile.Zone).Distinct().Count(), year.Zones);
        });

    [Fact]
    public void The_corners_of_the_Earth_are_in_the_first_and_last_zones()
    {
        TilePresence index = TestIndex.Of((2024, new TileId(-17995, 8995)), (2024, new TileId(17995, -8995)), (2024, new TileId(5, 5)), (2024, new TileId(5, -5)));
        Assert.Equal(
            [new UtmZone(1, false), new UtmZone(31, false), new UtmZone(31, true), new UtmZone(60, true)],
            index.Zones(2024).Select(found => found.Zone));
    }

    [Fact]
    public async Task A_registry_tells_zones_and_years_of_the_real_tiles()
    {
        TilePresence registry = await OwnRegistry.OpenAsync(Fixtures.V1, WatchedStore.Of(Fixtures.Manifests), "manifest.parquet", new PresenceOptions(), TestContext.Current.CancellationToken);
        foreach (YearCoverage year in registry.Summarize())
        {
            IReadOnlyList<ZoneCoverage> zones = registry.Zones(year.Year);
            Assert.Equal((registry.Count(year.Year), zones.Count), (year.Count, year.Zones));
            Assert.Equal(year.Count, zones.Sum(zone => zone.Count));
        }
        Assert.Equal(registry.Years, registry.Summarize().Select(year => year.Year));
        Assert.Empty(registry.Zones(1999));
    }

    /// <summary>Some near one another, and near edges of zones.</summary>
    private static Gen<(int Year, TileId Tile)> Tile() =>
        from any in Tiles.Any().Generator
        from near in Gen.Choose(-12, 12)
        from isNear in Gen.Elements(true, false)
        from year in Gen.Elements(2017, 2018, 2019)
        select (year, isNear ? new TileId(near * 10 + 5, near * -10 + 5) : any);
}
