"""The settings that say which pixels are valid, and other ways to name a tile and its bands."""
import os

import pytest
from osgeo import gdal

from judge import assert_holds, differences

RULES = {
    "invalid pixels as they are": ({"TESSERA_INVALID": "raw"}, {"invalid": "raw"}),
    "invalid pixels as NaN, said so": ({"TESSERA_INVALID": "nan"}, {}),
    "a greater limit of the scale": ({"TESSERA_MAX_SCALE": "10"}, {"max_scale": 10}),
    "a smaller limit of the scale": ({"TESSERA_MAX_SCALE": "0.0625"}, {"max_scale": 0.0625}),
    "the greatest limit": ({"TESSERA_MAX_SCALE": "3.4028234e38"}, {"max_scale": 3.4028234e38}),
    "water masked": ({"TESSERA_WATER": "mask"}, {"water": "mask"}),
    "water kept, said so": ({"TESSERA_WATER": "keep"}, {}),
    "water masked, other pixels as they are": ({"TESSERA_WATER": "mask", "TESSERA_INVALID": "raw"}, {"water": "mask", "invalid": "raw"}),
}


def translate(programs, name, *options, **settings):
    out = os.path.join(programs.folder, "out.tif")
    programs.run("gdal_translate", "-q", *options, name, out, **settings)
    return out


def open_options(settings):
    return [part for key, value in settings.items() for part in ("-oo", f"{key[len('TESSERA_'):]}={value}")]


@pytest.mark.parametrize("rule", RULES)
def test_a_setting_says_which_pixels_are_valid(programs, small, rule):
    settings, expected = RULES[rule]
    assert_holds(translate(programs, small.dataset, **settings), small, **expected)


@pytest.mark.parametrize("rule", RULES)
def test_an_open_option_says_the_same_and_wins(programs, small, rule):
    settings, expected = RULES[rule]
    other = {"TESSERA_INVALID": "nan", "TESSERA_MAX_SCALE": "0.07", "TESSERA_WATER": "keep"}
    assert_holds(translate(programs, small.dataset, *open_options({**settings}), **{key: other[key] for key in settings}), small, **expected)


def test_the_rules_differ_on_the_tile_that_they_are_tried_on(small):
    """A judge of the judge."""
    usual = small.expected()
    for settings, rule in RULES.values():
        if rule and rule != {"max_scale": 1.0}:
            assert differences(small.expected(**rule), usual), settings


def test_raw_pixels_of_a_tile_with_scales_by_band(programs, store):
    tile = next(tile for tile in store.good if tile.scales_by_band)
    out = gdal.Open(translate(programs, tile.dataset, "-srcwin", 0, 0, tile.width, 40, TESSERA_INVALID="raw"))
    assert not differences(out.ReadAsArray(), tile.expected(slice(0, 40), invalid="raw"))


@pytest.mark.parametrize("place", ["20.05,88.05", "20.0,88.0", "20.0999,88.0999", "20.000001,88.05"])
def test_a_point_names_the_tile_that_holds_it(programs, small, place):
    out = gdal.Open(translate(programs, f"TESSERA:v1/2024/{place}", "-b", "1"))
    assert out.GetGeoTransform() == small.landmask_dataset().GetGeoTransform()
    assert not differences(out.ReadAsArray(), small.expected(bands=[0])[0])


@pytest.mark.parametrize("name", ["TESSERA:v1-vultr/2024/{}", "TESSERA:1.0/2024/{}", "tessera:v1/2024/{}", "TESSERA:v1.0/2024/{}"])
def test_a_dataset_has_several_names(programs, small, name):
    out = gdal.Open(translate(programs, name.format(small.name), "-b", "9"))
    assert not differences(out.ReadAsArray(), small.expected(bands=[8])[0])


def test_the_dataset_may_come_from_a_setting(programs, small):
    out = gdal.Open(translate(programs, f"TESSERA:2024/{small.name}", "-b", "9", TESSERA_DATASET="v1"))
    assert not differences(out.ReadAsArray(), small.expected(bands=[8])[0])


@pytest.mark.parametrize("text, bands", [("0,1,2", [0, 1, 2]), ("127", [127]), ("5,3,5", [5, 3, 5]), ("0-3,127", [0, 1, 2, 3, 127])])
@pytest.mark.parametrize("how", ["in the name", "as open option"])
def test_bands_can_be_picked_counted_from_0(programs, small, text, bands, how):
    name, options = (f"{small.dataset}?bands={text}", []) if how == "in the name" else (small.dataset, ["-oo", f"BANDS={text}"])
    out = gdal.Open(translate(programs, name, *options))
    assert out.RasterCount == len(bands)
    assert [out.GetRasterBand(i + 1).GetDescription() for i in range(len(bands))] == [f"Tessera_Band_{band}" for band in bands]
    pixels = out.ReadAsArray()
    assert not differences(pixels if pixels.ndim == 3 else pixels[None], small.expected(bands=bands))
