"""TesseraClient, by a C# program (tests/TesseraGdal.ClientProgram), against NumPy and PROJ, and against what the driver reads by the same names."""
import json
import os

import numpy as np
import pytest
from osgeo import gdal, osr

from counting_proxy import CountingProxy
from judge import BANDS, Store, differences
from programs import Programs

pytestmark = pytest.mark.dotnet

osr.UseExceptions()
REPOSITORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
BLOCK = 16 << 10  # of the cache: what is fetched are whole ones
HEAD = 64 << 10  # by which an object is found
OUTSIDE, VALID, WATER, NOT_FILLED = range(4)


def client(programs, *arguments, **settings):
    """Runs the program; gives what it says."""
    program = os.path.join(os.environ["TESSERA_TEST_ARTIFACTS"], "bin", "TesseraGdal.ClientProgram", "release", "TesseraGdal.ClientProgram.dll")
    return json.loads(programs.run("dotnet", program, *arguments, DOTNET_ROOT=os.environ.get("DOTNET_ROOT"), **settings).output)


class Picks:
    """The pixel of each point, worked out by PROJ: of the tile in whose 0.1 degree cell it lies, the nearest."""

    def __init__(self, points, tiles):
        self.tile = np.full(len(points), -1)
        self.row, self.column = np.zeros((2, len(points)), int)
        cells = np.floor(points * 10).astype(int)
        for index, tile in enumerate(tiles):
            lon, lat = (float(part) for part in tile.name.split("_")[1:])
            inside = np.flatnonzero((cells[:, 0] == np.floor(lon * 10)) & (cells[:, 1] == np.floor(lat * 10)))
            if len(inside) == 0:
                continue
            crs = [osr.SpatialReference() for _ in range(2)]
            for reference, code in zip(crs, (4326, tile.epsg)):
                reference.ImportFromEPSG(code)
                reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
            places = np.array(osr.CoordinateTransformation(*crs).TransformPoints(points[inside].tolist()))
            left, pixel, _, top, _, _ = tile.geotransform
            self.tile[inside] = index
            self.column[inside] = np.clip(np.floor((places[:, 0] - left) / pixel), 0, tile.width - 1)
            self.row[inside] = np.clip(np.floor((top - places[:, 1]) / pixel), 0, tile.height - 1)


def expected(points, tiles):
    """Values, statuses and picks."""
    picks = Picks(points, tiles)
    values = np.full((len(points), BANDS), np.nan, np.float32)
    statuses = np.full(len(points), OUTSIDE, np.uint8)
    for index, tile in enumerate(tiles):
        here = np.flatnonzero(picks.tile == index)
        row, column = picks.row[here], picks.column[here]
        scales = np.array(tile.scales())[row, column]
        scales = scales[:, None] if scales.ndim == 1 else scales
        with np.errstate(all="ignore"):
            scales = np.where(np.isfinite(scales) & (scales > 0) & (scales < np.float32(1)), scales, np.float32(np.nan))
            values[here] = tile.quantized()[row, column].astype(np.float32) * scales
        land = tile.landmask_dataset().ReadAsArray()[row, column] != 0 if tile.landmask else np.ones(len(here), bool)
        statuses[here] = np.where(~np.isnan(values[here]).all(axis=1), VALID, np.where(land, NOT_FILLED, WATER))
    return values, statuses, picks


def bytes_of_rows(tiles, picks):
    """The most that may be fetched: of each tile the blocks of the rows that hold a point, its objects' heads, and its landmask."""
    total = 0
    for index, tile in enumerate(tiles):
        rows = np.unique(picks.row[picks.tile == index])
        if len(rows) == 0:
            continue
        for pixel in (BANDS, 4 * (BANDS if tile.scales_by_band else 1)):
            length = tile.width * pixel
            first, last = (128 + rows * length) // BLOCK, (128 + rows * length + length - 1) // BLOCK
            total += BLOCK * len(np.unique(np.concatenate([np.arange(a, b + 1) for a, b in zip(first, last)]))) + HEAD
        total += HEAD
    return total


