"""The driver as a guest in somebody else's process: threads, forks, signals."""

import concurrent.futures

import numpy as np
import pytest
from conftest import VERSION
from osgeo import gdal
from test_reading import formula

FORK = """
import os, sys
from osgeo import gdal
gdal.UseExceptions()
def in_child(action):
    pid = os.fork()
    if pid == 0:
        try:
            print(action(), flush=True)
        except RuntimeError as error:
            print("error:", error, flush=True)
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0
"""


def test_a_forked_child_gets_an_error_instead_of_a_hang(python):
    out = python(
        FORK
        + """
dataset = gdal.Open("TESSERA:overviews=1&foreign_thread=1")
in_child(lambda: dataset.ReadAsArray().shape)
in_child(lambda: gdal.Open("TESSERA:"))
print("parent", dataset.ReadAsArray().shape)
"""
    )
    assert out.count("error: This process was forked") == 2 and "spawn" in out
    assert "parent (3, 80, 100)" in out


def test_a_forked_child_can_still_ask_what_is_known_and_close(python):
    out = python(
        FORK
        + """
dataset = gdal.Open("TESSERA:overviews=1")
def facts():
    global dataset
    band = dataset.GetRasterBand(1)
    dataset.AdviseRead(0, 0, 10, 10)
    known = dataset.GetMetadataItem("SOURCE", "TESSERA"), band.GetDescription(), band.GetMetadataItem("Pixel_1_1", "LocationInfo"), band.GetOverview(0).XSize
    dataset = None
    return known
in_child(facts)
"""
    )
    assert "('formula', 'Tessera_Band_0', None, 50)" in out


def test_a_child_that_was_forked_before_the_first_name_works(python):
    out = python(FORK + "in_child(lambda: gdal.Open('TESSERA:').ReadAsArray().shape)\nprint('parent', gdal.Open('TESSERA:').RasterXSize)")
    assert "(3, 80, 100)" in out and "parent 100" in out


def test_a_program_that_ignores_forks_and_exits_normally_in_the_child_ends(python):
    out = python(
        """
import os, sys
from osgeo import gdal
dataset = gdal.Open("TESSERA:foreign_thread=1")
pid = os.fork()
if pid == 0:
    sys.exit(7)
print(os.WEXITSTATUS(os.waitpid(pid, 0)[1]))
"""
    )
    assert "7" in out


@pytest.mark.parametrize("disposition", ["SIG_DFL", "SIG_IGN", "handler"])
def test_sigpipe_is_as_the_program_left_it(python, disposition):
    out = python(
        f"""
import signal
handler = lambda *_: None
disposition = {disposition if disposition == "handler" else "signal." + disposition}
signal.signal(signal.SIGPIPE, disposition)
ignored = lambda: next(line for line in open("/proc/self/status") if line.startswith("SigIgn"))
caught = lambda: next(line for line in open("/proc/self/status") if line.startswith("SigCgt"))
blocked = lambda: next(line for line in open("/proc/self/status") if line.startswith("SigBlk"))
from osgeo import gdal
gdal.AllRegister()
before = ignored(), caught(), blocked()
dataset = gdal.Open("TESSERA:")
dataset.ReadAsArray()
assert (ignored(), caught(), blocked()) == before, (before, ignored(), caught(), blocked())
print("same")
"""
    )
    assert "same" in out


def test_threads_that_the_core_starts_block_sigpipe_and_a_write_of_theirs_kills_nobody(python):
    out = python(
        """
import os, signal
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
from osgeo import gdal
before = set(os.listdir("/proc/self/task"))
gdal.Open("TESSERA:foreign_thread=1")
thread = (set(os.listdir("/proc/self/task")) - before).pop()
mask = next(line.split()[1] for line in open(f"/proc/self/task/{thread}/status") if line.startswith("SigBlk"))
print("blocked", bool(int(mask, 16) >> (signal.SIGPIPE - 1) & 1))
"""
    )
    assert "blocked True" in out


@pytest.mark.parametrize("handles", ["own", "shared raster"])
def test_many_threads_read_at_once(handles):
    name = "TESSERA:bands=4&overviews=2"
    expected = formula("float32", bands=4)
    if handles == "shared raster" and VERSION >= (3, 10):
        shared = gdal.OpenEx(name, gdal.OF_RASTER | gdal.OF_THREAD_SAFE)

    def read(seed):
        dataset = shared if handles == "shared raster" and VERSION >= (3, 10) else gdal.Open(name)
        generator = np.random.default_rng(seed)
        for _ in range(30):
            x, y = int(generator.integers(0, 60)), int(generator.integers(0, 50))
            window = expected[:, y : y + 30, x : x + 40]
            if not np.array_equal(dataset.ReadAsArray(x, y, 40, 30), window, equal_nan=True):
                return False
            if not np.array_equal(dataset.GetRasterBand(3).ReadAsArray(x, y, 40, 30), window[2], equal_nan=True):
                return False
            if dataset.GetRasterBand(2).Checksum(x, y, 40, 30) != CHECKSUMS.setdefault((x, y), dataset.GetRasterBand(2).Checksum(x, y, 40, 30)):
                return False
        return True

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(16)))


CHECKSUMS = {}

if VERSION >= (3, 10):

    def test_a_thread_safe_handle_opens_the_raster_once_for_all_threads(log):
        dataset = gdal.OpenEx("TESSERA:bands=4", gdal.OF_RASTER | gdal.OF_THREAD_SAFE)
        assert dataset.IsThreadSafe(gdal.OF_RASTER)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            shapes = list(pool.map(lambda _: dataset.ReadAsArray().shape, range(32)))
        assert set(shapes) == {(4, 80, 100)}
        assert log().count("open TESSERA:bands=4") == 1
        assert dataset.GetSpatialRef().GetAuthorityCode(None) == "32631"
        assert dataset.GetMetadataItem("SOURCE", "TESSERA") == "formula"

    def test_an_ordinary_handle_does_not_call_itself_thread_safe():
        assert not gdal.Open("TESSERA:").IsThreadSafe(gdal.OF_RASTER)
