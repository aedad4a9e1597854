"""What the tests of the packages get: the store, stock GDAL programs, and the program that make_program.py has made.

TESSERA_TEST_ARTIFACTS has test-packages, the folder feed; test-program, the program in each way that .NET builds one; and gdalplugins. TESSERA_TEST_STORE has the generated store.
"""
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile

import pytest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent / "gdal"), str(pathlib.Path(__file__).resolve().parent)]

from judge import Store  # noqa: E402
from programs import Programs, link_or_copy  # noqa: E402

ARTIFACTS = pathlib.Path(os.environ["TESSERA_TEST_ARTIFACTS"])
PLUGINS = ARTIFACTS / "gdalplugins"
FEED = ARTIFACTS / "test-packages"
# Those that bring their runtime run where there is none, too.
WAYS = ["build", "published", "self-contained", "single-file"] if shutil.which("dotnet") else ["self-contained", "single-file"]


class Program:
    """The program, in a folder of its own from which parts may be taken away."""

    def __init__(self, way, folder, programs):
        self.folder, self._programs = pathlib.Path(folder), programs
        shutil.copytree(ARTIFACTS / "test-program" / way, self.folder, dirs_exist_ok=True, copy_function=link_or_copy)

    def shim(self, name):
        """The file of a shim, in the folder."""
        found, = self.folder.rglob(name)
        return found

    def run(self, *arguments, **settings):
        """Runs it; it must end well. GDAL finds no plugin unless GDAL_DRIVER_PATH is given."""
        return self._programs.run(self.folder / "program", *arguments, **{"GDAL_DRIVER_PATH": None, **settings})

    def found(self, *arguments, **settings):
        """What it finds, by the names of its properties."""
        return json.loads(self.run(*arguments, **settings).output)


@pytest.fixture
def folder():
    """A folder that is gone after the test."""
    (ARTIFACTS / "run").mkdir(exist_ok=True)  # on the disk of the program, which is large and linked to
    with tempfile.TemporaryDirectory(prefix="tessera-test-", dir=ARTIFACTS / "run") as path:
        yield path


@pytest.fixture(scope="session")
def store():
    return Store(os.environ["TESSERA_TEST_STORE"])


@pytest.fixture
def programs(folder, store):
    """Stock GDAL programs, with the plugins on their path."""
    return Programs(folder, PLUGINS, TESSERA_SOURCE=store.folder, TESSERA_LAYOUT="s3-v0.9")


@pytest.fixture
def made(folder, programs):
    """Gives the program as a way of building it has left it."""
    return lambda way: Program(way, os.path.join(folder, way), programs)


@pytest.fixture(params=[pytest.param(way, marks=pytest.mark.shim) if way == "self-contained" else way for way in WAYS])
def program(request, made):
    """The program, in turn in every way that .NET builds one; with every GDAL in the one that runs everywhere."""
    return made(request.param)


@pytest.fixture
def alone(made):
    """The program in the way that runs everywhere."""
    return made("self-contained")


@pytest.fixture
def tile(store):
    """The smallest tile."""
    return store.tile("grid_20.05_88.05")


@pytest.fixture
def file(tile):
    """A part of the same tile as a file: GDAL takes seconds for the checksums of 128 interleaved bands of all of it."""
    return f"/vsitessera/v1/{tile.year}/utm34n/bbox_20.005_88.04_20.095_88.06.tif"


@pytest.fixture
def version(programs):
    """X.Y of this machine's GDAL."""
    return re.match(r"GDAL (\d+\.\d+)", programs.run("gdalinfo", "--version").output)[1]


@pytest.fixture
def two_bands(tile):
    """The first and the last band of the same tile."""
    return tile.dataset + "?bands=0,127"


_CHECKSUMS = {}


@pytest.fixture
def checksums(programs):
    """The checksums of all bands that stock gdalinfo finds; each dataset is read once."""

    def of(name):
        if name not in _CHECKSUMS:
            _CHECKSUMS[name] = [int(number) for number in re.findall(r"Checksum=(-?\d+)", programs.run("gdalinfo", "-checksum", name).output)]
        return _CHECKSUMS[name]

    return of
