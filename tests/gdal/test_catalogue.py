"""Names above tiles: the catalogue, datasets, years, zones, parts of them by box and by polygon, and the coverage."""
import json
import os
import re
import statistics
import tempfile
import time

import numpy as np
import pytest
from osgeo import gdal

from teststore.geometry import tile_of_name
from teststore.manifest import real_tiles
from test_performance import seconds_of_each

TILES = r"\.npy|\.tiff"


def info(programs, name, *options, **settings):
    """gdalinfo, as a dictionary."""
    return json.loads(programs.run("gdalinfo", "-json", *options, name, **settings).output)


def subdatasets(facts):
    """(name, description) of each, in order."""
    items = facts["metadata"]["SUBDATASETS"]
    assert sorted(items) == sorted(f"SUBDATASET_{n}_{kind}" for n in range(1, len(items) // 2 + 1) for kind in ("NAME", "DESC"))
    return [(items[f"SUBDATASET_{n}_NAME"], items[f"SUBDATASET_{n}_DESC"]) for n in range(1, len(items) // 2 + 1)]


def zone_of(name):
    """The zone that a name is of: utm31n, also of utm31n+1."""
    return re.match(r"TESSERA:[^/]+/\d{4}/(utm\d\d[ns])(\+\d+)?(/|$)", name)[1]


def pixels(programs, name, *options):
    """Pixels (band, row, column) and geotransform of what gdal_translate makes of a name."""
    out = os.path.join(programs.folder, "out.tif")
    programs.run("gdal_translate", "-q", *options, name, out)
    dataset = gdal.Open(out)
    array = dataset.ReadAsArray()
    return array.reshape(dataset.RasterCount, dataset.RasterYSize, dataset.RasterXSize), dataset.GetGeoTransform()


@pytest.fixture
def registry(store):
    """A manifest of tiles that were published: tests/data/tiles-2017-2023.csv.gz."""
    return os.path.join(store.root, "real-tiles", "manifest.parquet")


# ---- the catalogue -------------------------------------------------------------------------------


def test_the_catalogue_opens_offline_and_asks_no_one(counted):
    for settings in ({"TESSERA_OFFLINE": "YES"}, {"TESSERA_SOURCE": None, "TESSERA_LAYOUT": None}, {"TESSERA_REGISTRY": "/no/such/file"}):
        facts = info(counted, "TESSERA:", **settings)
        assert facts["bands"] == [] and facts["size"] == [512, 512]
        assert ("TESSERA:v1", "Tessera 1.0 (v1)") in [(name, text.split(":")[0]) for name, text in subdatasets(facts)]
    assert counted.proxy.requests == []


def test_the_catalogue_lists_what_the_source_has(counted, store, faulty_server):
    """A bucket of one's own, which is asked for manifests; a folder; the known sources, which have v1.1-dclimate in no form that is read; and a server that is down."""
    names = [name for name, _ in subdatasets(info(counted, "TESSERA:"))]
    assert names == ["TESSERA:v1"] and counted.proxy.count_of(TILES) == 0
    assert {request.key.rsplit("/", 1)[-1] for request in counted.proxy.requests} == {"manifest.parquet"}
    folder = {"TESSERA_SOURCE": store.folder, "TESSERA_LAYOUT": None}
    assert [name for name, _ in subdatasets(info(counted, "TESSERA:", **folder))] == ["TESSERA:v1"]
    assert [name for name, _ in subdatasets(info(counted, f"TESSERA:source:{store.folder}", **folder))] == [f"TESSERA:v1/source:{store.folder}"]
    tiled = ["TESSERA:v1", "TESSERA:v1.1-cambridge", "TESSERA:v2-2B-L~beta1", "TESSERA:v2-2B-L~beta2"]
    for source, expected in {"auto": tiled, "source-coop": tiled, "tessera-embeddings": tiled[:2]}.items():
        assert [name for name, _ in subdatasets(info(counted, "TESSERA:", TESSERA_SOURCE=source, TESSERA_LAYOUT=None))] == expected
    began = time.monotonic()
    assert [name for name, _ in subdatasets(info(counted, "TESSERA:", TESSERA_SOURCE=faulty_server + "/s503/tessera", TESSERA_LAYOUT=None, TESSERA_TIMEOUT="60"))] == tiled
    assert time.monotonic() - began < 20
    with tempfile.TemporaryDirectory() as empty:
        assert "has no tiles" in counted.fails("gdalinfo", "TESSERA:", TESSERA_SOURCE=empty, TESSERA_LAYOUT=None)


@pytest.mark.shim
def test_from_the_catalogue_down_everything_that_is_listed_opens_and_no_tile_is_fetched(counted):
    """Datasets, years, zones; v1 is the dataset of the store."""
    (years,) = [subdatasets(info(counted, name)) for name, _ in subdatasets(info(counted, "TESSERA:")) if name == "TESSERA:v1"]
    assert [re.match(r"(\d{4}): \d+ tiles? in \d+ zones?$", text)[1] for _, text in years] == [name[-4:] for name, _ in years]
    zones = [zone for name, _ in years for zone in subdatasets(info(counted, name))]
    assert len(zones) >= 3
    for name, text in zones:
        assert re.match(r"Zone \d\d[NS]: \S+° (\S )?to \S+° \S, \S+° (\S )?to \S+° \S, \d+ tiles?$", text), text
        facts = info(counted, name)
        assert len(facts["bands"]) == 128
        assert f'ID["EPSG",{32700 if zone_of(name)[-1] == "s" else 32600}'[:-2] in facts["coordinateSystem"]["wkt"]
    assert counted.proxy.count_of(TILES) == 0, counted.proxy.requests
    assert counted.proxy.count_of("manifest") > 0


def test_a_zone_tells_its_extent_and_number_of_tiles(programs, registry):
    """By the manifest, of each zone of a year."""
    listed = subdatasets(info(programs, "TESSERA:v1/2022", TESSERA_REGISTRY=registry))
    zones = {}
    for lon, lat, years in real_tiles():
        if 2022 in years:
            zones.setdefault(((lon + 18000) // 600 + 1, "N" if lat > 0 else "S"), []).append((lon, lat))
    assert len(listed) == len(zones)
    for name, text in listed:
        number, side = int(zone_of(name)[3:5]), zone_of(name)[-1].upper()
        tiles = np.array(zones[number, side])
        assert text.startswith(f"Zone {number:02}{side}: ") and text.endswith(f", {len(tiles):,} tile{'s' if len(tiles) != 1 else ''}"), text
        degrees = [float(value) for value in re.findall(r"([\d.]+)°", text)]
        edges = np.abs([tiles[:, 0].min() - 5, tiles[:, 0].max() + 5, tiles[:, 1].min() - 5, tiles[:, 1].max() + 5]) / 100
        assert np.allclose(degrees, edges), (text, edges)


@pytest.mark.shim
def test_what_was_given_at_the_opening_is_in_the_names_of_the_subdatasets(programs):
    for arguments in (["TESSERA:v1/2024/invalid:raw/bands:0,1"], ["TESSERA:v1/2024?invalid=raw&bands=0,1"], ["-oo", "INVALID=raw", "-oo", "BANDS=0,1", "TESSERA:v1/2024"]):
        listed = subdatasets(json.loads(programs.run("gdalinfo", "-json", *arguments).output))
        assert all(name.endswith("/bands:0,1/invalid:raw") for name, _ in listed)
        assert len(info(programs, listed[0][0])["bands"]) == 2


@pytest.mark.shim
def test_what_has_no_bands_is_safe_in_programs_that_expect_some(programs):
    """Without bands, a CRS, or a place on Earth: whatever is asked, the answer is none or an error, and the program goes on."""
    code = """
from osgeo import gdal
gdal.PushErrorHandler("CPLQuietErrorHandler")
version = int(gdal.VersionInfo("VERSION_NUM"))
for flags in [0, gdal.OF_VERBOSE_ERROR] + ([gdal.OF_THREAD_SAFE] if version >= 3100000 else []):
    ds = gdal.OpenEx("TESSERA:v1/2024", gdal.OF_RASTER | flags)
    assert (ds.RasterCount, ds.RasterXSize, ds.RasterYSize) == (0, 512, 512)
    assert ds.GetSpatialRef() is None and ds.GetGeoTransform(can_return_null=True) is None
    assert len(ds.GetSubDatasets()) >= 1 and ds.GetGCPCount() == 0 and ds.GetFileList() in (None, [])
    assert ds.GetRasterBand(1) is None
    gdal.GetDriverByName("VRT").CreateCopy("/vsimem/x.vrt", ds)
    gdal.GetDriverByName("GTiff").CreateCopy("/vsimem/x.tif", ds)
    gdal.Translate("/vsimem/y.tif", ds)
    gdal.Warp("/vsimem/z.tif", ds)
    assert gdal.Info(ds)
    child = gdal.Open(ds.GetSubDatasets()[0][0])
    assert child.RasterCount == 128
assert gdal.GetDriverByName("TESSERA").GetMetadataItem("DMD_SUBDATASETS") == "YES"
print("done")
"""
    assert programs.python(code).output.strip().endswith("done")


# ---- parts ---------------------------------------------------------------------------------------


@pytest.mark.shim
def test_a_box_in_a_zone_is_a_window_of_the_zone(programs):
    """By the name of the year, of the zone, and by an open option; and as -projwin cuts it out of the zone."""
    box = "20.06,80.02,20.14,80.05"
    part, place = pixels(programs, f"TESSERA:v1/2024?bbox={box}&bands=0,1")
    assert part.shape[0] == 2 and np.isfinite(part).any()
    for arguments in ([f"TESSERA:v1/2024/utm34n?bbox={box}&bands=0,1"], ["-oo", f"BBOX={box}", "TESSERA:v1/2024?bands=0,1"]):
        again, there = pixels(programs, arguments[-1], *arguments[:-1])
        assert there == place and np.array_equal(again, part, equal_nan=True)
    west, north = place[0], place[3]
    east, south = west + 10 * part.shape[2], north - 10 * part.shape[1]
    cut, there = pixels(programs, "TESSERA:v1/2024/utm34n?bands=0,1", "-projwin", west, north, east, south)
    assert there == place and np.array_equal(cut, part, equal_nan=True)


def test_a_part_without_tiles_says_where_there_are_some(counted):
    message = counted.fails("gdalinfo", "TESSERA:v1/2024?bbox=20,78.5,20.1,78.6")
    assert re.search(r"nearest tile is grid_20\.\d5_80\.05, 1\d\d km", message), message
    message = counted.fails("gdalinfo", "TESSERA:v1/2023?bbox=20.21,80.01,20.29,80.09")
    assert "2024" in message and "2023" in message, message
    message = counted.fails("gdalinfo", "TESSERA:v1/2024/utm33n")
    assert "utm34n" in message, message
    assert counted.proxy.count_of(TILES) == 0, counted.proxy.requests


def write_region(programs, name, *rings):
    """A GeoJSON file with a Polygon of each ring, in the folder that programs run in; gives its name."""
    features = [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}} for ring in rings]
    folder = os.path.join(programs.folder, "work")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file)
    return name


def test_a_region_fetches_only_the_tiles_that_it_touches(counted):
    """Polygons in the first and the third of three tiles in a row: the second is neither fetched nor shown, though it lies in the box around them."""
    corner = [[20.02, 80.02], [20.08, 80.02], [20.05, 80.04], [20.02, 80.02]]
    third = [[x + 0.2, y] for x, y in corner]
    region = write_region(counted, "two parts.geojson", corner, third)
    part, place = pixels(counted, f"TESSERA:v1/2024?region={region}&bands=0")
    fetched = {re.search(r"grid_[\d.-]+_[\d.-]+\d", request.key)[0] for request in counted.proxy.requests if re.search(TILES, request.key)}
    assert fetched == {"grid_20.05_80.05", "grid_20.25_80.05"}

    box, there = pixels(counted, "TESSERA:v1/2024?bbox=20.02,80.02,20.28,80.04&bands=0")
    assert there == place and box.shape == part.shape
    columns, rows = np.arange(part.shape[2]) + 0.5, np.arange(part.shape[1]) + 0.5
    grid = tile_of_name("grid_20.05_80.05")
    lon, _ = type(grid)(grid.lon_i, grid.lat_i, grid.epsg, place[0], place[3], *part.shape[:0:-1]).lonlat(columns, rows)
    touched, between = (lon < 20.099) | (lon > 20.201), (lon > 20.115) & (lon < 20.185)  # tiles reach a little into the next cell
    assert np.isfinite(box[0][between]).any() and not np.isfinite(part[0][between]).any()
    valid = np.isfinite(box[0]) & touched
    assert valid.any() and np.array_equal(part[0][valid], box[0][valid])


def test_a_region_that_is_none_says_why(counted):
    folder = os.path.join(counted.folder, "work")
    os.makedirs(folder, exist_ok=True)
    for name, text, reason in (("point", '{"type":"Point","coordinates":[20,80]}', "Point"), ("swapped", '{"type":"Polygon","coordinates":[[[80,120],[80,121],[81,121],[80,120]]]}', "longitude"),
                               ("text", "farm", "GeoJSON"), ("deep", '{"a":' * 5000, "GeoJSON")):
        with open(os.path.join(folder, name + ".geojson"), "w", encoding="utf-8") as file:
            file.write(text)
        message = counted.fails("gdalinfo", f"TESSERA:v1/2024?region={name}.geojson")
        assert f"{name}.geojson" in message and reason in message, message
    message = counted.fails("gdalinfo", "TESSERA:v1/2024?region=none.geojson")
    assert os.path.join(folder, "none.geojson") in message, message
    assert counted.proxy.count_of(TILES) == 0


@pytest.mark.shim
@pytest.mark.referee
def test_parts_of_two_zones_overlap_when_they_are_warped(served):
    """Across the 0° meridian: both tiles are land without a hole, so every pixel within the box is valid."""
    listed = subdatasets(info(served, "TESSERA:v1/2024/bbox:-0.09,51.91,0.09,51.99/bands:0"))
    assert [zone_of(name) for name, _ in listed] == ["utm30n", "utm31n"]
    out, marks = os.path.join(served.folder, "both.tif"), os.path.join(served.folder, "marks.tif")
    inside = ["-t_srs", "EPSG:3857", "-tr", "16", "16", "-te_srs", "EPSG:4326", "-te", "-0.089", "51.911", "0.089", "51.989"]
    served.run("gdalwarp", "-q", *inside, *[name.replace("bands:0", "view:mask") for name, _ in listed], marks)
    served.run("gdalwarp", "-q", *inside, *[name for name, _ in listed], out)
    mask = gdal.Open(marks).ReadAsArray()
    assert (mask > 0).all(), f"{(mask == 0).sum()} pixels are of neither zone"
    assert np.array_equal(np.isfinite(gdal.Open(out).ReadAsArray()), np.isin(mask, (1, 2)))


# ---- the coverage --------------------------------------------------------------------------------


def counts(years):
    """(year, row, column): 1 where the manifest has a tile."""
    cells = np.zeros((len(years), 1800, 3600), np.uint8)
    for lon, lat, there in real_tiles():
        for year in there:
            cells[years.index(year), (8995 - lat) // 10, (lon + 17995) // 10] = 1
    return cells


@pytest.mark.shim
def test_the_coverage_is_the_manifest_cell_for_cell(counted, registry):
    years = list(range(2017, 2024))
    expected = counts(years)
    facts = info(counted, "TESSERA:v1", TESSERA_REGISTRY=registry)
    assert [band["description"] for band in facts["bands"]] == [str(year) for year in years]
    assert {band["type"] for band in facts["bands"]} == {"Byte"} and all(band["noDataValue"] == 0 for band in facts["bands"])
    assert facts["size"] == [3600, 1800] and np.allclose(facts["geoTransform"], [-180, 0.1, 0, 90, 0, -0.1], atol=1e-12, rtol=0)
    assert 'ID["EPSG",4326]' in facts["coordinateSystem"]["wkt"].replace(" ", "")
    assert [int(text.split(":")[1].split()[0].replace(",", "")) for _, text in subdatasets(facts)] == expected.sum(axis=(1, 2)).tolist()

    counted.settings["TESSERA_REGISTRY"] = registry
    whole, _ = pixels(counted, "TESSERA:v1")
    assert np.array_equal(whole, expected)
    one, _ = pixels(counted, "TESSERA:v1/2022?view=coverage")
    assert np.array_equal(one, expected[5:6])
    part, place = pixels(counted, "TESSERA:v1?bbox=-60.02,-20,-50,10.01")
    assert np.allclose(place, [-60.1, 0.1, 0, 10.1, 0, -0.1]) and np.array_equal(part, expected[:, 799:1100, 1199:1300])
    small, _ = pixels(counted, "TESSERA:v1", "-outsize", "360", "180")
    assert np.array_equal(small, expected[:, 5::10, 5::10])  # nearest, as GDAL does it
    average, _ = pixels(counted, "TESSERA:v1", "-outsize", "360", "180", "-r", "average", "-ot", "Float32")
    assert np.array_equal(average, expected.reshape(7, 180, 10, 360, 10).any(axis=(2, 4)))  # an average is of what is there: 0 is nodata
    assert counted.proxy.requests == []


@pytest.mark.shim
def test_a_pixel_of_the_coverage_tells_its_years(programs, registry):
    lon, lat, years = real_tiles()[1000]
    answer = programs.run("gdallocationinfo", "-wgs84", "-b", "1", "TESSERA:v1", lon / 100, lat / 100, TESSERA_REGISTRY=registry).output
    assert f"<Years>{','.join(map(str, years))}</Years>" in answer and f"<Tile>grid_{lon / 100:.2f}_{lat / 100:.2f}</Tile>" in answer


def test_a_dataset_without_tiles_or_registry_says_so(counted):
    for name in ("TESSERA:v1.1-dclimate", "TESSERA:v1.1-dclimate/2024", "TESSERA:v1.1-dclimate/2024/utm31n"):
        assert "published as Zarr and Icechunk only" in counted.fails("gdalinfo", name)
    for name in ("TESSERA:v2", "TESSERA:v2/2024", "TESSERA:v2/2024/utm31n", "TESSERA:v2/2024?view=coverage"):
        assert "no registry" in counted.fails("gdalinfo", name)


# ---- how long it takes ---------------------------------------------------------------------------


@pytest.mark.clock
@pytest.mark.referee
def test_gdalinfo_takes_no_longer_than_one_and_a_half_times_a_local_geotiffs(faulty, folder, registry, wide, geotiffs):
    """With the tiles that were published as the registry, and no tile there to be fetched; all names and the GeoTIFF in turn.

    The server has no fault: it is the one that needs no upload, which nothing may run beside here.
    """
    names = ["TESSERA:", "TESSERA:v1", "TESSERA:v1/2022", "TESSERA:v1/2022/utm30n", "TESSERA:v1/2022?bbox=-0.5,51.3,0.3,51.7"]
    faulty.settings["TESSERA_REGISTRY"] = registry
    commands = [["gdalinfo", name] for name in (*names, geotiffs(wide))]
    environments = [faulty.environment()] * len(commands)
    seconds_of_each(commands, environments, folder, 2)
    *ours, theirs = (statistics.median(seconds) for seconds in seconds_of_each(commands, environments, folder, 15))
    for name, seconds in zip(names, ours):
        print(f"gdalinfo {name}: {seconds * 1000:.1f} ms, of a GeoTIFF {theirs * 1000:.1f} ms, ratio {seconds / theirs:.2f}")
    assert faulty.proxy.requests == []
    assert max(ours) <= 1.5 * theirs, dict(zip(names, ours))
