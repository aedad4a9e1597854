using System.Text.RegularExpressions;
using TesseraGdal.Forms;
using TesseraGdal.Geometry;
using TesseraGdal.Tests.Storage;
using Xunit;

namespace TesseraGdal.Tests.Architecture;

/// <summary>
/// The rooms of Core and the doors between them (docs/architecture.md): doors open to the right only, and siblings don't know one another.
/// </summary>
public class RoomTests
{
    private const string House = "TesseraGdal";

    /// <summary>The page that has the drawing of the house.</summary>
    private const string Page = "docs/architecture.md";

    /// <summary>Files of a room: more than these nobody keeps in mind.</summary>
    private const int MostFiles = 25;

    /// <summary>The rooms on the ground, from left to right: each may know those to its right. What stands at the house's root (TesseraException, TesseraLog) is for all.</summary>
    private static readonly string[] Ground =
        ["Client", "Files", "Openers", "Settings", "Naming", "Kinds", "Views", "Options", "Forms", "Rasters", "Catalog", "Storage", "Geometry", "Quantization"];

    /// <summary>Neighbours that do not know one another all the same.</summary>
    private static readonly (string, string)[] Strangers =
    [
        ("Client", "Files"), ("Rasters", "Catalog"), ("Rasters", "Storage"), ("Catalog", "Storage"), ("Catalog", "Geometry"),
        ("Catalog", "Quantization"), ("Storage", "Geometry"), ("Storage", "Quantization"), ("Geometry", "Quantization"),
    ];

    private static readonly Dictionary<string, string[]> Doors = Ground.ToDictionary(
        room => room, room => Ground.SkipWhile(other => other != room).Skip(1).Where(other => !Strangers.Contains((room, other))).ToArray());

