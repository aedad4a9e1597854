using TesseraGdal.Geometry;
using Xunit;

namespace TesseraGdal.Tests.Architecture;

/// <summary>The rooms of Core and the doors between them (design.md §1): doors open to the right only, and siblings don't know one another.</summary>
public class RoomTests
{
    private const string House = "TesseraGdal";

    /// <summary>Which rooms a room may know. What stands at the house's root (TesseraException, TesseraLog) is for all.</summary>
    private static readonly Dictionary<string, string[]> Doors = new()
    {
        ["Client"] = ["Naming", "Rasters", "Registry", "Formats", "Catalog", "Storage", "Geometry", "Quantization"],
        ["Files"] = ["Naming", "Rasters", "Registry", "Formats", "Catalog", "Storage", "Geometry", "Quantization"],
        ["Naming"] = ["Rasters", "Registry", "Formats", "Catalog", "Storage", "Geometry", "Quantization"],
        ["Rasters"] = ["Registry", "Formats", "Catalog", "Storage", "Geometry", "Quantization"],
        ["Registry"] = ["Catalog", "Storage", "Geometry", "Quantization"],
        ["Formats"] = ["Catalog", "Storage", "Geometry", "Quantization"],
        ["Catalog"] = ["Geometry", "Quantization"],
        ["Storage"] = ["Geometry", "Quantization"],
        ["Geometry"] = [],
        ["Quantization"] = [],
        [""] = [],
    };

    [Fact]
    public void Doors_between_rooms_open_to_the_right_only()
    {
        using var core = new CompiledAssembly(typeof(TileId).Assembly.Location);
        string[] trespasses = Trespasses(core, House);
        Assert.True(trespasses.Length == 0, string.Join(Environment.NewLine, trespasses));
    }

    [Fact]
    public void Every_type_of_Core_is_in_a_room()
    {
        using var core = new CompiledAssembly(typeof(TileId).Assembly.Location);
        Assert.Equal([], core.Types.Where(type => RoomOf(type, House) is { } room && !Doors.ContainsKey(room)));
        Assert.Superset(new HashSet<string>(["", "Naming", "Catalog", "Storage", "Geometry"]), core.Types.Select(type => RoomOf(type, House) ?? "").ToHashSet());
    }

    [Fact]
    public void Core_knows_no_GDAL()
    {
        using var core = new CompiledAssembly(typeof(TileId).Assembly.Location);
        string[] gdal = ["gdal", "osgeo", "maxrev"];
        Assert.Equal([], core.References.Where(IsGdal));
        Assert.Equal([], core.NativeLibraries.Where(IsGdal));
        Assert.Equal([], core.Literals.Where(text => text.Contains("libgdal", StringComparison.OrdinalIgnoreCase)));
        Assert.Contains("System.Runtime", core.References); // the lists are not empty for want of reading
        Assert.Contains(core.Literals, text => text.Contains("grid_", StringComparison.Ordinal));

        bool IsGdal(string name) => gdal.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_wrong_door_is_found_however_it_is_made()
    {
        using var tests = new CompiledAssembly(typeof(RoomTests).Assembly.Location);
        string[] ways = [.. Trespasses(tests, "TesseraGdal.Tests.Architecture.Specimen").Select(line => line[(line.LastIndexOf('.') + 1)..])];
        Assert.Equal(
        [
            "ByAttribute", "ByBaseType", "ByCall", "ByCatch", "ByConstraint", "ByEvent", "ByField", "ByGenericArgument", "ByInterface", "ByLambda", "ByLocal",
            "BySibling", "BySignature", "ByStateMachine", "ByTypeOf",
        ], ways.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_native_library_is_found()
    {
        using var tests = new CompiledAssembly(typeof(RoomTests).Assembly.Location);
        Assert.Contains("libgdal_specimen", tests.NativeLibraries);
    }

    /// <summary>Uses that no door allows, as sentences that end in the name of the type that uses.</summary>
    private static string[] Trespasses(CompiledAssembly assembly, string house) =>
    [
        .. from use in assembly.Uses()
           let user = RoomOf(use.User, house)
           let used = RoomOf(use.Used, house)
           where user is not null && used is not null && user != used && used.Length > 0 && !Doors.GetValueOrDefault(user, []).Contains(used)
           orderby use.User
           select $"{use.Used} is used by {use.User}",
    ];

    /// <summary>The room of a type; empty at the house's root; null where it is none of the house (what compilers add has no namespace).</summary>
    private static string? RoomOf(string type, string house)
    {
        string space = TypeUse.NamespaceOf(type);
        if (space == house) return "";
        return space.StartsWith(house + ".", StringComparison.Ordinal) ? space[(house.Length + 1)..].Split('.')[0] : null;
    }
}
