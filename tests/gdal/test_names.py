"""Names with options in GDAL's own programs, which give characters meanings of their own; lists that programs take apart; and what is typed instead of a name."""
import os
import re

import numpy as np
import pytest
from osgeo import gdal

from test_catalogue import info, pixels, subdatasets

GDAL = int(gdal.VersionInfo("VERSION_NUM"))
BOX = "20.06,80.02,20.14,80.05"
FIRST, SECOND = (f"TESSERA:v1/2024/utm34n/bbox:{box}/bands:0,1" for box in (BOX, "20.14,80.02,20.18,80.05"))

def array_of(path):
    dataset = gdal.Open(path)
    return dataset.ReadAsArray().reshape(dataset.RasterCount, dataset.RasterYSize, dataset.RasterXSize)


@pytest.mark.shim
def test_both_forms_of_a_name_open_the_same(programs):
    parts = {"bbox": BOX, "bands": "0,1", "invalid": "raw"}
    in_path = "TESSERA:v1/2024" + "".join(f"/{key}:{value}" for key, value in parts.items())
    after = "TESSERA:v1/2024?" + "&".join(f"{key}={value}" for key, value in parts.items())
    expected, place = pixels(programs, in_path)
    assert np.isfinite(expected).any()
    for name in (after, f"TESSERA:v1/2024/bbox:{BOX}?bands=0,1&invalid=raw", f'TESSERA:"v1/2024/bbox:{BOX}/bands:0,1"/invalid:raw', in_path.replace("bands", "BANDS") + "/"):
        again, there = pixels(programs, name)
        assert there == place and np.array_equal(again, expected, equal_nan=True), name


def test_a_source_may_stand_anywhere_in_a_name(programs, s3, store):
    """An address and a folder, which have slashes and colons of their own."""
    expected, place = pixels(programs, FIRST)
    for source in (s3, store.folder):
        for name in (f"{FIRST}/source:{source}", f"TESSERA:v1/2024/utm34n/source:{source}/bbox:{BOX}/layout:s3-v0.9/bands:0,1"):
            again, there = pixels(programs, name, "--config", "TESSERA_SOURCE", "/nowhere")
            assert there == place and np.array_equal(again, expected, equal_nan=True), name


@pytest.mark.shim
def test_gdal_calc_computes_with_names_that_have_options(programs):
    expected, _ = pixels(programs, FIRST)
    out = os.path.join(programs.folder, "calc.tif")
    programs.run("gdal_calc.py", "--quiet", "-A", FIRST, "--A_band=1", "-B", FIRST, "--B_band=2", "--calc", "A * 2 + B", "--outfile", out)
    assert np.array_equal(array_of(out)[0], expected[0] * np.float32(2) + expected[1], equal_nan=True)


if GDAL >= 3130000:  # the command gdal has these since then

    @pytest.mark.shim
    @pytest.mark.parametrize("program", ["mosaic", "stack", "calc"])
    def test_the_command_gdal_drops_no_name_with_options(programs, program):
        """Its mosaic, stack and calc expand * ? [ in names, and leave out what matches no file."""
        out = os.path.join(programs.folder, "made.tif")
        (first, place), (second, there) = pixels(programs, FIRST), pixels(programs, SECOND)
        if program == "calc":
            programs.run("gdal", "raster", "calc", "-q", "-i", f"A={FIRST}", "--calc", "A[1] * 2 + A[2]", out)
            assert np.array_equal(array_of(out)[0].astype(np.float32), first[0] * np.float32(2) + first[1], equal_nan=True)  # it computes in doubles
            return
        programs.run("gdal", "raster", program, "-q", FIRST, SECOND, out)
        made = array_of(out)
        right, down = round((there[0] - place[0]) / 10), round((place[3] - there[3]) / 10)
        assert right > 0
        top, bands = min(0, down), (0, 1)
        for part, column, row in ((first, 0, -top), (second, right, down - top)):
            window = made[..., row:row + part.shape[1], column:column + part.shape[2]]
            if program == "stack":  # band after band, each where its source is
                window = window[:2] if part is first else window[2:]
            valid = np.isfinite(part)
            assert valid.any() and np.array_equal(window[bands, ...][valid], part[valid]), program


@pytest.mark.parametrize("name", ["TESSERA:v1/2024", "TESSERA:v1/2023", *(pytest.param(f"TESSERA:v1/2024/{part}", marks=pytest.mark.referee) for part in (
    "bbox:-0.09,51.91,0.09,51.99", "bbox:-1,51.9,1,52/view:mask"))])  # the referee's store has tiles of two zones side by side
def test_no_two_rasters_of_a_list_have_the_same_size(programs, name):
    """rioxarray joins what has, and gives all of it the first one's coordinates and CRS. The names say all: each opens alone."""
    sizes = [tuple(info(programs, part)["size"]) for part, _ in subdatasets_of(programs, name)]
    assert sizes and len(set(sizes)) == len(sizes), sizes


def subdatasets_of(programs, name):
    facts = info(programs, name)
    return subdatasets(facts) if "SUBDATASETS" in facts["metadata"] else []


def test_a_column_more_changes_no_other(programs):
    """The next of the zone where the part ends within it; nodata where the zone ends."""
    expected, place = pixels(programs, f"TESSERA:v1/2024/utm34n/bbox:{BOX}/bands:0")
    wider, there = pixels(programs, f"TESSERA:v1/2024/utm34n+1/bbox:{BOX}/bands:0")
    assert there == place and wider.shape == (1, expected.shape[1], expected.shape[2] + 1)
    assert np.array_equal(wider[..., :-1], expected, equal_nan=True) and np.isfinite(wider[..., -1]).any()

    zone, more = info(programs, "TESSERA:v1/2024/utm34n"), info(programs, "TESSERA:v1/2024/utm34n+1")
    width, height = zone["size"]
    assert more["size"] == [width + 1, height] and more["geoTransform"] == zone["geoTransform"]
    end, _ = pixels(programs, "TESSERA:v1/2024/utm34n/bands:0", "-srcwin", width - 20, height - 40, 20, 40)
    beyond, _ = pixels(programs, "TESSERA:v1/2024/utm34n+1/bands:0", "-srcwin", width - 20, height - 40, 21, 40)
    assert np.array_equal(beyond[..., :-1], end, equal_nan=True) and not np.isfinite(beyond[..., -1]).any()


@pytest.mark.shim
def test_gdallocationinfo_on_a_list_says_what_to_ask(programs):
    """GDAL's program ends without a word where a dataset has no place; gdalinfo, which shows the list, says nothing of it."""
    result = programs.run("gdallocationinfo", "-wgs84", "TESSERA:v1/2024", "20.05", "80.05", check=False)
    assert result.status != 0 and re.search(r"TESSERA:v1/2024 lists other rasters.*subdatasets.*TESSERA:v1/2024/0\.17,52\.03", result.errors), result
    for arguments in (["gdalinfo"], ["gdalinfo", "-json"], ["gdalinfo", "-nomd"]):
        assert "lists other rasters" not in programs.run(*arguments, "TESSERA:v1/2024").errors


def test_longitude_and_latitude_exchanged_are_told(programs):
    for place in ("80.03,20.07", "grid_80.05_20.05"):
        message = programs.fails("gdalinfo", f"TESSERA:v1/2024/{place}")
        assert re.search(r"exchanged it is grid_20\.05_80\.05, which there is in [\d, ]*2024", message), message
