"""Tests of the GDAL driver's marshalling, against a core of closed formulas (test_core.c).

Two environment variables say where the parts are: TESSERA_TEST_ARTIFACTS, the folder with gdalplugins/X.Y/gdal_TESSERA.so,
and TESSERA_TEST_CORE, the test core's folder. They are copied into a folder of their own, as a user would install them. Each test that
needs a fresh process starts one.
"""

import ctypes
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import pytest

PLUGINS = pathlib.Path(os.environ["TESSERA_TEST_ARTIFACTS"], "gdalplugins")
CORE = pathlib.Path(os.environ["TESSERA_TEST_CORE"], "libtessera_core.so")

_folder = tempfile.TemporaryDirectory(prefix="tessera-native-")
INSTALLED = pathlib.Path(_folder.name)
for plugin in PLUGINS.glob("*/gdal_TESSERA.so"):
    (INSTALLED / plugin.parent.name).mkdir()
    shutil.copy(plugin, INSTALLED / plugin.parent.name)
shutil.copy(CORE, INSTALLED / "libtessera_core.so")
os.environ["GDAL_DRIVER_PATH"] = str(INSTALLED)

from osgeo import gdal  # noqa: E402  (GDAL reads the variable when it is imported)

gdal.UseExceptions()
VERSION = tuple(int(part) for part in re.match(r"(\d+)\.(\d+)", gdal.__version__).groups())


@pytest.fixture
def log(tmp_path):
    """The calls that the driver makes of the core, as lines."""
    path = tmp_path / "calls.log"
    gdal.SetConfigOption("TESSERA_TEST_LOG", str(path))
    yield lambda: path.read_text().splitlines() if path.exists() else []
    gdal.SetConfigOption("TESSERA_TEST_LOG", None)


@pytest.fixture
def errors():
    """Everything that GDAL reports, as (class, number, message)."""
    seen = []
    gdal.PushErrorHandler(lambda kind, number, message: seen.append((kind, number, message)))
    yield seen
    gdal.PopErrorHandler()


@pytest.fixture
def python(tmp_path):
    """Runs a script in a process of its own, in an empty folder, and gives what it printed."""

    def run(script, plugins=INSTALLED, **environment):
        result = subprocess.run(
            [sys.executable, "-c", script],
            cwd=tmp_path,
            env=dict(os.environ, GDAL_DRIVER_PATH=str(plugins), **environment),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert result.returncode == 0, f"{result.returncode}: {result.stderr}"
        return result.stdout + result.stderr

    return run


def libgdal():
    """The libgdal that osgeo has loaded, for what its Python binding cannot do."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        path = next(line.split()[-1] for line in maps if "/libgdal.so" in line)
    return ctypes.CDLL(path)


def band_of(dataset, number):
    """A band that keeps its dataset open, as GDAL's Python binding does not."""
    dataset = gdal.Open(dataset) if isinstance(dataset, str) else dataset
    band = dataset.GetRasterBand(number)
    band.dataset = dataset
    return band
