"""Smaller than stored (design.md §4): nearest takes every n-th row and costs little; every other resampling is of the real pixels, in every program."""
import json
import os
import re
import textwrap

import numpy as np
import pytest
from osgeo import gdal

from judge import differences
from programs import PYTHON

pytestmark = pytest.mark.shim

METHODS = ["average", "bilinear", "cubic", "mode"]
BANDS = ("-b", "1", "-b", "77", "-b", "128")

RASTERIO = textwrap.dedent("""
    import sys
    import numpy, rasterio
    from rasterio.enums import Resampling
    from rasterio.windows import Window
    name, out, method = sys.argv[1:]
    with rasterio.open(name) as dataset:
        pixels = dataset.read([1, 77, 128], window=Window(3, 100, dataset.width - 5, 700), out_shape=(3, 70, 9), resampling=Resampling[method])
    numpy.save(out, pixels)
    """)


def run(programs, command, name, into, *options, **settings):
    """What a program of GDAL's makes of a raster, as an array (band, row, column)."""
    out = os.path.join(programs.folder, into)
    programs.run(command, "-q", *options, name, out, **settings)
    return gdal.Open(out).ReadAsArray()


def compare(programs, command, tile, geotiff, *options):
    """To the last bit: GDAL is asked the same of both."""
    ours = run(programs, command, tile.dataset, "ours.tif", *options)
    found = differences(ours, run(programs, command, geotiff, "theirs.tif", *options))
    assert not found, found
    assert np.isfinite(ours).mean() > 0.3
    return ours


@pytest.mark.parametrize("size", [("10%", "10%"), ("31", "347")], ids="x".join)
@pytest.mark.parametrize("method", [*METHODS, "cubicspline", "lanczos"])
def test_gdal_translate_resamples_the_pixels_themselves(programs, geotiffs, narrow, method, size):
    compare(programs, "gdal_translate", narrow, geotiffs(narrow), "-r", method, "-outsize", *size, *BANDS)


@pytest.mark.parametrize("method", METHODS)
def test_gdal_translate_resamples_a_window_with_edges_within_pixels(programs, geotiffs, narrow, method):
    compare(programs, "gdal_translate", narrow, geotiffs(narrow), "-r", method, "-srcwin", "3.3", "101.7", "80.4", "600.6", "-outsize", "13", "61", *BANDS)


def test_an_average_is_the_mean_of_the_pixels(programs, narrow):
    columns, rows = narrow.width // 10, narrow.height // 10
    ours = run(programs, "gdal_translate", narrow.dataset, "ours.tif", "-r", "average", "-srcwin", "0", "0", 10 * columns, 10 * rows, "-outsize", columns, rows, *BANDS)
    blocks = narrow.expected(slice(0, 10 * rows), [0, 76, 127])[:, :, :10 * columns].astype(np.float64).reshape(3, rows, 10, columns, 10)
    with np.errstate(all="ignore"):
        valid = ~np.isnan(blocks)
        expected = np.where(valid, blocks, 0).sum(axis=(2, 4)) / valid.sum(axis=(2, 4))
    np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-6)


def test_all_bands_are_resampled_alike(programs, geotiffs, small):
    """More bands than are read at once, and in any order."""
    compare(programs, "gdal_translate", small, geotiffs(small), "-r", "average", "-outsize", "23%", "19%")
    compare(programs, "gdal_translate", small, geotiffs(small), "-r", "cubic", "-outsize", "23%", "19%", "-b", "9", "-b", "8", "-b", "9")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("where", [("-tr", "95", "95"), ("-t_srs", "EPSG:3413", "-tr", "150", "150")], ids=lambda where: where[0])
def test_gdalwarp_resamples_the_pixels_themselves(programs, geotiffs, narrow, method, where):
    compare(programs, "gdalwarp", narrow, geotiffs(narrow), "-r", method, *where)