def compare(folder, programs, points, tiles):
    """Samples; gives the program's facts and the picks."""
    given, output = os.path.join(folder, "points"), os.path.join(folder, "values")
    points.astype("<f8").tofile(given)
    facts = client(programs, "sample", "2024", given, output)
    values, statuses, picks = expected(points, tiles)
    found = np.fromfile(output, "<f4").reshape(len(points), BANDS)
    pixels = np.fromfile(output + ".pixels", "<i4").reshape(len(points), 2)
    inside = picks.tile >= 0
    assert (pixels[inside] == np.column_stack([picks.column, picks.row])[inside]).all() and (pixels[~inside] == -1).all()
    assert not differences(found, values)
    assert (np.fromfile(output + ".statuses", np.uint8) == statuses).all()
    assert facts["facts"]["farthest"] < 15
    return facts, picks, statuses


def test_points_have_the_values_of_numpy_s_picks(folder, store, counted):
    tiles = [tile for tile in store.good if tile.year == 2024]
    names = [tuple(float(part) for part in tile.name.split("_")[1:]) for tile in tiles]
    random = np.random.default_rng(7)
    points = np.array([(lon + x, lat + y) for lon, lat in names for x, y in random.uniform(-0.06, 0.06, (150, 2)) if abs(lon + x) <= 180])
    random.shuffle(points)
    facts, picks, statuses = compare(folder, counted, points, tiles)
    assert set(statuses) >= {OUTSIDE, VALID, WATER}
    assert counted.proxy.bytes_of(r"grid_") <= bytes_of_rows(tiles, picks)


@pytest.mark.referee
def test_a_hundred_thousand_points_over_nine_tiles(folder, plugins, faulty_server, capsys):
    mosaics = os.environ["TESSERA_TEST_MOSAICS"]
    served = os.path.join(os.environ["TESSERA_TEST_FAULTS_ROOT"], "mosaics")
    if not os.path.exists(served):
        os.symlink(os.path.join(mosaics, "s3-v0.9"), served)
    tiles = [tile for tile in Store(mosaics).tiles if tile.name.split("_")[2] in ("52.15", "52.05", "51.95")]
    assert len(tiles) == 9
    random = np.random.default_rng(11)
    everywhere = np.column_stack([random.uniform(-1.21, -0.89, 100_000), random.uniform(51.89, 52.21, 100_000)])
    proxy = CountingProxy(faulty_server)
    try:
        for points in (everywhere[:1000], everywhere):
            programs = Programs(os.path.join(folder, str(len(points))), plugins, TESSERA_SOURCE=f"{proxy.url}/mosaics", TESSERA_LAYOUT="s3-v0.9")
            os.makedirs(programs.folder)
            proxy.forget()
            _, picks, statuses = compare(programs.folder, programs, points, tiles)
            assert set(statuses) >= {OUTSIDE, VALID, NOT_FILLED}
            fetched, allowed = proxy.bytes_of(r"grid_"), bytes_of_rows(tiles, picks)
            count = len([request for request in proxy.requests if "grid_" in request.path])
            with capsys.disabled():
                print(f"\n{len(points)} points: {fetched / len(points):.0f} bytes and {count / len(points):.4f} requests a point; rows that hold points {allowed / len(points):.0f} bytes a point")
            assert fetched <= allowed
    finally:
        proxy.close()


@pytest.mark.referee
def test_memory_grows_with_what_is_asked_for_and_no_more(folder, plugins):
    mosaics = os.environ["TESSERA_TEST_MOSAICS"]
    programs = Programs(folder, plugins, TESSERA_SOURCE=os.path.join(mosaics, "s3-v0.9"), TESSERA_LAYOUT="s3-v0.9")
    program = os.path.join(os.environ["TESSERA_TEST_ARTIFACTS"], "bin", "TesseraGdal.ClientProgram", "release", "TesseraGdal.ClientProgram.dll")
    random = np.random.default_rng(11)
    peaks = []
    for count in (10_000, 100_000):
        given = os.path.join(folder, "points")
        np.column_stack([random.uniform(-1.2, -0.9, count), random.uniform(51.9, 52.2, count)]).astype("<f8").tofile(given)
        peaks.append(programs.peak_memory("dotnet", program, "sample", "2024", given, os.path.join(folder, "values"), DOTNET_ROOT=os.environ.get("DOTNET_ROOT")))
    # 128 floats a point come out, and the program holds the points as objects of its own: 64 bytes each at most, twice.
    grown, asked = peaks[1] - peaks[0], 90_000 * (128 * 4 + 2 * 64)
    print(f"peak {peaks[0] >> 20} MiB for 10,000 points, {peaks[1] >> 20} MiB for 100,000: {grown >> 20} MiB more, of which {asked >> 20} MiB are values and points")
    assert grown <= asked + (48 << 20)


