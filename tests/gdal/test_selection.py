"""Which tests run with which GDAL: build/tests.cake selects them by the marks of pytest.ini. None is left out, and what does not depend on GDAL's version runs with one."""
import json
import os
import re
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
MARKS = ("shim", "referee", "clock", "dotnet", "qgis", "larger")
SELECTIONS = ("EverydayTests", "SystemTests", "NewestTests", "OtherTests", "OtherLongTests")
# What a version of GDAL can change must be tried with each: at least a slice of each of these.
OF_EACH_KIND = {"test_reads", "test_house", "test_pixels", "test_errors", "test_faults", "test_views", "test_files", "test_catalogue", "test_local", "test_wire",
                "test_docs", "test_performance", "test_names"}
# Of a decimated window, by each program, with each GDAL (design.md §4).
METHODS = ("average", "bilinear", "cubic", "mode")
_LISTING = """
import json
import pytest
class Listing:
    def pytest_collection_finish(self, session):
        print("LISTED " + json.dumps({item.nodeid: sorted({mark.name for mark in item.iter_markers()}) for item in session.items}))
pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", %r], plugins=[Listing()])
"""


@pytest.fixture(scope="module")
def tests():
    """The marks of every test of this folder, by its name."""
    output = subprocess.run([sys.executable, "-B", "-c", _LISTING % HERE], cwd=HERE, capture_output=True, text=True, check=True).stdout
    return {name: set(marks) for name, marks in json.loads(re.search(r"^LISTED (.*)$", output, re.M)[1]).items()}


@pytest.fixture(scope="module")
def takes():
    """Whether a selection of build/tests.cake, by the name of its constant, takes a test with these marks."""
    with open(os.path.join(HERE, "..", "..", "build", "tests.cake"), encoding="utf-8") as file:
        selections = dict(re.findall(r'^const string (\w+Tests) = "([a-z ()]+)";', file.read(), re.M))
    assert set(selections) == set(SELECTIONS)
    return lambda selection, marks: eval(selections[selection], {}, {mark: mark in marks for mark in MARKS})  # noqa: S307


def test_every_test_runs_somewhere(tests, takes):
    left_out = [name for name, marks in tests.items() if "qgis" not in marks and not any(takes(selection, marks) for selection in ("EverydayTests", "SystemTests", "NewestTests"))]
    assert len(tests) > 400 and not left_out, left_out


@pytest.fixture(scope="module")
def runs_with_every_gdal(takes):
    """Whether a test with these marks runs with this machine's GDAL, with the newest, and with each other."""
    every = [("EverydayTests", "SystemTests"), ("NewestTests",), ("OtherTests", "OtherLongTests")]
    return lambda marks: all(any(takes(selection, marks) for selection in gdal) for gdal in every)


def test_what_depends_on_gdals_version_runs_with_every_gdal(tests, runs_with_every_gdal):
    missed = [name for name, marks in tests.items() if "shim" in marks and not runs_with_every_gdal(marks)]
    assert not missed, missed
    assert OF_EACH_KIND <= {name.split(".py")[0] for name, marks in tests.items() if "shim" in marks}


@pytest.mark.parametrize("method", METHODS)
def test_every_program_resamples_by_every_method_with_every_gdal(tests, runs_with_every_gdal, method):
    """QGIS with every GDAL that the target qgis has."""
    for program in ("gdal_translate", "gdalwarp", "rasterio"):
        assert runs_with_every_gdal(tests[f"test_resampling.py::test_{program}_resamples_the_pixels_themselves[{method}]"]), program
    assert "qgis" in tests[f"test_qgis.py::test_qgis_resamples_the_pixels_themselves[{method}]"]


def test_what_measures_time_runs_alone_with_one_gdal(tests, takes):
    """Only those selections have a runner for it, and how long something takes is the core's doing."""
    for name, marks in tests.items():
        if "clock" in marks:
            assert [selection for selection in SELECTIONS if takes(selection, marks)] in (["EverydayTests"], ["NewestTests"]), name


def test_what_does_not_depend_on_gdals_version_runs_once(tests, takes):
    """With one GDAL; on the referee's store again what says more there."""
    once = {name: marks for name, marks in tests.items() if not marks & {"shim", "larger"}}
    often = [name for name, marks in once.items() if sum(takes(selection, marks) for selection in SELECTIONS) > 1]
    assert not often, often
    assert sum(not marks & {"shim", "larger"} for marks in tests.values()) > len(tests) / 3

