using TesseraGdal.Quantization;
using TesseraGdal.Rasters.Stored;
using TesseraGdal.Settings;
using TesseraGdal.Storage;
using Xunit;

namespace TesseraGdal.Tests.Naming;

public class TesseraSettingsTests
{
    [Fact]
    public void Without_any_setting_the_defaults_of_the_design_hold()
    {
        TesseraSettings settings = Parse(configuration: new() { ["XDG_CACHE_HOME"] = Cache("xdg") });
        Assert.Equal("auto", settings.Source);
        Assert.Null(settings.Layout);
        Assert.Null(settings.Presence.Location);
        Assert.Equal(Path.Combine(Cache("xdg"), "tessera"), settings.Storage.CacheDirectory);
        Assert.Equal(settings.Storage.CacheDirectory, settings.Presence.CacheDirectory);
        Assert.False(settings.Storage.Offline);
        Assert.True(settings.Storage.Anonymous);
        Assert.Equal(VerifyMode.WhenWhole, settings.Storage.Verify);
        Assert.True(settings.Presence.UseGeotesseraCache);
        Assert.Equal(new ReadOptions { MaxRead = 4L << 30 }, settings.ReadOptions);
        Assert.Equal((false, 1.0f, false, OverviewChoice.Auto, Environment.ProcessorCount),
            (settings.ReadOptions.Pixels.KeepInvalid, settings.ReadOptions.Pixels.MaxScale, settings.ReadOptions.MaskWater, settings.Overviews, settings.ReadOptions.Threads));
    }

    [Fact]
    public void Every_setting_is_read_from_an_open_option_and_from_the_configuration()
    {
        Dictionary<string, string> values = new()
        {
            ["SOURCE"] = "source-coop",
            ["LAYOUT"] = "S3-V0.9",
            ["DATASET"] = "v1-vultr",
            ["REGISTRY"] = "m.parquet",
            ["REGISTRY_TTL"] = "2h",
            ["CACHE_DIR"] = Cache("c"),
            ["CACHE_SIZE"] = "512MB",
            ["CACHE_MEMORY"] = "1.5g",
            ["OFFLINE"] = "on",
            ["MAX_CONNECTIONS"] = "3",
            ["TIMEOUT"] = "500ms",
            ["RETRIES"] = "0",
            ["MAX_READ"] = "4096",
            ["VERIFY"] = "Before-Use",
            ["INVALID"] = "raw",
            ["MAX_SCALE"] = "1e6",
            ["WATER"] = "mask",
            ["OVERVIEWS"] = "none",
        };
        Assert.Equal(TesseraSettings.OptionNames.Order(), values.Keys.Order()); // none forgotten here
        TesseraSettings opened = Parse(values);
        TesseraSettings configured = Parse(configuration: values.ToDictionary(pair => "TESSERA_" + pair.Key, pair => pair.Value));
        Assert.Equal(opened, configured);
        Assert.Equal(opened.GetHashCode(), configured.GetHashCode());

        Assert.Equal(("source-coop", "s3-v0.9", "v1"), (opened.Source, opened.Layout?.Name, opened.Dataset?.Name));
        Assert.Equal(("m.parquet", TimeSpan.FromHours(2), true, Cache("c")),
            (opened.Presence.Location, opened.Presence.TimeToLive, opened.Presence.Offline, opened.Presence.CacheDirectory));
        Assert.Equal(new StorageOptions
        {
            CacheDirectory = Cache("c"),
            CacheSize = 512L << 20,
            CacheMemory = 3L << 29,
            Offline = true,
            MaxConnections = 3,
            Timeout = TimeSpan.FromSeconds(0.5),
            Retries = 0,
            Verify = VerifyMode.BeforeUse,
        }, opened.Storage);
        Assert.Equal(opened.Storage, opened.Presence.Storage);
        Assert.Equal(new ReadOptions { MaxRead = 4096, Pixels = new PixelOptions { KeepInvalid = true, MaxScale = 1e6f }, MaskWater = true }, opened.ReadOptions);
        Assert.Equal(OverviewChoice.None, opened.Overviews);
    }

    [Fact]
    public void Settings_that_differ_in_anything_are_not_equal()
    {
        TesseraSettings plain = Parse();
        foreach ((string option, string value) in new[] { ("SOURCE", "x"), ("CACHE_SIZE", "1"), ("MAX_SCALE", "2"), ("REGISTRY_TTL", "1"), ("WATER", "mask"), ("LAYOUT", "s3-v0.9") })
            Assert.NotEqual(plain, Parse(new() { [option] = value }));
    }

    [Fact]
    public void An_open_option_wins_over_the_configuration_whatever_its_case() =>
        Assert.Equal(7, Parse(new() { ["retries"] = "7" }, new() { ["TESSERA_RETRIES"] = "9" }).Storage.Retries);