    /// <summary>The doors of the house that is made of trespasses.</summary>
    private static readonly Dictionary<string, string[]> SpecimenDoors = new()
    {
        ["Naming"] = ["Rasters", "Registry", "Formats", "Storage", "Geometry"],
        ["Rasters"] = ["Registry", "Formats", "Storage", "Geometry"],
        ["Registry"] = ["Storage", "Geometry"],
        ["Formats"] = ["Storage", "Geometry"],
        ["Storage"] = ["Geometry"],
        ["Geometry"] = [],
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
        string[] rooms = [.. core.Types.Select(type => RoomOf(type, House)).OfType<string>().Distinct()];
        Assert.Equal(Ground.Append("").Order(StringComparer.Ordinal), rooms.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_drawing_of_the_house_has_the_doors_that_are_used_and_no_others()
    {
        using var core = new CompiledAssembly(typeof(TileId).Assembly.Location);
        string[] corrections = Drawing.Corrections(File.ReadAllText(RepositoryFiles.PathOf(Page)), UsedDoors(core));
        Assert.True(corrections.Length == 0, string.Join(Environment.NewLine, corrections.Prepend($"{Page} is to be corrected:")));
    }

    [Fact]
    public void A_door_that_is_not_drawn_and_one_that_is_invented_are_named()
    {
        Dictionary<(string, string), string> used = new() { [("A", "B")] = "", [("A", "C")] = "a uses c", [("B", "C")] = "" };
        Assert.Empty(Drawing.Corrections(PageOf("A --> B & C", "B --> C"), used));
        Assert.Equal(["Add A --> C: a uses c."], Drawing.Corrections(PageOf("A --> B", "B --> C"), used));
        Assert.Equal(["Remove B --> D: no type of B uses one of D."], Drawing.Corrections(PageOf("A --> B & C", "B --> C & D"), used));
        Assert.Equal(["Draw A --> B once."], Drawing.Corrections(PageOf("A --> B & C", "B --> C", "A --> B"), used));
        Assert.Throws<FormatException>(() => Drawing.DoorsOf(PageOf("A --> B & C", "B -.-> C")));
        Assert.Throws<FormatException>(() => Drawing.DoorsOf("# House"));

        static string PageOf(params string[] lines) => $"# House\n\n```mermaid\ngraph TD\n    {string.Join("\n    ", lines)}\n```\n";
    }

    [Fact]
    public void Each_room_says_what_comes_in_and_what_goes_out()
    {
        string core = RepositoryFiles.PathOf("src/TesseraGdal.Core");
        Assert.Equal([], Ground.Where(room => !Says(Path.Combine(core, room))));

        static bool Says(string folder) =>
            File.Exists(Path.Combine(folder, "README.md"))
            || Directory.EnumerateFiles(folder, "*.cs").Any(file => RoomsIn(file).Contains(Path.GetFileName(folder)));

        static IEnumerable<string> RoomsIn(string file) =>
            Regex.Matches(File.ReadAllText(file), @"his room[\s/]+\((\w+)\)").Select(match => match.Groups[1].Value);
    }

    [Fact]
    public void No_room_leads_back_to_itself_through_others()
    {
        using var core = new CompiledAssembly(typeof(TileId).Assembly.Location);
        string[] circles = Circles([.. core.Uses().Select(use => (User: RoomWithin(use.User, House), Used: RoomWithin(use.Used, House), use))
            .Where(door => door.User is not null && door.Used is not null && door.User != door.Used && door.Used.Length > 0)
            .Select(door => (door.User!, door.Used!, $"{door.use.User} uses {door.use.Used}"))]);
        Assert.True(circles.Length == 0, string.Join(Environment.NewLine, circles));
    }

    [Fact]
    public void A_circle_is_found_and_a_chain_is_none()
    {
        Assert.Empty(Circles([("A", "B", ""), ("B", "C", ""), ("A", "C", "")]));
        Assert.Equal(["A, B, C: a-b, b-c, c-a"], Circles([("A", "B", "a-b"), ("B", "C", "b-c"), ("C", "A", "c-a"), ("D", "A", "d-a")]));
    }

    [Fact]
    public void No_room_is_crowded()
    {
        string core = RepositoryFiles.PathOf("src/TesseraGdal.Core");
        string[] crowded =
        [
            .. Directory.EnumerateDirectories(core, "*", SearchOption.AllDirectories)
                .Select(folder => (folder, Count: Directory.EnumerateFiles(folder, "*.cs").Count()))
                .Where(room => room.Count > MostFiles).Select(room => $"{Path.GetRelativePath(core, room.folder)} has {room.Count} files"),
        ];
        Assert.Empty(crowded);
    }

    [Fact]
    public void Only_the_room_of_NPY_speaks_of_manifests_landmasks_and_headers()
    {
        using var core = new CompiledAssembly(typeof(TileId).Assembly.Location);
        string[] words = ["manifest", "landmask", ".npy"];
        string[] trespasses = [.. core.Words().Where(word => !IsOfNpy(word.Type) && words.Any(part => word.Text.Contains(part, StringComparison.OrdinalIgnoreCase))).Select(word => $"{word.Type}: {word.Text}")];
        Assert.True(trespasses.Length == 0, string.Join(Environment.NewLine, trespasses));
        Assert.Contains(core.Words(), word => IsOfNpy(word.Type) && word.Text.Contains("manifest", StringComparison.OrdinalIgnoreCase)); // the list is not empty for want of reading

        static bool IsOfNpy(string type) => type.StartsWith("TesseraGdal.Forms.Npy.", StringComparison.Ordinal);
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

    private static Dictionary<string, string[]> DoorsOf(string house) => house == House ? Doors : SpecimenDoors;

    /// <summary>The doors between the rooms of Core that some type goes through, each with the first use of it.</summary>
    private static Dictionary<(string From, string To), string> UsedDoors(CompiledAssembly core) =>
        core.Uses().Select(use => (From: RoomOf(use.User, House), To: RoomOf(use.Used, House), use))
            .Where(door => door.From?.Length > 0 && door.To?.Length > 0 && door.From != door.To)
            .GroupBy(door => (door.From!, door.To!), door => $"{door.use.User} uses {door.use.Used}")
            .ToDictionary(door => door.Key, door => door.Min(StringComparer.Ordinal)!);

    /// <summary>Uses that no door allows, as sentences that end in the name of the type that uses.</summary>
    private static string[] Trespasses(CompiledAssembly assembly, string house) =>
    [
        .. from use in assembly.Uses()
           let user = RoomOf(use.User, house)
           let used = RoomOf(use.Used, house)
           where user is not null && used is not null && user != used && used.Length > 0 && !DoorsOf(house).GetValueOrDefault(user, []).Contains(used)
           orderby use.User
           select $"{use.Used} is used by {use.User}",
    ];

    /// <summary>Rooms that lead back to themselves, with the uses that make it so: strongly connected parts of the house.</summary>
    private static string[] Circles(IReadOnlyList<(string User, string Used, string Use)> doors)
    {
        ILookup<string, string> next = doors.ToLookup(door => door.User, door => door.Used);
        Dictionary<string, HashSet<string>> reach = doors.Select(door => door.User).Distinct().ToDictionary(room => room, room => From(room));
        return
        [
            .. reach.Where(room => room.Value.Contains(room.Key))
                .GroupBy(room => string.Join(", ", room.Value.Where(other => reach.GetValueOrDefault(other)?.Contains(room.Key) == true).Order(StringComparer.Ordinal)))
                .Select(circle => (circle.Key, Rooms: circle.Key.Split(", ")))
                .Select(circle => $"{circle.Key}: {string.Join(", ", doors.Where(door => circle.Rooms.Contains(door.User) && circle.Rooms.Contains(door.Used)).Select(door => door.Use).Distinct())}"),
        ];

        HashSet<string> From(string room)
        {
            HashSet<string> seen = [];
            var left = new Stack<string>(next[room]);
            while (left.TryPop(out string? other))
            {
                if (!seen.Add(other)) continue;
                foreach (string further in next[other]) left.Push(further);
            }
            return seen;
        }
    }

    /// <summary>The innermost room of a type, as a namespace below the house's; empty at its root; null where it is none of the house.</summary>
    private static string? RoomWithin(string type, string house)
    {
        string space = TypeUse.NamespaceOf(type);
        if (space == house) return "";
        return space.StartsWith(house + ".", StringComparison.Ordinal) ? space[(house.Length + 1)..] : null;
    }

    /// <summary>The room of a type; empty at the house's root; null where it is none of the house (what compilers add has no namespace).</summary>
    private static string? RoomOf(string type, string house)
    {
        string space = TypeUse.NamespaceOf(type);
        if (space == house) return "";
        return space.StartsWith(house + ".", StringComparison.Ordinal) ? space[(house.Length + 1)..].Split('.')[0] : null;
    }
}
