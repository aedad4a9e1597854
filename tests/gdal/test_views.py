"""The views of a tile, by stock GDAL programs, against NumPy on the stored arrays."""
import json
import os
import re

import numpy as np
import pytest
from osgeo import gdal

from judge import BANDS, differences

HAS_INT8 = int(gdal.VersionInfo()) >= 3070000
ZONE_TILES, ROW_STEP, COLUMN_STEP = 8, 64, 4  # docs/driver.md, Views: what the colours of rgb are taken from


def translate(programs, name, *options, into="out.tif", **settings):
    out = os.path.join(programs.folder, into)
    programs.run("gdal_translate", "-q", *options, name, out, **settings)
    return gdal.Open(out)


def info_of(programs, name, **settings):
    return json.loads(programs.run("gdalinfo", "-json", name, **settings).output)


def view(tile, name, **options):
    return f"{tile.dataset}?" + "&".join([f"view={name}", *(f"{key}={value}" for key, value in options.items())])


# ---- stored bytes, scales, mask --------------------------------------------------------------------


@pytest.mark.shim
@pytest.mark.parametrize("interleave", ["BAND", "PIXEL"])
def test_quantized_is_what_is_stored(programs, small, interleave):
    out = translate(programs, view(small, "quantized"), "-co", f"INTERLEAVE={interleave}")
    assert out.RasterCount == BANDS
    stored = np.moveaxis(small.quantized(), 2, 0)
    for row in range(0, small.height, 128):
        found = out.ReadAsArray(0, row, small.width, min(128, small.height - row))
        assert np.array_equal(found.astype(np.int16), stored[:, row:row + 128].astype(np.int16)), row


@pytest.mark.shim
def test_quantized_has_the_smallest_type_that_this_GDAL_has_and_no_nodata(programs, small):
    assert_has_smallest_type(info_of(programs, view(small, "quantized", bands="127,0"))["bands"])


def test_quantized_of_every_tile_has_that_type(programs, tile):
    assert_has_smallest_type(info_of(programs, view(tile, "quantized", bands="127,0"))["bands"])


def assert_has_smallest_type(band):
    assert [b["description"] for b in band] == ["Tessera_Band_127", "Tessera_Band_0"]
    assert {b["type"] for b in band} == {"Int8" if HAS_INT8 else "Int16"}
    assert all("noDataValue" not in b for b in band)


def test_bands_of_quantized_can_be_picked(programs, small):
    out = translate(programs, view(small, "quantized", bands="127,3-5,3"))
    assert np.array_equal(out.ReadAsArray(), np.moveaxis(small.quantized()[..., [127, 3, 4, 5, 3]], 2, 0))


def test_scales_are_what_is_stored(programs, tile):
    out = translate(programs, view(tile, "scales"))
    stored = np.atleast_3d(np.asarray(tile.scales()))
    assert out.RasterCount == (BANDS if tile.scales_by_band else 1)
    assert not differences(np.atleast_3d(out.ReadAsArray()).reshape(out.RasterCount, tile.height, tile.width), np.ascontiguousarray(np.moveaxis(stored, 2, 0)))
    assert out.GetRasterBand(1).GetDescription() == ("Tessera_Scale_0" if tile.scales_by_band else "Tessera_Scale")
    assert np.isnan(out.GetRasterBand(1).GetNoDataValue())


def mask_of(tile):
    scales = np.atleast_3d(np.asarray(tile.scales()))
    with np.errstate(invalid="ignore"):
        valid = (np.isfinite(scales) & (scales > 0) & (scales < 1)).any(axis=2)
    mask = np.where(valid, 1, 3)
    if tile.landmask:
        mask[tile.landmask_dataset().ReadAsArray() == 0] = 2
    return mask.astype(np.uint8)


@pytest.mark.shim
def test_a_mask_is_read_with_every_gdal(programs, small):
    assert_is_mask_of(translate(programs, view(small, "mask")), small)


