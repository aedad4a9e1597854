using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TesseraGdal.Naming;
using Xunit;

namespace TesseraGdal.Tests.Naming;

/// <summary>Both forms of names (design.md §2): options as parts of the path, which is what is printed, and after <c>?</c>. They are the same record.</summary>
public class NameFormsTests
{
    [Theory]
    [InlineData("v1/2024/utm31n/bbox:0.0,52.0,0.3,52.3/view:rgb", "v1/2024/utm31n?bbox=0.0,52.0,0.3,52.3&view=rgb")]
    [InlineData("v1/2024/grid_0.15_52.05/bands:0-2", "v1/2024/grid_0.15_52.05?bands=0-2")]
    [InlineData("v1/2024/0.17,52.03/bands:0-2", "v1/2024/0.17,52.03?bands=0-2")]
    [InlineData("2024/view:coverage", "2024?view=coverage")]
    [InlineData("v1/view:coverage", "v1?view=coverage")]
    [InlineData("source:/data/tiles", "?source=/data/tiles")]
    [InlineData("source:s3://bucket/prefix/view:rgb", "?source=s3://bucket/prefix&view=rgb")]
    [InlineData("v1/layout:s3-v0.9/source:https://host:9000/bucket/prefix", "v1?layout=s3-v0.9&source=https://host:9000/bucket/prefix")]
    [InlineData("v1/2024/region:/data/a b/farm.geojson/view:mask", "v1/2024?region=/data/a b/farm.geojson&view=mask")]
    [InlineData("v1/2024/bands:0/source:C:/tiles", "v1/2024?bands=0&source=C:/tiles")]
    [InlineData(@"v1/2024/source:C:\tiles/view:rgb", @"v1/2024?source=C:\tiles&view=rgb")]
    [InlineData("/data/tiles/grid_0.15_52.05.npy/bands:0,1,2", "/data/tiles/grid_0.15_52.05.npy?bands=0,1,2")]
    [InlineData("C:/data/grid_0.15_52.05.npy/bands:0", "C:/data/grid_0.15_52.05.npy?bands=0")]
    [InlineData(@"C:\data\grid_0.15_52.05.npy/bands:0", @"C:\data\grid_0.15_52.05.npy?bands=0")]
    [InlineData("C:/view:rgb", "C:?view=rgb")]
    [InlineData("/data/tiles/view:rgb", "/data/tiles?view=rgb")]
    [InlineData("tiles/view:rgb", "tiles?view=rgb")]
    [InlineData("//view:rgb", "/?view=rgb")] // the root folder
    public void An_option_is_a_part_of_the_path_or_stands_after_a_question_mark(string path, string query)
    {
        DatasetName name = DatasetName.Parse("TESSERA:" + path);
        Assert.Equal(DatasetName.Parse("TESSERA:" + query), name);
        Assert.Equal("TESSERA:" + path, name.ToString());
    }

    [Theory]
    [InlineData("/view:rgb", "view:rgb")] // of the catalogue, with a slash too many
    [InlineData("v1/2024/VIEW:rgb/Bands:0,1,2", "v1/2024/bands:0,1,2/view:rgb")]
    [InlineData("v1/2024/view:rgb?bands=0,1,2", "v1/2024/bands:0,1,2/view:rgb")] // mixed
    [InlineData("v1/2024/view:rgb/", "v1/2024/view:rgb")]
    [InlineData("v1/2024?view=rgb&", "v1/2024/view:rgb")]
    [InlineData("v1/2024/source:/data/tiles/", "v1/2024/source:/data/tiles")]
    [InlineData("v1/2024/source:/", "v1/2024/source:/")]
    [InlineData("v1/2024/region:a&b.geojson/view:rgb", "v1/2024/region:a&b.geojson/view:rgb")] // which cannot stand after '?'
    [InlineData("v1/2024?region=what?.geojson&view=rgb", "v1/2024/view:rgb?region=what?.geojson")] // which cannot stand in the path
    [InlineData("v1/2024?source=/odd/view:rgb", "v1/2024?source=/odd/view:rgb")]
    public void What_is_printed_is_the_path_as_far_as_it_can_be(string text, string printed)
    {
        DatasetName name = DatasetName.Parse("TESSERA:" + text);
        Assert.Equal("TESSERA:" + printed, name.ToString());
        Assert.Equal(name, DatasetName.Parse(name.ToString()));
    }