    [Fact]
    public void The_options_that_GDAL_users_know_count_too()
    {
        TesseraSettings settings = Parse(configuration: new()
        {
            ["AWS_NO_SIGN_REQUEST"] = "NO",
            ["AWS_REGION"] = "eu-west-1",
            ["AWS_S3_ENDPOINT"] = "localhost:9000",
            ["AWS_HTTPS"] = "NO",
            ["GDAL_HTTP_USERAGENT"] = "me/1",
            ["GDAL_NUM_THREADS"] = "3",
        });
        Assert.Equal((false, "eu-west-1", "me/1"), (settings.Storage.Anonymous, settings.Storage.Region, settings.Storage.UserAgent));
        Assert.Equal((new Uri("http://localhost:9000"), false, 3), (settings.S3Endpoint, settings.S3VirtualHosting, settings.ReadOptions.Threads));
        Assert.Equal(Environment.ProcessorCount, Parse(configuration: new() { ["GDAL_NUM_THREADS"] = "ALL_CPUS" }).ReadOptions.Threads);
        Assert.Equal("eu-west-2", Parse(configuration: new() { ["AWS_DEFAULT_REGION"] = "eu-west-2" }).Storage.Region);
    }

    [Fact]
    public void A_manifest_that_geotessera_fetched_stands_in_for_the_known_sources_only()
    {
        Assert.True(Parse(new() { ["SOURCE"] = "Source-Coop" }).Presence.UseGeotesseraCache);
        Assert.False(Parse(new() { ["SOURCE"] = "s3://my-bucket" }).Presence.UseGeotesseraCache);
        Assert.False(Parse(new() { ["REGISTRY"] = "manifest.parquet" }).Presence.UseGeotesseraCache);
    }

    [Theory]
    [InlineData("")]
    [InlineData("NO")]
    [InlineData("no")]
    public void No_cache_directory_means_no_cache(string value) => Assert.Null(Parse(new() { ["CACHE_DIR"] = value }).Storage.CacheDirectory);

    [Fact]
    public void A_relative_cache_home_is_ignored_as_its_specification_says()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no HOME.");
        Assert.Equal(Path.Combine(Cache("home"), ".cache", "tessera"),
            Parse(configuration: new() { ["XDG_CACHE_HOME"] = "relative", ["HOME"] = Cache("home") }).Storage.CacheDirectory);
    }

    [Theory]
    [InlineData("LAYOUT", "v3", "auto, source-coop, s3-v0.9")]
    [InlineData("DATASET", "v9", "datasets are v1,")]
    [InlineData("REGISTRY_TTL", "soon", "30s, 5m, 1h")]
    [InlineData("REGISTRY_TTL", "-1", "30s, 5m, 1h")]
    [InlineData("CACHE_SIZE", "12XB", "512MB")]
    [InlineData("CACHE_SIZE", "-1", "512MB")]
    [InlineData("CACHE_SIZE", "99999999999TB", "512MB")]
    [InlineData("MAX_READ", "0", "a size above 0")]
    [InlineData("OFFLINE", "maybe", "YES or NO")]
    [InlineData("MAX_CONNECTIONS", "0", "from 1 to 256")]
    [InlineData("RETRIES", "1e9", "from 0 to 100")]
    [InlineData("TIMEOUT", "0", "0.001")]
    [InlineData("VERIFY", "never", "when-whole, before-use")]
    [InlineData("INVALID", "zero", "nan, raw")]
    [InlineData("MAX_SCALE", "NaN", "a number above 0")]
    [InlineData("MAX_SCALE", "0", "a number above 0")]
    [InlineData("WATER", "drop", "keep, mask")]
    [InlineData("OVERVIEWS", "average", "auto, nearest, none")]
    public void A_wrong_value_is_answered_with_the_setting_the_value_and_what_is_allowed(string option, string value, string allowed)
    {
        foreach ((Dictionary<string, string>? options, Dictionary<string, string>? configuration, string origin) in new[]
        {
            (new Dictionary<string, string> { [option] = value }, default(Dictionary<string, string>), $"The open option {option}='{value}'"),
            (null, new() { ["TESSERA_" + option] = value }, $"TESSERA_{option}='{value}'"),
        })
        {
            var error = Assert.Throws<TesseraException>(() => Parse(options, configuration));
            Assert.Equal(TesseraErrorKind.InvalidArgument, error.Kind);
            Assert.Contains(origin, error.Message, StringComparison.Ordinal);
            Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("AWS_S3_ENDPOINT", "ftp://host")]
    [InlineData("AWS_S3_ENDPOINT", "a b")]
    [InlineData("AWS_NO_SIGN_REQUEST", "perhaps")]
    [InlineData("GDAL_NUM_THREADS", "0")]
    public void A_wrong_value_of_GDALs_own_is_an_error_too(string name, string value) =>
        Assert.StartsWith($"{name}='{value}' is not allowed", Assert.Throws<TesseraException>(() => Parse(configuration: new() { [name] = value })).Message, StringComparison.Ordinal);

    private static string Cache(string folder) => Path.Combine(Path.GetTempPath(), "tessera-settings", folder);

    private static TesseraSettings Parse(Dictionary<string, string>? openOptions = null, Dictionary<string, string>? configuration = null) =>
        TesseraSettings.Parse(openOptions ?? [], key => configuration?.GetValueOrDefault(key));
}