def test_nothing_is_allocated_for_a_pixel(programs, store, small):
    """By the window's rows and strips a little is, so that it must be less than a byte a pixel of 128 values."""
    bands, place = ",".join(map(str, range(BANDS))), ",".join(small.name.split("_")[1:])
    few, many = (client(programs, "allocated", "2024", place, window, bands, TESSERA_SOURCE=store.folder)["facts"]["bytes"] for window in ("0,0,1,1", "0,0,56,200"))
    print(f"{few} bytes for a pixel, {many} for {56 * 200}")
    assert many - few < 56 * 200


def window_of_driver(programs, name, bands, window=None):
    """What GDAL reads by a name: an array (band, row, column), the geotransform and the EPSG code."""
    output = os.path.join(programs.folder, "driver.npy")
    code = """
import json, sys
import numpy as np
from osgeo import gdal
gdal.UseExceptions()
dataset = gdal.Open(sys.argv[1])
bands, window = json.loads(sys.argv[2]), json.loads(sys.argv[3])
np.save(sys.argv[4], np.stack([dataset.GetRasterBand(band + 1).ReadAsArray(*(window or [])) for band in bands]))
print(json.dumps([dataset.GetGeoTransform(), int(dataset.GetSpatialRef().GetAuthorityCode(None))]))
"""
    place = json.loads(programs.python(code, name, json.dumps(bands), json.dumps(window), output).output)
    return np.load(output), place[0], place[1]


@pytest.mark.parametrize("window", [(0, 0, 56, 1117), (3, 500, 40, 17), (55, 1116, 1, 1)])
def test_a_window_of_a_tile_has_the_driver_s_pixels(programs, small, folder, window):
    bands, output = [127, 0, 64], os.path.join(folder, "window")
    lon, lat = small.name.split("_")[1:]
    facts = client(programs, "tile", "2024", f"{lon},{lat}", ",".join(map(str, window)), ",".join(map(str, bands)), output)["facts"]
    driver, place, epsg = window_of_driver(programs, small.dataset, bands, window)
    assert not differences(np.fromfile(output, "<f4").reshape(driver.shape), driver)
    assert facts["epsg"] == epsg
    assert facts["geotransform"] == pytest.approx([place[0] + 10 * window[0], 10, 0, place[3] - 10 * window[1], 0, -10], abs=1e-6)


def test_a_box_has_the_driver_s_pixels(programs, folder):
    box, bands, output = "20.05,80.01,20.22,80.06", [5, 99], os.path.join(folder, "box")
    facts = client(programs, "box", "2024", box, ",".join(map(str, bands)), output)["facts"]
    driver, place, epsg = window_of_driver(programs, f"TESSERA:v1/2024?bbox={box}", bands)
    assert (len(bands), facts["height"], facts["width"]) == driver.shape
    assert not differences(np.fromfile(output, "<f4").reshape(driver.shape), driver)
    assert (facts["epsg"], facts["geotransform"]) == (epsg, place)


def test_a_read_that_is_cancelled_half_way_stops_fetching(counted, narrow):
    facts = client(counted, "stop", "2024", "20.0,80.0,20.3,80.1", "-")["facts"]
    assert facts["stopped"]
    # Three tiles' worth of pixels were asked for; what is under way at once is some 20 MiB.
    assert 0 < counted.proxy.bytes_of(r"grid_.*_80.05\.npy") < 2 * os.path.getsize(narrow.path(narrow.stem + ".npy"))
