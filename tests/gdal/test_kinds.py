"""A form and a view that only the tests have (tests/TesseraGdal.TestHouse): every kind of name works through them, in stock GDAL programs and in TesseraClient."""
import json
import os
import re

import numpy as np
import pytest
from osgeo import gdal, osr

from judge import differences
from programs import Programs

pytestmark = [pytest.mark.referee, pytest.mark.dotnet]

HOUSE = os.path.join(os.environ["TESSERA_TEST_ARTIFACTS"], "testhouse")
TILE, POINT = "grid_5.95_49.95", "5.96,49.97"
# Windows, since a formula is slow: of a tile its corner, of the zone a place where four cells meet, one of them without pixels; of a box the whole.
PLACES = {TILE: ("-srcwin", "0", "0", "90", "70"), POINT: ("-srcwin", "500", "900", "90", "70"), "utm31n": ("-srcwin", "690", "1070", "90", "90"),
          "utm32n": ("-srcwin", "0", "1000", "90", "70"), "bbox:5.895,49.995,5.905,50.003": ()}
CELLS = {2020: [(5.8, 49.9), (5.9, 49.9), (6.0, 49.9), (5.9, 50.0)], 2021: [(5.8, 49.9), (5.9, 49.9), (6.0, 49.9), (5.9, 50.0)], 2022: [(5.8, 49.9)]}


@pytest.fixture
def house(folder):
    """Programs that load the product with one form and one view more; without any source."""
    return Programs(folder, os.path.join(HOUSE, "gdalplugins"), TESSERA_OFFLINE="YES")


def info(house, name, *options):
    return json.loads(house.run("gdalinfo", "-json", "-nofl", *options, name).output)


def read(house, name, *options, into="out.tif"):
    out = os.path.join(house.folder, into)
    house.run("gdal_translate", "-q", *options, name, out)
    dataset = gdal.Open(out)
    return dataset, dataset.ReadAsArray().reshape(dataset.RasterCount, dataset.RasterYSize, dataset.RasterXSize)