def test_the_mask_tells_valid_water_and_not_filled(programs, tile):
    assert_is_mask_of(translate(programs, view(tile, "mask")), tile)


def assert_is_mask_of(out, tile):
    expected = mask_of(tile)
    assert set(np.unique(expected)) >= {1, 3}
    assert (out.RasterCount, out.GetRasterBand(1).GetNoDataValue()) == (1, 0)
    assert np.array_equal(out.ReadAsArray(), expected)


def test_the_store_has_water(store):
    """A judge of the judge."""
    assert sum(2 in mask_of(tile) for tile in store.good) >= 2


def test_a_tile_without_a_landmask_is_all_land_and_that_is_said(programs, store):
    tile = next(tile for tile in store.good if not tile.landmask)
    result = programs.run("gdalinfo", "-mdd", "TESSERA", view(tile, "mask"))
    assert "view=mask shows no water" in result.errors
    assert "LEGEND=0 outside, 1 valid, 2 water, 3 not filled" in result.output


@pytest.mark.shim
def test_the_mask_has_names_and_colours_of_its_codes(programs, narrow):
    """In the driver, for a tile and a zone, and in what is made of them; and what is outside is not seen."""
    for name in (view(narrow, "mask"), "TESSERA:v1/2024/utm34n?view=mask", translate(programs, view(narrow, "mask")).GetDescription()):
        output = programs.run("gdalinfo", name).output
        assert re.search(r"Band 1 .*ColorInterp=Palette", output), output
        assert re.findall(r"^ +(\d): (\S.*\S)$", output.split("Categories:")[1].split("Color Table")[0], re.M) == [("0", "outside"), ("1", "valid"), ("2", "water"), ("3", "not filled")]
        colours = re.findall(r"^ +(\d): (\d+),(\d+),(\d+),(\d+)$", output, re.M)
        assert len({colour[1:] for colour in colours[:4]}) == 4 and [colour[4] for colour in colours[:4]] == ["0", "255", "255", "255"] or name.endswith(".tif")


@pytest.mark.shim
def test_coverage_has_a_nodata_value(programs):
    assert "NoData Value=0" in programs.run("gdalinfo", "TESSERA:v1?view=coverage").output


@pytest.mark.shim
def test_overviews_of_views_are_decimated(programs, narrow):
    for name, expected in (("mask", mask_of(narrow)), ("scales", np.asarray(narrow.scales()))):
        out = translate(programs, view(narrow, name, overviews="nearest"), "-oo", "OVERVIEW_LEVEL=1").ReadAsArray()
        assert not differences(out, expected[::4, ::4]), name


def test_scales_and_mask_fetch_no_embeddings(counted, narrow):
    for name in ("scales", "mask"):
        translate(counted, view(narrow, name))
    assert counted.proxy.bytes_of(r"\d\.npy$") <= 65_536, counted.proxy.requests


# ---- pictures --------------------------------------------------------------------------------------


def picture_of(tile, bands, stretch):
    """Red, green, blue, alpha (4, height, width) uint8; stretch is a (low, high) a band."""
    values = tile.expected(bands=bands).astype(np.float64)
    transparent = np.isnan(values).any(axis=0)
    with np.errstate(invalid="ignore"):
        colors = [np.clip(np.rint((v - low) / (high - low) * 255), 0, 255) for v, (low, high) in zip(values, stretch)]
    picture = np.stack([*colors, np.full(transparent.shape, 255.0)])
    return np.where(transparent, 0, picture).astype(np.uint8)


