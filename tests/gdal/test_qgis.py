"""QGIS itself, without a screen: what it renders is what GDAL alone reads from the same name."""
import json
import os
import re
import tempfile
import textwrap

import numpy as np
import pytest
from osgeo import gdal

from conftest import LAYOUT
from programs import PYTHON, Programs

pytestmark = pytest.mark.qgis

RENDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "qgis", "render.py")
ZONE = "TESSERA:v1/2024/utm34n/view:rgb"
SIZE = 300


@pytest.fixture
def qgis(programs):
    return Qgis(programs)


@pytest.fixture
def counted_qgis(counted):
    return Qgis(counted)


class Qgis:
    """Renders layers, each in a process of QGIS with the settings of `programs`."""

    def __init__(self, programs):
        self.programs = programs
        runtime = os.path.join(programs.folder, "runtime")
        os.makedirs(runtime, 0o700, exist_ok=True)
        self.settings = {"XDG_RUNTIME_DIR": runtime, "QT_QPA_PLATFORM": "offscreen"}

    def render(self, *jobs):
        """Renders jobs in one process; gives for each what QGIS found, and the picture as an array (row, column, RGB)."""
        for number, job in enumerate(jobs):
            job.setdefault("size", [SIZE, SIZE])
            job["out"] = os.path.join(self.programs.folder, f"{number}.png")
        path = os.path.join(self.programs.folder, "jobs.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(jobs, file)
        output = self.programs.run(PYTHON, RENDER, path, **self.settings).output
        found = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
        assert len(found) == len(jobs), output
        for one in found:
            assert one["valid"] and not one["errors"], one
        return [(one, np.moveaxis(gdal.Open(job["out"]).ReadAsArray()[:3], 0, 2)) for one, job in zip(found, jobs)]

    def python(self, code, *arguments, **settings):
        """Runs a piece of Python in a process of QGIS; gives what it printed as JSON."""
        begin = "import json, sys\nfrom qgis.core import *\napp = QgsApplication([], True)\napp.initQgis()\n"
        output = self.programs.run(PYTHON, "-c", begin + textwrap.dedent(code), *arguments, check=False, **self.settings, **settings).output
        return json.loads(next(line for line in output.splitlines() if line.startswith(("{", "["))))

    def read(self, name, window=None, size=None):
        """What GDAL alone reads: gdal_translate to a GeoTIFF, as an array (band, row, column)."""
        out = os.path.join(self.programs.folder, "read.tif")
        options = ["-q"] + (["-srcwin", *window] if window else []) + (["-outsize", *size] if size else [])
        self.programs.run("gdal_translate", *options, name, out)
        return gdal.Open(out).ReadAsArray()

    def grid(self, name):
        """Origin, pixel size, width and height of a name."""
        info = json.loads(self.programs.run("gdalinfo", "-json", "-nomd", name).output)
        x, width, _, y, _, height = info["geoTransform"]
        return (x, y), (width, -height), info["size"]


def on_white(picture):
    """An RGBA picture (band, row, column) as a renderer shows it on white."""
    return np.where(picture[3][..., None] == 255, np.moveaxis(picture[:3], 0, 2), 255)


def extent_of(grid, window):
    """The place of a window of pixels."""
    (x, y), (width, height), _ = grid
    column, row, columns, rows = window
    return [x + column * width, y - (row + rows) * height, x + (column + columns) * width, y - row * height]


def middle_of(grid, store, scale):
    """A window of SIZE × scale pixels about the southern end of the zone, where its three neighbouring tiles are."""
    _, _, (width, height) = grid
    side = SIZE * scale
    return [min(150, max(0, width - side)), height - side - 20, side, side]


def test_a_zone_at_its_pixels_own_size_is_what_gdal_reads(qgis, store):
    grid = qgis.grid(ZONE)
    window = middle_of(grid, store, 1)
    (found, picture), = qgis.render({"layer": ZONE, "extent": extent_of(grid, window)})
    assert (found["bands"], found["crs"]) == (4, "EPSG:32634")
    expected = on_white(qgis.read(ZONE, window))
    assert len(np.unique(expected.reshape(-1, 3), axis=0)) > 1000
    np.testing.assert_array_equal(picture, expected)


@pytest.mark.parametrize("scale", [2, 4])
def test_a_zone_from_further_away_shows_pixels_that_gdal_picks(qgis, store, scale):
    """QGIS counts its picks from edges of its own: the same pixel, or its neighbour."""
    grid = qgis.grid(ZONE)
    window = middle_of(grid, store, scale)
    (_, picture), = qgis.render({"layer": ZONE, "extent": extent_of(grid, window)})
    whole = on_white(qgis.read(ZONE, window)).reshape(SIZE, scale, SIZE, scale, 3)
    is_there = (whole == picture[:, None, :, None, :]).all(axis=4).any(axis=(1, 3))
    assert is_there.mean() > 0.999, is_there.mean()


@pytest.mark.parametrize("kind", ["name", "path"])
def test_a_tile_stretched_by_qgis_has_the_values_of_its_bands(qgis, narrow, kind):
    """By its name, and by its path in /vsitessera/."""
    name = narrow.dataset if kind == "name" else f"/vsitessera/v1/{narrow.year}/utm{narrow.epsg % 100}n/{narrow.name}.tif"
    window = [0, 400, 200, 200]
    (found, picture), = qgis.render({"layer": name, "extent": extent_of(qgis.grid(name), window), "size": [200, 200],
                                     "bands": [1, 2, 3], "stretch": [[-8, 8]] * 3})
    assert (found["bands"], found["width"], found["height"]) == (128, narrow.width, narrow.height)
    values = narrow.expected(slice(400, 600), [0, 1, 2])[:, :, :200]
    expected = np.moveaxis(np.clip((values + 8) / 16 * 255, 0, 255), 0, 2)
    shown = ~np.isnan(values).any(axis=0)
    assert shown.mean() > 0.5
    assert np.abs(picture[shown] - expected[shown]).max() <= 1


def test_coverage_shows_the_cells_that_have_tiles(qgis, store):
    """In black, here; the others are no data, and the white background shows."""
    name = "TESSERA:v1/2024/view:coverage"
    cells = [1990, 0, SIZE, SIZE]
    (_, picture), = qgis.render({"layer": name, "extent": extent_of(qgis.grid(name), cells), "bands": [1, 1, 1], "stretch": [[1, 2]] * 3})
    expected = qgis.read(name, cells)
    assert 0 < expected.sum() <= len(store.tiles) + 1
    np.testing.assert_array_equal(picture, np.repeat((1 - expected[..., None]) * 255, 3, axis=2))


def test_a_local_folder_is_rendered(qgis, store, small):
    """A zone of a folder, by a name that its own catalogue lists; and a tile of it by its file."""
    catalogue = qgis.programs.run("gdalinfo", f"TESSERA:{store.folder}/view:rgb", TESSERA_SOURCE=None).output
    year = next(line.split("=", 1)[1] for line in catalogue.splitlines() if "_NAME=" in line and "/2024" in line)
    listed = qgis.programs.run("gdalinfo", year, TESSERA_SOURCE=None).output
    zone = next(line.split("=", 1)[1] for line in listed.splitlines() if "_NAME=" in line and "utm34n" in line)
    tile = f"TESSERA:{small.path(small.stem)}.npy/view:rgb/stretch:-8,8"
    for name, window in ((zone, middle_of(qgis.grid(zone), store, 1)), (tile, [0, 300, 50, 50])):
        (_, picture), = qgis.render({"layer": name, "extent": extent_of(qgis.grid(name), window), "size": window[2:]})
        np.testing.assert_array_equal(picture, on_white(qgis.read(name, window)))


def test_panning_and_zooming_over_the_same_place_again_fetches_nothing(counted_qgis, store):
    grid = counted_qgis.grid(ZONE)
    jobs = [{"layer": ZONE, "extent": extent_of(grid, [100 + pan, grid[2][1] - 900 * scale - 10, 300 * scale, 300 * scale])}
            for scale in (1, 4) for pan in (0, 60, 120)]
    counted_qgis.render(*jobs)
    assert counted_qgis.programs.proxy.count_of(r"\.npy") > 0
    counted_qgis.programs.proxy.forget()
    counted_qgis.render(*jobs)
    # One tile of this store has no landmask: a new process asks for it once.
    answers = [request.status for request in counted_qgis.programs.proxy.requests]
    assert answers in ([], [404]), counted_qgis.programs.proxy.requests


def test_the_raster_calculators_take_names_with_options(qgis):
    name = "TESSERA:v1/2024/utm34n/bbox:20.06,80.02,20.14,80.05/bands:0,1"
    twice = qgis.read(name)[0] * np.float32(2)
    assert np.isfinite(twice).any()
    folder = qgis.programs.folder
    qgis.programs.run(PYTHON, os.path.join(os.path.dirname(RENDER), "calculate.py"), name, folder, **qgis.settings)
    for calculator in ("own", "gdal", "qgis"):
        made = gdal.Open(os.path.join(folder, calculator + ".tif"))
        pixels, nodata = made.GetRasterBand(1).ReadAsArray(), made.GetRasterBand(1).GetNoDataValue()
        assert pixels.shape == twice.shape, calculator
        missing = ~np.isfinite(pixels) | (pixels == nodata)
        assert np.array_equal(missing, ~np.isfinite(twice)) and np.array_equal(pixels[~missing], twice[~missing]), calculator


METHODS = ("average", "bilinear", "cubic", "mode")


@pytest.fixture(scope="module")
def resampled_by_qgis(plugins, s3, store, geotiffs):
    """What QGIS's early resampling makes, by each method, of a tile's band and of a GeoTIFF of it without overviews; in one process."""
    code = """
        import numpy
        name, other, *methods = sys.argv[1:]
        def resampled(path, band, method):
            layer = QgsRasterLayer(path, "x", "gdal")
            provider = layer.dataProvider()
            assert provider.enableProviderResampling(True)
            assert provider.setZoomedOutResamplingMethod(getattr(QgsRasterDataProvider.ResamplingMethod, method.title()))
            provider.setMaxOversampling(50)
            extent = provider.extent()
            extent.setYMinimum(extent.yMinimum() + 2000)
            block = provider.block(band, extent, 13, 91)
            values = [None if block.isNoData(row, column) else block.value(row, column) for row in range(91) for column in range(13)]
            return numpy.array(values, float)
        found = {}
        for method in methods:
            ours, theirs = resampled(name, 77, method), resampled(other, 1, method)
            same, valid = numpy.array_equal(ours, theirs, equal_nan=True), numpy.isfinite(ours).mean()
            found[method] = {"same": bool(same), "valid": float(valid), "spread": float(numpy.nanstd(ours))}
        print(json.dumps(found))
        """
    tile = store.tile("grid_20.05_80.05")
    with tempfile.TemporaryDirectory(prefix="tessera-qgis-") as folder:
        programs = Programs(folder, plugins, TESSERA_SOURCE=s3, TESSERA_LAYOUT=LAYOUT)
        return Qgis(programs).python(code, tile.dataset, geotiffs(tile, (76,)), *METHODS)


@pytest.mark.parametrize("method", METHODS)
def test_qgis_resamples_the_pixels_themselves(resampled_by_qgis, method):
    found = resampled_by_qgis[method]
    assert found["same"] and found["valid"] > 0.3 and found["spread"] > 0, found


@pytest.mark.parametrize("name, text", [
    ("TESSERA:v1/1999/utm34n", r"Years in which it has some: 20\d\d"), ("TESSERA:v1/2024/grid_0.15_52.05", r"The nearest tile is grid_"),
    ("TESSERA:v7/2024", r"v7.*v1"), ("TESSERA:v1/2024/utm34n?view=rainbow", r"rainbow.*embedding")])
def test_why_a_name_does_not_open_is_shown(qgis, name, text):
    """QGIS checks a name first, and shows what GDAL said unless its number is that of CPLE_OpenFailed, 4 (isValidRasterFileName); then the provider says it."""
    code = """
        from osgeo import gdal
        gdal.DontUseExceptions()
        name = sys.argv[1]
        assert not QgsRasterLayer.isValidRasterFileName(name)
        said = [gdal.GetLastErrorNo(), gdal.GetLastErrorMsg()]
        print(json.dumps([*said, QgsRasterLayer(name, "x", "gdal").error().message()]))
        """
    number, message, shown = qgis.python(code, name)
    assert number not in (0, 4) and re.search(text, message) and re.search(text, shown), (number, message, shown)


def test_the_dialog_shows_the_options_that_one_wants_first_and_no_dead_link(qgis):
    code = """
        from qgis.gui import QgsFileWidget, QgsGui
        from qgis.PyQt.QtWidgets import QLabel
        dialog = QgsGui.sourceSelectProviderRegistry().providerByName("gdal").createDataSourceWidget()
        next(widget for widget in dialog.findChildren(QgsFileWidget) if widget.objectName() == "mFileWidget").setFilePath("TESSERA:v1/2024/utm34n")
        app.processEvents()
        labels = dialog.findChildren(QLabel)
        help = next(label for label in labels if label.objectName() == "mOpenOptionsLabel")
        print(json.dumps({"options": [label.text() for label in labels if label.text().isupper() and label.objectName() == ""], "help": help.text() if help.isVisibleTo(dialog) else ""}))
        """
    found = qgis.python(code)
    assert found["options"][:5] == ["VIEW", "BBOX", "REGION", "BANDS", "STRETCH"] and len(found["options"]) <= 13, found
    assert "MAX_CONNECTIONS" not in found["options"] and "tessera.html" not in found["help"], found


def test_the_mask_is_shown_in_its_colours(qgis, narrow):
    name = f"{narrow.dataset}?view=mask"
    code = """
        layer = QgsRasterLayer(sys.argv[1], "x", "gdal")
        print(json.dumps([[item.value, item.label, item.color.name(), item.color.alpha()] for item in layer.renderer().classes()]))
        """
    assert [(value, label, alpha) for value, label, _, alpha in qgis.python(code, name)] == [(0, "outside", 0), (1, "valid", 255), (2, "water", 255), (3, "not filled", 255)]


def test_zooming_out_of_data_costs_what_is_shown(counted_qgis, store):
    """All of a zone in a small picture, by QGIS's own default: nearest neighbour, stretched by estimates. (Of less than 500,000 pixels QGIS makes no estimates.)"""
    counted_qgis.render({"layer": "TESSERA:v1/2024/utm34n?bands=0,1,2", "size": [12, 70]})
    fetched = counted_qgis.programs.proxy.bytes_of(r"\d\.npy$")
    touched = {request.key for request in counted_qgis.programs.proxy.requests if re.search(r"\d\.npy$", request.key)}
    whole = sum(os.path.getsize(os.path.join(store.folder, key)) for key in touched)
    assert fetched < 0.6 * whole, fetched / whole