def formula(dataset, year):
    """Stored bytes (128, rows, columns), scales and land of a raster's place; and where there is a cell, by PROJ."""
    left, step, _, top, _, down = dataset.GetGeoTransform()
    assert (step, down) == (10, -10) and left % 10 == top % 10 == 0
    x = (int(left) // 10 + np.arange(dataset.RasterXSize))[None, :]
    y = (int(top) // 10 - 1 - np.arange(dataset.RasterYSize))[:, None]
    values = (7 * x + 13 * y + 5 * np.arange(128)[:, None, None] + year) % 251 - 125
    scales = np.where(x % 50 == 0, np.float32(np.nan), np.float32(0.01) * (1 + (x + y) % 7).astype(np.float32))
    utm, degrees = dataset.GetSpatialRef(), osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    centres = np.stack(np.broadcast_arrays(x * 10 + 5, y * 10 + 5), -1).reshape(-1, 2)
    lon, lat = np.array(osr.CoordinateTransformation(utm, degrees).TransformPoints(centres))[:, :2].T
    zone = int(utm.GetAuthorityCode(None)) - 32600
    there = np.zeros(len(lon), bool)
    for west, south in CELLS[year]:
        if int((west + 180.05) // 6) + 1 == zone:
            there |= (np.floor(lon * 10) == round(west * 10)) & (np.floor(lat * 10) == round(south * 10))
    return values.astype(np.int8), scales, np.broadcast_to(y % 60 != 0, scales.shape), there.reshape(scales.shape)


def embedding(dataset, year):
    values, scales, _, there = formula(dataset, year)
    return np.where(there, values.astype(np.float32) * scales, np.float32(np.nan))


def same(found, expected):
    wrong = differences(found, expected)
    assert not wrong, wrong


def test_the_catalogue_lists_it_and_the_dataset_is_its_coverage(house):
    assert "TESSERA:v0-formula" in house.run("gdalinfo", "TESSERA:").output
    coverage = info(house, "TESSERA:v0-formula")
    assert [band["description"] for band in coverage["bands"]] == ["2020", "2021", "2022"]
    assert [coverage["metadata"]["SUBDATASETS"][f"SUBDATASET_{i}_NAME"] for i in (1, 2, 3)] == [f"TESSERA:v0-formula/{year}" for year in (2020, 2021, 2022)]
    _, pixels = read(house, "TESSERA:v0-formula")
    assert pixels.sum(axis=(1, 2)).tolist() == [4, 4, 1]
    assert np.argwhere(pixels[2]).tolist() == [[400, 1858]]
    _, year = read(house, "TESSERA:v0-formula/2022/view:coverage")
    np.testing.assert_array_equal(year[0], pixels[2])


def test_a_year_lists_its_zones_and_a_box_over_both_their_parts(house):
    zones = info(house, "TESSERA:v0-formula/2020")["metadata"]["SUBDATASETS"]
    assert [zones[f"SUBDATASET_{i}_NAME"] for i in (1, 2)] == ["TESSERA:v0-formula/2020/utm31n", "TESSERA:v0-formula/2020/utm32n"]
    parts = info(house, "TESSERA:v0-formula/2020/bbox:5.97,49.92,6.03,49.96")["metadata"]["SUBDATASETS"]
    names = [value for key, value in parts.items() if key.endswith("_NAME")]
    assert len(names) == 2
    for name in names:
        dataset, pixels = read(house, name, "-b", "1", "-b", "128")
        same(pixels, embedding(dataset, 2020)[[0, 127]])


@pytest.mark.parametrize("name", PLACES)
def test_pixels_of_every_kind_of_place_are_the_formula(house, name):
    dataset, pixels = read(house, f"TESSERA:v0-formula/2021/{name}", *PLACES[name], "-b", "3", "-b", "90")
    same(pixels, embedding(dataset, 2021)[[2, 89]])
    assert np.isfinite(pixels).mean() > 0.3


def test_of_a_region_only_what_it_touches_is_read(house):
    path = os.path.join(house.folder, "region.geojson")
    with open(path, "w", encoding="ascii") as file:
        json.dump({"type": "Polygon", "coordinates": [[[5.83, 49.93], [5.88, 49.93], [5.88, 49.98], [5.83, 49.93]]]}, file)
    dataset, pixels = read(house, f"TESSERA:v0-formula/2020/region:{path}", "-b", "1")
    same(pixels, embedding(dataset, 2020)[[0]])
    missing = house.fails("gdalinfo", "TESSERA:v0-formula/2022/bbox:6.01,49.92,6.03,49.94")
    assert "Years in which there are some: 2020, 2021." in missing, missing


def test_every_view_shows_it(house):
    place, window = f"TESSERA:v0-formula/2020/{TILE}", PLACES[TILE]
    dataset, stored = read(house, place + "/view:quantized", *window)
    values, scales, land, there = formula(dataset, 2020)
    same(stored.astype(np.int8), np.where(there, values, np.int8(0)))
    _, shown = read(house, place + "/view:scales", *window)
    same(shown, np.where(there, scales, np.float32(np.nan))[None])
    _, mask = read(house, place + "/view:mask", *window)
    same(mask[0], np.where(~there, 0, np.where(~land, 2, np.where(np.isnan(scales), 3, 1))).astype(np.uint8))
    picture, colours = read(house, place + "/view:rgb/stretch:-2,2", *window)
    assert picture.RasterCount == 4
    same(colours[3], np.where(there & ~np.isnan(scales), np.uint8(255), np.uint8(0)))
    _, own = read(house, place + "/view:rgb", *window)  # from the zone's tiles
    assert 5 < own[:3, there & ~np.isnan(scales)].std() < 128
    _, dry = read(house, place + "/water:mask", *window, "-b", "1")
    same(dry[0], np.where(there & land, values[0].astype(np.float32) * scales, np.float32(np.nan)))


def test_its_files_are_listed_and_read(house):
    listed = house.python("from osgeo import gdal; print(gdal.ReadDir('/vsitessera/v0-formula/2020'), gdal.ReadDir('/vsitessera/v0-formula/2020/utm32n'))").output
    assert listed.strip() == "['utm31n', 'utm32n'] ['grid_6.05_49.95.tif']"
    dataset, pixels = read(house, f"/vsitessera/v0-formula/2020/utm31n/{TILE}.tif", *PLACES[TILE], "-b", "128")
    same(pixels, embedding(dataset, 2020)[[127]])


def client(house, *arguments):
    program = os.path.join(HOUSE, "client", "TesseraGdal.ClientProgram.dll")
    return json.loads(house.run("dotnet", program, *arguments, DOTNET_ROOT=os.environ.get("DOTNET_ROOT"), CLIENT_DATASET="v0-formula").output)


def test_programs_in_dotnet_read_windows_boxes_and_points_of_it(house):
    out = os.path.join(house.folder, "client.bin")
    dataset, pixels = read(house, f"TESSERA:v0-formula/2020/{TILE}", *PLACES[TILE], "-b", "1", "-b", "2")
    client(house, "tile", "2020", POINT, "3,5,20,30", "0,1", out)
    same(np.fromfile(out, np.float32).reshape(2, 30, 20), pixels[:, 5:35, 3:23])
    client(house, "box", "2020", "5.92,49.92,5.93,49.93", "1", out)
    _, box = read(house, "TESSERA:v0-formula/2020/bbox:5.92,49.92,5.93,49.93", "-b", "2")
    same(np.fromfile(out, np.float32).reshape(box.shape), box)
    points = np.array([[5.96, 49.97], [5.85, 49.95], [6.02, 49.93], [0, 0]])
    file = os.path.join(house.folder, "points.bin")
    points.tofile(file)
    client(house, "sample", "2020", file, out)
    found = np.fromfile(out, np.float32).reshape(len(points), 128)
    for (longitude, latitude), values in zip(points[:3], found):
        located = house.run("gdallocationinfo", "-wgs84", "-valonly", f"TESSERA:v0-formula/2020/{longitude},{latitude}", longitude, latitude).output
        np.testing.assert_allclose(values, [float(line) for line in located.split()], rtol=1e-6)
    assert np.isnan(found[3]).all()


@pytest.mark.parametrize("name", PLACES)
def test_a_view_of_two_years_opens_by_its_own_option(house, name):
    dataset, pixels = read(house, f"TESSERA:v0-formula/2021/{name}/view:difference/since:2020", *PLACES[name], "-b", "1", "-b", "77")
    same(pixels, (embedding(dataset, 2021) - embedding(dataset, 2020))[[0, 76]])
    assert re.search("an option of view:difference", house.fails("gdalinfo", f"TESSERA:v0-formula/2021/{TILE}/since:2020"))


def test_where_the_other_year_has_less_there_is_nodata(house):
    """The zone of 2022 is smaller: its raster is laid onto the other's grid."""
    for window in (PLACES["utm31n"], ("-srcwin", "690", "1080", "90", "90"), ("-srcwin", "660", "1300", "90", "50")):
        dataset, pixels = read(house, "TESSERA:v0-formula/2021/utm31n/view:difference/since:2022", *window, "-b", "5")
        same(pixels[0], embedding(dataset, 2021)[4] - embedding(dataset, 2022)[4])
    assert 0.1 < np.isfinite(pixels).mean() < 0.9


def test_the_same_view_opens_on_published_tiles(folder, store):
    names = {}
    for tile in store.good:
        names.setdefault(tile.name, []).append(tile)
    one, other = next(tiles[:2] for tiles in names.values() if len(tiles) > 1)
    programs = Programs(folder, os.path.join(HOUSE, "gdalplugins"), TESSERA_SOURCE=store.folder)
    _, pixels = read(programs, f"TESSERA:v1/{one.year}/{one.name}/view:difference/since:{other.year}", "-b", "9")
    same(pixels[0], one.expected(bands=[8])[0] - other.expected(bands=[8])[0])
    zone = f"utm{one.epsg % 100}n"
    window = ("-projwin", one.geotransform[0] + 50, one.geotransform[3] - 1000, one.geotransform[0] + 550, one.geotransform[3] - 2000)
    of_zone, found = read(programs, f"TESSERA:v1/{one.year}/{zone}/view:difference/since:{other.year}", "-b", "9", *window)
    _, now = read(programs, f"TESSERA:v1/{one.year}/{zone}", "-b", "9", *window)
    _, then = read(programs, f"TESSERA:v1/{other.year}/{zone}", "-b", "9", *window)
    same(found, now - then)