def sample(tile, bands):
    """What of a tile the colours are taken from: (band, pixel) float64."""
    rows = np.clip(-(-tile.height // ROW_STEP), min(tile.height, 16), 64)
    columns = np.clip(-(-tile.width // COLUMN_STEP), min(tile.width, 64), 1024)
    row, column = (np.floor((np.arange(n) + 0.5) * length / n).astype(int) for n, length in ((rows, tile.height), (columns, tile.width)))
    values = tile.expected(bands=bands)[:, row][:, :, column].reshape(len(bands), -1).astype(np.float64)
    return values[:, ~np.isnan(values).any(axis=0)]


def stretch_of_zone(store, tile, bands):
    """The percentiles of up to eight tiles of the tile's zone and year, evenly spaced from north to south and west to east; the broken ones have no values."""
    place = lambda other: [-float(other.name.split("_")[2]), float(other.name.split("_")[1])]  # noqa: E731
    listed = sorted((other for other in store.tiles if (other.epsg, other.year) == (tile.epsg, tile.year)), key=place)
    count = min(ZONE_TILES, len(listed))
    picked = [listed[(2 * i + 1) * len(listed) // (2 * count)] for i in range(count)]
    values = np.concatenate([sample(other, bands) for other in picked if other.kind == "good"], axis=1)
    return [tuple(np.percentile(band, [2, 98])) for band in values]


@pytest.mark.shim
def test_a_picture_has_colours_and_an_alpha_band_that_is_the_mask(programs, small):
    info = info_of(programs, view(small, "rgb"))
    assert [band["colorInterpretation"] for band in info["bands"]] == ["Red", "Green", "Blue", "Alpha"]
    assert {band["type"] for band in info["bands"]} == {"Byte"}
    assert [band["description"] for band in info["bands"]] == ["Tessera_Band_0", "Tessera_Band_1", "Tessera_Band_2", "Alpha"]
    for band in info["bands"][:3]:
        assert sorted(band["mask"]["flags"]) == ["ALPHA", "PER_DATASET"]
        assert "noDataValue" not in band


def test_a_picture_by_hand_is_NumPys(programs, ordinary_tile):
    out = translate(programs, view(ordinary_tile, "rgb", bands="9,0,127", stretch="-1.5,2.25,-2,2,-0.7,0.9"))
    assert np.array_equal(out.ReadAsArray(), picture_of(ordinary_tile, [9, 0, 127], [(-1.5, 2.25), (-2, 2), (-0.7, 0.9)]))


@pytest.mark.parametrize("bands", [None, (64, 3, 3)], ids=str)
def test_a_picture_is_stretched_by_the_percentiles_of_its_zone(programs, store, narrow, bands):
    name = view(narrow, "rgb", **({} if bands is None else {"bands": ",".join(map(str, bands))}))
    expected = picture_of(narrow, bands or (0, 1, 2), stretch_of_zone(store, narrow, bands or (0, 1, 2)))
    assert np.array_equal(translate(programs, name).ReadAsArray(), expected)
    assert 0.5 < (expected[3] == 255).mean() and all(len(np.unique(band[expected[3] == 255])) > 50 for band in expected[:3])


def test_neighbours_have_the_same_colours(programs, store, narrow):
    neighbour = store.tile("grid_20.15_80.05")
    stretch = stretch_of_zone(store, narrow, (0, 1, 2))
    for tile in (neighbour, narrow):
        assert np.array_equal(translate(programs, view(tile, "rgb")).ReadAsArray(), picture_of(tile, (0, 1, 2), stretch))


def test_a_tile_with_a_scale_for_each_value_is_transparent_where_a_band_has_none(programs, store):
    tile = next(tile for tile in store.good if tile.scales_by_band)
    out = translate(programs, view(tile, "rgb", bands="3,1,2", stretch="-2,2")).ReadAsArray()
    assert np.array_equal(out, picture_of(tile, (3, 1, 2), [(-2, 2)] * 3))
    assert not out[:, 5, 5].any()  # valid in bands 1 and 2, not in 3


@pytest.mark.shim
def test_an_overview_of_a_picture_is_decimated(programs, narrow):
    out = translate(programs, view(narrow, "rgb", stretch="-3,3"), "-oo", "OVERVIEW_LEVEL=2")
    assert np.array_equal(out.ReadAsArray(), picture_of(narrow, (0, 1, 2), [(-3, 3)] * 3)[:, ::8, ::8])
    assert out.GetRasterBand(4).GetColorInterpretation() == gdal.GCI_AlphaBand


def test_opening_a_picture_fetches_no_other_tile_and_its_colours_are_fetched_once(counted, narrow):
    name = view(narrow, "rgb")
    counted.run("gdalinfo", "-nomd", name)
    fetched = {re.search(r"grid_[-\d.]+_[-\d.]+\d", request.key)[0] for request in counted.proxy.requests if "grid_" in request.key}
    assert fetched == {narrow.name}
    out = translate(counted, name).ReadAsArray()
    assert counted.proxy.bytes_of(r"grid_20\.[012]5_8[08]\.05\.npy$") <= 1.3 * narrow.width * narrow.height * 128 + 4 * 6_000_000
    counted.proxy.forget()
    assert np.array_equal(translate(counted, name, into="again.tif").ReadAsArray(), out)
    assert counted.proxy.requests == []


def test_colours_need_not_be_fetched_again_by_another_picture_of_the_zone(counted, store, narrow):
    translate(counted, view(narrow, "rgb"), "-srcwin", 0, 0, 8, 8)
    neighbour = store.tile("grid_20.15_80.05")
    counted.proxy.forget()
    translate(counted, view(neighbour, "rgb"), "-srcwin", 0, 500, 8, 8)
    assert {re.search(r"grid_[-\d.]+_[-\d.]+\d", request.key)[0] for request in counted.proxy.requests} == {neighbour.name}


@pytest.mark.shim
def test_what_would_need_too_much_is_transparent_in_a_picture_and_an_error_elsewhere(programs, narrow):
    rows = 100 * narrow.width * 132
    out = translate(programs, view(narrow, "rgb", stretch="-3,3"), "-oo", f"MAX_READ={rows}", "-srcwin", 0, 300, narrow.width, 200)
    assert not out.ReadAsArray().any()
    assert "MAX_READ" in programs.fails("gdal_translate", "-q", "-oo", f"MAX_READ={rows}", "-srcwin", 0, 300, narrow.width, 200, narrow.dataset, os.path.join(programs.folder, "no.tif"))


def test_offline_without_the_tiles_that_colours_come_from_a_picture_has_its_own(counted, small):
    counted.run("gdal_translate", "-q", small.dataset, os.path.join(counted.folder, "all.tif"))
    result = counted.run("gdal_translate", "-q", view(small, "rgb"), os.path.join(counted.folder, "out.tif"), TESSERA_OFFLINE="YES")
    assert "stretch= sets colours by hand" in result.errors
    own = [tuple(np.percentile(band, [2, 98])) for band in sample(small, (0, 1, 2))]
    assert np.array_equal(gdal.Open(os.path.join(counted.folder, "out.tif")).ReadAsArray(), picture_of(small, (0, 1, 2), own))


# ---- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize("options, answer", [
    ({"view": "rainbow"}, "allowed is embedding, quantized, scales, mask, rgb, coverage"),
    ({"view": "rgb", "bands": "0,1"}, "view:rgb shows three bands"),
    ({"view": "mask", "bands": "0"}, "view:mask has no bands to choose from"),
    ({"view": "scales", "bands": "0"}, "view:scales has no bands to choose from"),
    ({"view": "rgb", "stretch": "2,1"}, "HIGH is above LOW"),
    ({"stretch": "1,2"}, "only view:rgb is stretched"),
], ids=str)
def test_a_view_that_there_is_not_is_an_error_that_says_what_there_is(programs, small, options, answer):
    query = "&".join(f"{key}={value}" for key, value in options.items())
    assert answer in programs.fails("gdalinfo", f"{small.dataset}?{query}")
    assert answer in programs.fails("gdalinfo", *(part for key, value in options.items() for part in ("-oo", f"{key.upper()}={value}")), small.dataset)
