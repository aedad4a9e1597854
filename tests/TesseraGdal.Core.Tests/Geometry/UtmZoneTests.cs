using FsCheck.Xunit;
using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Geometry;

public class UtmZoneTests
{
    [Theory] // the last four by PROJ 9
    [InlineData(31, false, 3, 0, 500000, 0)]
    [InlineData(31, true, 3, 0, 500000, 10000000)]
    [InlineData(31, false, 0.17, 52.03, 305867.9881881726, 5768155.817314907)]
    [InlineData(31, false, 5.999, 79.9, 558687.894890574, 8871936.819967888)]
    [InlineData(19, true, -67.3, -33.25, 658366.8765581123, 6319709.075761838)]
    [InlineData(60, true, 179.99, -16.55, 819137.215305591, 8167851.566296262)]
    public void Positions_are_where_PROJ_puts_them(int number, bool south, double longitude, double latitude, double easting, double northing)
    {
        (double x, double y) = new UtmZone(number, south).Project(longitude, latitude);
        Assert.Equal(easting, x, 1e-7);
        Assert.Equal(northing, y, 1e-7);
    }

    [Property(Arbitrary = [typeof(Tiles)], MaxTest = 2000)]
    public void The_inverse_undoes_the_projection_to_a_micrometre(TileId tile, ushort across, ushort up)
    {
        double longitude = tile.West + across / 65535.0 * 0.1, latitude = tile.South + up / 65535.0 * 0.1;
        (double easting, double northing) = tile.Zone.Project(longitude, latitude);
        (double longitudeAgain, double latitudeAgain) = tile.Zone.Unproject(easting, northing);
        (double eastingAgain, double northingAgain) = tile.Zone.Project(longitudeAgain, latitudeAgain);
        Assert.Equal(latitude, latitudeAgain, 1e-11);
        Assert.Equal(0, (longitude - longitudeAgain) * Math.Cos(latitude * Math.PI / 180), 1e-11);
        Assert.Equal(easting, eastingAgain, 1e-6);
        Assert.Equal(northing, northingAgain, 1e-6);
    }

    [Property(Arbitrary = [typeof(Tiles)])]
    public void North_and_south_of_the_equator_mirror_each_other(TileId tile)
    {
        (double x, double y) = new UtmZone(tile.Zone.Number, false).Project(tile.Longitude, tile.Latitude);
        (double mirroredX, double mirroredY) = new UtmZone(tile.Zone.Number, true).Project(tile.Longitude, -tile.Latitude);
        Assert.Equal(x, mirroredX, 1e-6);
        Assert.Equal(10_000_000 - y, mirroredY, 1e-6);
    }
}
