using FsCheck;
using FsCheck.Fluent;
using TesseraGdal.Geometry;

namespace TesseraGdal.Tests.Geometry;

/// <summary>Boxes for FsCheck: with edges on those of cells and zones, and anywhere; also across the antimeridian.</summary>
internal static class Boxes
{
    public static Arbitrary<GeoBox> Any() =>
        (from west in Edge(180)
         from east in Edge(180)
         from a in Edge(90)
         from b in Edge(90)
         where west != east && west != 180 && east != -180 && a != b
         select new GeoBox(west, Math.Min(a, b), east, Math.Max(a, b))).ToArbitrary();

    private static Gen<double> Edge(int limit) =>
        Gen.OneOf(
            from tenths in Gen.Choose(-10 * limit, 10 * limit) select tenths / 10.0,
            from sixths in Gen.Choose(-limit / 6, limit / 6) select sixths * 6.0,
            from millionths in Gen.Choose(-limit * 1_000_000, limit * 1_000_000) select millionths / 1e6);
}