@pytest.mark.parametrize("method", METHODS)
def test_rasterio_resamples_the_pixels_themselves(programs, geotiffs, narrow, method):
    read = []
    for name, into in ((narrow.dataset, "ours.npy"), (geotiffs(narrow), "theirs.npy")):
        out = os.path.join(programs.folder, into)
        programs.python(RASTERIO, name, out, method)
        read.append(np.load(out))
    found = differences(*read)
    assert not found, found


def test_files_have_the_pixels_too(programs, geotiffs, narrow):
    """/vsitessera/ has TIFFs without overviews, as the driver has rasters without."""
    name = f"/vsitessera/v1/2024/{narrow.name}.tif"
    options = ("-r", "average", "-outsize", "10%", "10%", *BANDS)
    found = differences(run(programs, "gdal_translate", name, "ours.tif", *options), run(programs, "gdal_translate", geotiffs(narrow), "theirs.tif", *options))
    assert not found, found


@pytest.mark.parametrize("view, count", [("embedding", 0), ("quantized", 0), ("scales", 0), ("mask", 0), ("rgb", None)])
def test_data_have_no_overviews_and_pictures_have(programs, narrow, view, count):
    def overviews(**settings):
        info = json.loads(programs.run("gdalinfo", "-json", f"{narrow.dataset}?view={view}", **settings).output)
        return {len(band.get("overviews", [])) for band in info["bands"]}

    made = overviews(TESSERA_OVERVIEWS="nearest")
    assert made != {0} and overviews(TESSERA_OVERVIEWS="none") == {0}
    assert overviews() == overviews(TESSERA_OVERVIEWS="auto") == (made if count is None else {0})


def test_a_zone_is_resampled_from_its_pixels(programs, store):
    """Against a GeoTIFF that GDAL makes of the zone's own pixels, in its blocks."""
    name = "TESSERA:v1/2024/utm34n?bands=0,1,5"
    info = json.loads(programs.run("gdalinfo", "-json", "-nomd", name).output)
    width, height = info["size"]
    window = ("-srcwin", "0", max(0, height - 1500), min(width, 400), min(height, 1500))
    whole = os.path.join(programs.folder, "whole.tif")
    programs.run("gdal_translate", "-q", *window, "-co", "TILED=YES", "-co", "BLOCKXSIZE=256", "-co", "BLOCKYSIZE=256", name, whole)
    for method in METHODS:
        ours = run(programs, "gdal_translate", name, "ours.tif", "-r", method, *window, "-outsize", "37", "141")
        theirs = run(programs, "gdal_translate", whole, "theirs.tif", "-r", method, "-outsize", "37", "141")
        inside = (slice(None), slice(4, -4), slice(4, -4))  # at the window's edges the zone has pixels beyond, and the GeoTIFF has none
        assert np.array_equal(np.isnan(ours[inside]), np.isnan(theirs[inside]))
        np.testing.assert_allclose(ours[inside], theirs[inside], rtol=1e-5, atol=1e-5)


def test_estimates_cost_a_part_of_the_tile(counted, narrow, small):
    """Statistics that may be approximate, as QGIS asks for them to stretch a layer: of 2500 pixels, not of a tenth of all blocks."""
    counted.run("gdalinfo", "-nomd", small.dataset)  # the registry's index
    counted.proxy.forget()
    info = counted.run("gdalinfo", "-approx_stats", "-nomd", f"{narrow.dataset}?bands=0").output
    assert re.search(r"Minimum=-?\d", info)
    print("bytes of estimates", counted.proxy.bytes_of(r"\d\.npy$"))


@pytest.mark.parametrize("command", ["gdal_translate", "gdalwarp"])
def test_a_read_that_needs_too_much_says_how_to_go_on(programs, narrow, command):
    out = os.path.join(programs.folder, "out.tif")
    size = ("-outsize", "10%", "10%") if command == "gdal_translate" else ("-tr", "100", "100")
    message = programs.fails(command, "-q", "-r", "average", *size, narrow.dataset, out, TESSERA_MAX_READ="2MB")
    assert re.search(r"needs \d+ stored bytes, and TESSERA_MAX_READ allows 2\d+.*nearest neighbour.*raise TESSERA_MAX_READ", message), message