    [Theory]
    [InlineData("v1/2024/bands:", "'bands' has no value")]
    [InlineData("v1/2024/bands:/view:rgb", "'bands' has no value")]
    [InlineData("v1/2024/bands:0/BANDS:1", "'bands' stands twice")]
    [InlineData("v1/2024/bands:0?bands=1", "'bands' stands twice")]
    [InlineData("v1/2024/colour:red", "'colour' is no option; what is: bands, bbox,")]
    [InlineData("v1/2024/utm31n/view:rgb/colour:red", "'colour' is no option; what is: bands, bbox,")]
    [InlineData("v1/2024/cache_dir:/etc", "'cache_dir' is no option")] // where this machine keeps things is not a name's to say
    [InlineData("v1/2024?view=rgb/bands:0", "it is not said in both ways at once")]
    public void A_wrong_option_is_answered_with_what_is_wrong(string text, string answer)
    {
        var error = Assert.Throws<TesseraException>(() => DatasetName.Parse("TESSERA:" + text));
        Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
        Assert.Contains(answer, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Names with options of any values, written in one form, in the other, and in both at once.</summary>
    [Property(MaxTest = 2000)]
    public Property Both_forms_and_their_mixtures_are_the_same_name() =>
        Prop.ForAll(Forms.AnyOptions(), Gen.Elements(Forms.Places).ToArbitrary(), Gen.Choose(0, 4).ToArbitrary(), (options, place, cut) =>
        {
            string name = "TESSERA:" + place;
            DatasetName inPath = DatasetName.Parse(name + Forms.InPath(options, place)), after = DatasetName.Parse(name + Forms.After(options));
            Assert.Equal(after, inPath);
            Assert.Equal(after, DatasetName.Parse(name + Forms.InPath(options[..Math.Min(cut, options.Length)], place) + Forms.After(options[Math.Min(cut, options.Length)..])));
            Assert.Equal(after, DatasetName.Parse(after.ToString()));
            Assert.DoesNotContain('?', after.ToString());
            Assert.Equal(options.Select(option => option.Key).Order(StringComparer.Ordinal), after.Query.Keys);
            Assert.All(options, option => Assert.Equal(option.Value, after.Query[option.Key]));
        });
}

/// <summary>Options of names, for FsCheck.</summary>
internal static class Forms
{
    internal static readonly string[] Places =
        ["", "v1", "v1/2024", "2024", "v1/2024/utm31n", "v1/2024/grid_0.15_52.05", "v1/2024/0.17,52.03", "/data/tiles", "C:/tiles", "tiles", "./v1", "/data/grid_0.15_52.05.npy"];

    private static readonly string[] Keys = ["view", "bands", "bbox", "stretch", "invalid", "source", "region", "registry"];

    private static readonly string[] Values =
        ["0", "rgb", "0.0,52.0,0.3,52.3", "a b", "ö", "=", "==x", "x=y", ":", "x:y", "view:rgb", "bands", "'", "\"", "%20", "+1", "-", "~", "#"];

    private static readonly string[] Paths =
        ["/", "/data", "../a b", "s3://bucket/prefix", "https://host:9000/bucket/prefix", @"C:\data", "C:/data", "/x/view", "/x/views:1", "/x/bands", "a/b:c/d", "//server/share"];

    internal static Arbitrary<(string Key, string Value)[]> AnyOptions() =>
        (from count in Gen.Choose(0, 4)
         from keys in Gen.Shuffle(Keys)
         from values in Gen.Elements(Values).ArrayOf(count)
         from paths in Gen.Elements(Paths).ArrayOf(count)
         select keys.Take(count).Select((key, i) => (key, key is "source" or "region" or "registry" ? paths[i] : values[i])).ToArray()).ToArbitrary();

    internal static string InPath((string Key, string Value)[] options, string place)
    {
        string all = string.Concat(options.Select(option => $"/{option.Key}:{option.Value}"));
        return place.Length == 0 && all.Length > 0 ? all[1..] : all;
    }

    internal static string After((string Key, string Value)[] options) =>
        options.Length == 0 ? "" : "?" + string.Join('&', options.Select(option => $"{option.Key}={option.Value}"));
}
