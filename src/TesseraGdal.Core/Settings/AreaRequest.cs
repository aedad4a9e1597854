using TesseraGdal.Geometry;
using TesseraGdal.Naming;
using TesseraGdal.Options;

namespace TesseraGdal.Settings;

/// <summary>Which part of the Earth is asked for: a box or the polygons of a file, as a user gives them. Given in the name or as open options, not as configuration.</summary>
internal sealed class AreaRequest
{
    private readonly GeoBox? _box;
    private readonly SettingValue _given;

    private AreaRequest(SettingValue given, GeoBox? box) => (_given, _box) = (given, box);

    /// <summary>Reads <c>bbox</c> and <c>region</c>; no file is opened yet.</summary>
    /// <returns>Null where neither is given.</returns>
    /// <exception cref="TesseraException">The box is none, or both are given.</exception>
    internal static AreaRequest? Parse(SettingsReader reader)
    {
        SettingValue? box = reader.Option(NameOptions.Bbox), region = reader.Option(NameOptions.Region);
        if (box is not null && region is { } second) throw second.NotAllowed("bbox is given too, and only one of the two can be meant");
        if (box is { } four) return new AreaRequest(four, BoundingBox.Parse(four));
        return region is { } file ? new AreaRequest(file, null) : null;
    }

    /// <summary>Reads the region's file, if it is one.</summary>
    /// <exception cref="TesseraException">There is no such file, or it has no polygons.</exception>
    internal async ValueTask<Area> ReadAsync(CancellationToken cancellationToken) =>
        _box is { } box
            ? Area.Of(box, $"bbox:{_given.Text}")
            : Area.Of(await RegionFile.ReadAsync(_given, cancellationToken).ConfigureAwait(false), $"region:{_given.Text}");

    /// <summary>Passes where a query of names has it too.</summary>
    /// <exception cref="TesseraException">It has not: the path cannot stand in a name.</exception>
    internal void DemandCarried(NameQuery query)
    {
        if (query["bbox"] is null && query["region"] is null) throw _given.NotAllowed("it has several parts, and a path with both '&' and a '?' or an option cannot stand in their names; rename the file");
    }

    /// <summary>The error of a name that is of one tile.</summary>
    internal TesseraException NotOfTile() => _given.NotAllowed("a name of one tile takes no bbox and no region; leave the tile out, as in TESSERA:v1/2024/bbox:0.0,52.0,0.3,52.3");
}
