"""Smaller than stored (design.md §4): nearest takes every n-th row and costs little; else the real pixels are resampled, in every program.

Each program with each method runs with every GDAL, on a window and three bands; test_selection.py holds the marks to that. Other sizes,
methods and places say nothing more of a GDAL: in all of them it is given no overviews, and reads the pixels themselves.
"""
import json
import os
import re
import tempfile
import textwrap

import numpy as np
import pytest
from osgeo import gdal

from conftest import LAYOUT
from judge import differences
from programs import Programs

METHODS = ["average", "bilinear", "cubic", "mode"]
THREE = (0, 76, 127)  # bands, counted from 0
BANDS = tuple(part for band in THREE for part in ("-b", str(band + 1)))

RASTERIO = textwrap.dedent("""
    import sys
    import numpy, rasterio
    from rasterio.enums import Resampling
    from rasterio.windows import Window
    out, name, *methods = sys.argv[1:]
    pixels = {}
    for method in methods:
        with rasterio.open(name) as dataset:
            bands = [1, 77, 128] if dataset.count == 128 else [1, 2, 3]
            window = Window(3, 100, dataset.width - 5, 700)
            pixels[method] = dataset.read(bands, window=window, out_shape=(3, 70, 9), resampling=Resampling[method])
    numpy.savez(out, **pixels)
    """)


def run(programs, command, name, into, *options, **settings):
    """What a program of GDAL's makes of a raster, as an array (band, row, column)."""
    out = os.path.join(programs.folder, into)
    programs.run(command, "-q", *options, name, out, **settings)
    return gdal.Open(out).ReadAsArray()


def compare(programs, command, name, geotiff, *options, bands=()):
    """To the last bit: GDAL is asked the same of both, of ours by the program, of the GeoTIFF by the function that it is made of."""
    ours = run(programs, command, name, "ours.tif", *options, *bands)
    function = gdal.Translate if command == "gdal_translate" else gdal.Warp
    function("/vsimem/theirs.tif", geotiff, options=[str(option) for option in options])
    found = differences(ours, gdal.Open("/vsimem/theirs.tif").ReadAsArray())
    gdal.Unlink("/vsimem/theirs.tif")
    assert not found, found
    assert np.isfinite(ours).mean() > 0.3


@pytest.mark.shim
@pytest.mark.parametrize("method", METHODS)
def test_gdal_translate_resamples_the_pixels_themselves(programs, geotiffs, narrow, method):
    """Of a window whose edges lie within pixels."""
    window = ("-srcwin", "3.3", "101.7", "80.4", "600.6", "-outsize", "13", "61")
    compare(programs, "gdal_translate", narrow.dataset, geotiffs(narrow, THREE), "-r", method, *window, bands=BANDS)


@pytest.mark.parametrize("size", [("10%", "10%"), ("31", "347")], ids="x".join)
@pytest.mark.parametrize("method", [*METHODS, "cubicspline", "lanczos"])
def test_gdal_translate_resamples_to_any_size(programs, geotiffs, narrow, method, size):
    compare(programs, "gdal_translate", narrow.dataset, geotiffs(narrow, THREE), "-r", method, "-outsize", *size, bands=BANDS)


def test_an_average_is_the_mean_of_the_pixels(programs, narrow):
    columns, rows = narrow.width // 10, narrow.height // 10
    window = ("-srcwin", "0", "0", 10 * columns, 10 * rows, "-outsize", columns, rows)
    ours = run(programs, "gdal_translate", narrow.dataset, "ours.tif", "-r", "average", *window, *BANDS)
    blocks = narrow.expected(slice(0, 10 * rows), THREE)[:, :, :10 * columns].astype(np.float64).reshape(3, rows, 10, columns, 10)
    with np.errstate(all="ignore"):
        valid = ~np.isnan(blocks)
        expected = np.where(valid, blocks, 0).sum(axis=(2, 4)) / valid.sum(axis=(2, 4))
    np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.shim
def test_all_bands_are_resampled_alike(programs, geotiffs, small):
    """More bands than are read at once, and in any order."""
    window = ("-srcwin", "0", "0", str(small.width), "300", "-outsize", "23%", "19%")
    compare(programs, "gdal_translate", small.dataset, geotiffs(small), "-r", "average", *window)
    compare(programs, "gdal_translate", small.dataset, geotiffs(small), "-r", "cubic", *window, "-b", "9", "-b", "8", "-b", "9")


@pytest.mark.parametrize("where, method", [
    *(pytest.param(("-t_srs", "EPSG:3413", "-tr", "150", "150"), method, marks=pytest.mark.shim, id=method) for method in METHODS),
    *(pytest.param(("-tr", "95", "95"), method, id=f"{method}-in-place") for method in METHODS)])