def test_memory_is_bounded(programs, wide):
    """All bands of a tile, whose pixels are up to 0.7 GB."""
    out = os.path.join(programs.folder, "out.tif")
    program = ["gdal_translate", "-q", "-r", "average", "-outsize", "5%", "5%", wide.dataset, out]
    nearest = programs.peak_memory(*["nearest" if part == "average" else part for part in program])
    assert programs.peak_memory(*program) < nearest + 400_000_000


NEAREST = [("10%", "10%"), ("25%", "25%"), ("3%", "3%")]


@pytest.mark.parametrize("size", NEAREST, ids="x".join)
@pytest.mark.parametrize("program", ["gdal_translate", "rasterio"])
def test_nearest_costs_the_rows_that_it_shows(counted, wide, small, program, size):
    """And the blocks of the cache (64 KiB) that these lie in; as much as when there were overviews."""
    counted.run("gdalinfo", "-nomd", small.dataset)  # the registry's index
    counted.proxy.forget()
    share = float(size[0][:-1]) / 100
    columns, rows = max(1, round(wide.width * share)), max(1, round(wide.height * share))
    out = os.path.join(counted.folder, "out.tif")
    if program == "gdal_translate":
        counted.run("gdal_translate", "-q", "-b", "1", "-outsize", columns, rows, wide.dataset, out)
    else:
        counted.python(f"import rasterio; rasterio.open({wide.dataset!r}).read(1, out_shape=({rows}, {columns}))")
    size = os.path.getsize(wide.path(wide.stem + ".npy"))
    blocks = rows * (wide.width * 128 + 2 * 65536)
    print("bytes", program, share, counted.proxy.bytes_of(r"\d\.npy$"), "of", size)
    assert counted.proxy.bytes_of(r"\d\.npy$") <= min(size, blocks) + 2 * 65536


def test_nothing_that_has_no_value_is_minus_nan(programs, narrow):
    """The nodata value in headers, and the bits of pixels: read, resampled, warped, of a zone, of a file."""
    window = ("-b", "1", "-srcwin", "0", "0", "60", "300")
    for kind, suffix in (("AAIGrid", "asc"), ("ENVI", "hdr"), ("EHdr", "hdr"), ("SAGA", "sgrd"), ("ERS", "ers"), ("RST", "rdc"), ("PDS4", "xml")):
        out = os.path.join(programs.folder, f"out-{kind}")
        if programs.run("gdalinfo", "--format", kind, check=False).status:
            continue  # not in this GDAL
        made = out + (".asc" if kind == "AAIGrid" else ".rst" if kind == "RST" else ".sdat" if kind == "SAGA" else ".ers" if kind == "ERS" else ".xml" if kind == "PDS4" else ".bil")
        programs.run("gdal_translate", "-q", "-of", kind, *window, narrow.dataset, made)
        header = next(path for path in (f"{out}.{suffix}", made) if os.path.exists(path))
        with open(header, encoding="latin-1") as file:
            text = file.read(100_000)
        assert "-nan" not in text.lower(), (kind, re.findall(r".*-nan.*", text, re.I)[:3])
    zone, nothing = "TESSERA:v1/2024/utm34n?bands=0", f"{narrow.dataset}?max_scale=1e-9"
    for name, options in ((narrow.dataset, window), (nothing, (*window, "-r", "average", "-outsize", "7", "31")), (nothing, (*window, "-r", "bilinear", "-outsize", "7", "31")),
                          (f"/vsitessera/v1/2024/{narrow.name}.tif", window), (zone, ("-srcwin", "0", "0", "50", "50"))):
        pixels = run(programs, "gdal_translate", name, "bits.tif", *options)
        bits = np.ascontiguousarray(pixels).view(np.uint32)[np.isnan(pixels)]
        assert bits.size and set(np.unique(bits)) == {0x7FC00000}, (name, options, [hex(b) for b in np.unique(bits)])