def test_gdalwarp_resamples_the_pixels_themselves(programs, geotiffs, narrow, method, where):
    compare(programs, "gdalwarp", f"{narrow.dataset}?bands={','.join(map(str, THREE))}", geotiffs(narrow, THREE), "-r", method, *where)


def test_gdalwarp_resamples_all_bands_alike(programs, geotiffs, narrow):
    compare(programs, "gdalwarp", narrow.dataset, geotiffs(narrow), "-r", "average", "-tr", "95", "95")


@pytest.fixture(scope="module")
def read_by_rasterio(plugins, s3, store, geotiffs):
    """What rasterio reads of a tile and of its GeoTIFF with each method, a process each."""
    tile = store.tile("grid_20.05_80.05")
    with tempfile.TemporaryDirectory(prefix="tessera-rasterio-") as folder:
        programs, out = Programs(folder, plugins, TESSERA_SOURCE=s3, TESSERA_LAYOUT=LAYOUT), os.path.join(folder, "read.npz")
        read = []
        for name in (tile.dataset, geotiffs(tile, THREE)):
            programs.python(RASTERIO, out, name, *METHODS)
            with np.load(out) as found:
                read.append(dict(found))
        return read


@pytest.mark.shim
@pytest.mark.parametrize("method", METHODS)
def test_rasterio_resamples_the_pixels_themselves(read_by_rasterio, method):
    ours, theirs = (read[method] for read in read_by_rasterio)
    assert np.isfinite(ours).mean() > 0.3
    found = differences(ours, theirs)
    assert not found, found


def test_files_have_the_pixels_too(programs, geotiffs, narrow):
    """/vsitessera/ has TIFFs without overviews, as the driver has rasters without."""
    name, options = f"/vsitessera/v1/2024/{narrow.name}.tif", ("-r", "average", "-outsize", "10%", "10%")
    compare(programs, "gdal_translate", name, geotiffs(narrow, THREE), *options, bands=BANDS)


@pytest.mark.shim
def test_data_have_no_overviews_and_pictures_have(programs, narrow):
    """Numbers of overviews of the bands of each view: with the setting as it is by default, and with each of its values."""
    output = programs.python(textwrap.dedent(f"""
        import json
        from osgeo import gdal
        gdal.UseExceptions()
        def overviews(view):
            dataset = gdal.Open({narrow.dataset!r} + "?view=" + view)
            return sorted({{dataset.GetRasterBand(i + 1).GetOverviewCount() for i in range(dataset.RasterCount)}})
        found = {{}}
        for setting in (None, "auto", "nearest", "none"):
            gdal.SetConfigOption("TESSERA_OVERVIEWS", setting)
            found[setting or "default"] = {{view: overviews(view) for view in ("embedding", "quantized", "scales", "mask", "rgb")}}
        print(json.dumps(found))
        """)).output
    found = json.loads(output)
    for view, made in found["nearest"].items():
        assert made != [0] and found["none"][view] == [0]
        assert found["default"][view] == found["auto"][view] == (made if view == "rgb" else [0])


@pytest.mark.parametrize("method", [pytest.param(method, marks=pytest.mark.shim) if method == "average" else method for method in METHODS])
def test_a_zone_is_resampled_from_its_pixels(programs, method):
    """Against a GeoTIFF of the zone's own pixels, in its blocks; with each GDAL by one method: GDAL reads a zone as a tile."""
    name = "TESSERA:v1/2024/utm34n?bands=0,1,5"
    info = json.loads(programs.run("gdalinfo", "-json", "-nomd", name).output)
    width, height = info["size"]
    window = ("-srcwin", "0", max(0, height - 1500), min(width, 400), min(height, 1500))
    whole = os.path.join(programs.folder, "whole.tif")
    programs.run("gdal_translate", "-q", *window, "-co", "TILED=YES", "-co", "BLOCKXSIZE=256", "-co", "BLOCKYSIZE=256", name, whole)
    ours = run(programs, "gdal_translate", name, "ours.tif", "-r", method, *window, "-outsize", "37", "141")
    theirs = run(programs, "gdal_translate", whole, "theirs.tif", "-r", method, "-outsize", "37", "141")
    inside = (slice(None), slice(4, -4), slice(4, -4))  # at the window's edges the zone has pixels beyond, and the GeoTIFF has none
    assert np.array_equal(np.isnan(ours[inside]), np.isnan(theirs[inside]))
    np.testing.assert_allclose(ours[inside], theirs[inside], rtol=1e-5, atol=1e-5)


@pytest.mark.shim
def test_estimates_cost_a_part_of_the_tile(counted, narrow, small):
    """Statistics that may be approximate, as QGIS asks for them to stretch a layer: of 2500 pixels, not of a tenth of all blocks."""
    counted.run("gdalinfo", "-nomd", small.dataset)  # the registry's index
    counted.proxy.forget()
    info = counted.run("gdalinfo", "-approx_stats", "-nomd", f"{narrow.dataset}?bands=0").output
    assert re.search(r"Minimum=-?\d", info)
    print("bytes of estimates", counted.proxy.bytes_of(r"\d\.npy$"))


@pytest.mark.shim
@pytest.mark.parametrize("command", ["gdal_translate", "gdalwarp"])
def test_a_read_that_needs_too_much_says_how_to_go_on(programs, narrow, command):
    out = os.path.join(programs.folder, "out.tif")
    size = ("-outsize", "10%", "10%") if command == "gdal_translate" else ("-tr", "100", "100")
    message = programs.fails(command, "-q", "-r", "average", *size, narrow.dataset, out, TESSERA_MAX_READ="2MB")
    assert re.search(r"needs \d+ stored bytes, and TESSERA_MAX_READ allows 2\d+.*nearest neighbour.*raise TESSERA_MAX_READ", message), message


@pytest.mark.referee
def test_memory_is_bounded(programs, wide):
    """All bands of a tile, whose pixels are up to 0.7 GB: of the referee's store, since all of a small tile may be kept."""
    out = os.path.join(programs.folder, "out.tif")
    program = ["gdal_translate", "-q", "-r", "average", "-outsize", "5%", "5%", wide.dataset, out]
    nearest = programs.peak_memory(*["nearest" if part == "average" else part for part in program])
    assert programs.peak_memory(*program) < nearest + 400_000_000


@pytest.mark.parametrize("share", [pytest.param(0.1, marks=pytest.mark.shim), 0.25, 0.03])
@pytest.mark.parametrize("program", ["gdal_translate", "rasterio"])
def test_nearest_costs_the_rows_that_it_shows(counted, wide, small, program, share):
    """And the blocks of the cache (64 KiB) that these lie in; as much as when there were overviews."""
    counted.run("gdalinfo", "-nomd", small.dataset)  # the registry's index
    counted.proxy.forget()
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


# Formats whose headers have the nodata value, and the endings of their files: of the raster, and of the header.
HEADERS = {"AAIGrid": ("asc", "asc"), "ENVI": ("bil", "hdr"), "EHdr": ("bil", "hdr"), "SAGA": ("sdat", "sgrd"), "ERS": ("ers", "ers"),
           "RST": ("rst", "rdc"), "PDS4": ("xml", "xml")}


@pytest.mark.shim
def test_nothing_that_has_no_value_is_minus_nan(programs, narrow):
    """The nodata value in headers, and the bits of pixels: read, resampled, of a zone, of a file; in one process."""
    zone, nothing, file = "TESSERA:v1/2024/utm34n?bands=0", f"{narrow.dataset}?max_scale=1e-9", f"/vsitessera/v1/2024/{narrow.name}.tif"
    code = """
        import os, re, sys
        import numpy as np
        from osgeo import gdal
        gdal.UseExceptions()
        folder, name, zone, nothing, file = sys.argv[1:]
        window = {"bandList": [1], "srcWin": [0, 0, 60, 300]}
        headers = 0
        for kind, (ending, header) in %r.items():
            if gdal.GetDriverByName(kind) is None:
                continue  # not in this GDAL
            base = os.path.join(folder, "out-" + kind)
            gdal.Translate(f"{base}.{ending}", name, format=kind, **window)
            written = next(path for path in (f"{base}.{header}", f"{base}.{ending}") if os.path.exists(path))
            with open(written, encoding="latin-1") as opened:
                text = opened.read(100_000)
            assert "-nan" not in text.lower(), (kind, re.findall(r".*-nan.*", text, re.I)[:3])
            headers += 1
        assert headers >= 3
        smaller = {"width": 7, "height": 31, **window}
        reads = [(name, window), (file, window), (zone, {"srcWin": [0, 0, 50, 50]})]
        for source, options in reads + [(nothing, {"resampleAlg": method, **smaller}) for method in ("average", "bilinear")]:
            pixels = gdal.Translate("/vsimem/bits.tif", source, **options).ReadAsArray()
            bits = np.ascontiguousarray(pixels).view(np.uint32)[np.isnan(pixels)]
            assert bits.size and set(np.unique(bits)) == {0x7FC00000}, (source, options, [hex(b) for b in np.unique(bits)])
        """
    programs.python(textwrap.dedent(code % HEADERS), programs.folder, narrow.dataset, zone, nothing, file)
