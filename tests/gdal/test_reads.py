"""Reads through GDAL's own functions: every shape of buffer, window, type and order, from many threads and processes."""
import textwrap

import pytest

pytestmark = pytest.mark.shim

# what the programs below begin with: `name`, `dataset`, and the expected pixels (band, row, column)
_BEGIN = """
import sys, threading
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from osgeo import gdal
gdal.UseExceptions()
sys.path.insert(0, {here!r})
from judge import Store, differences
tile = Store({store!r}).tile({tile!r}, {year})
name, expected = {dataset!r}, tile.expected()
dataset = gdal.Open(name)
random = np.random.default_rng(20240601)
def same(actual, wanted, what):
    found = differences(np.asarray(actual), np.ascontiguousarray(wanted))
    assert not found, (what, found)
def window():
    x, y = int(random.integers(0, tile.width)), int(random.integers(0, tile.height))
    return x, y, int(random.integers(1, tile.width - x + 1)), int(random.integers(1, min(200, tile.height - y) + 1))
"""


@pytest.fixture
def script(programs, store, small):
    """Runs a piece of Python against the smallest tile."""
    from os.path import abspath, dirname

    begin = _BEGIN.format(here=dirname(abspath(__file__)), store=store.root, tile=small.name, year=small.year, dataset=small.dataset)
    return lambda code, **settings: programs.python(begin + textwrap.dedent(code), **settings).output


def test_windows_of_any_place_and_size(script):
    script("""
        for _ in range(60):
            x, y, w, h = window()
            same(dataset.ReadAsArray(x, y, w, h), expected[:, y:y + h, x:x + w], (x, y, w, h))
        for x, y in ((0, 0), (tile.width - 1, 0), (0, tile.height - 1), (tile.width - 1, tile.height - 1)):
            same(dataset.ReadAsArray(x, y, 1, 1), expected[:, y:y + 1, x:x + 1], (x, y))
        """)


def test_any_bands_of_any_window_pixel_or_band_interleaved(script):
    script("""
        for _ in range(40):
            x, y, w, h = window()
            bands = [int(b) for b in random.integers(1, 129, int(random.integers(1, 20)))]
            wanted = expected[[b - 1 for b in bands], y:y + h, x:x + w]
            same(dataset.ReadAsArray(x, y, w, h, band_list=bands).reshape(wanted.shape), wanted, bands)
            pixels = dataset.ReadAsArray(x, y, w, h, band_list=bands, interleave="pixel")
            same(pixels.reshape(h, w, len(bands)), np.moveaxis(wanted, 0, 2), bands)
        """)


def test_band_by_band(script):
    script("""
        for band in (1, 2, 127, 128):
            same(dataset.GetRasterBand(band).ReadAsArray(), expected[band - 1], band)
            for _ in range(10):
                x, y, w, h = window()
                same(dataset.GetRasterBand(band).ReadAsArray(x, y, w, h), expected[band - 1, y:y + h, x:x + w], (band, x, y, w, h))
        """)


def test_block_by_block(script):
    script("""
        for band in (1, 128):
            b = dataset.GetRasterBand(band)
            bx, by = b.GetBlockSize()
            for j in range(0, (tile.height + by - 1) // by, 5):
                for i in range((tile.width + bx - 1) // bx):
                    block = np.frombuffer(b.ReadBlock(i, j), np.float32).reshape(by, bx)
                    w, h = min(bx, tile.width - i * bx), min(by, tile.height - j * by)
                    same(block[:h, :w], expected[band - 1, j * by:j * by + h, i * bx:i * bx + w], (band, i, j))
        """)


def test_buffers_of_other_types_hold_what_NumPy_casts_to(script):
    script("""
        x, y, w, h = 3, 4, tile.width - 5, 60
        wanted = expected[[0, 99], y:y + h, x:x + w]
        for kind, dtype in ((gdal.GDT_Float64, np.float64), (gdal.GDT_CFloat32, np.complex64)):
            read = dataset.ReadAsArray(x, y, w, h, buf_type=kind, band_list=[1, 100])
            assert read.dtype == dtype and np.array_equal(read.real.astype(np.float32), wanted, equal_nan=True), kind
        valid = np.where(np.isnan(wanted), 0, wanted)
        read = dataset.ReadAsArray(x, y, w, h, buf_type=gdal.GDT_Int16, band_list=[1, 100])
        assert np.array_equal(read[~np.isnan(wanted)], np.trunc(valid + np.copysign(0.5, valid)).astype(np.int16)[~np.isnan(wanted)])
        """)


def test_buffers_with_any_spacing(script):
    script("""
        x, y, w, h = 1, 2, 40, 30
        wanted = expected[:5, y:y + h, x:x + w]
        for pixel, line in ((4, 4 * w + 12), (8, 8 * w), (20, 20 * w + 4), (7, 7 * w + 1)):
            raw = dataset.GetRasterBand(3).ReadRaster(x, y, w, h, buf_pixel_space=pixel, buf_line_space=line)
            read = np.array([[np.frombuffer(raw, np.float32, 1, j * line + i * pixel)[0] for i in range(w)] for j in range(h)])
            same(read, wanted[2], (pixel, line))
        bands = [1, 2, 3, 4, 5]
        layouts = {"lines of bands": (4, 4 * w * 5, 4 * w), "pixels of bands": (20, 20 * w, 4), "bands": (4, 4 * w, 4 * w * h)}
        for what, (pixel, line, band) in layouts.items():
            raw = dataset.ReadRaster(x, y, w, h, band_list=bands, buf_pixel_space=pixel, buf_line_space=line, buf_band_space=band)
            read = np.array([[[np.frombuffer(raw, np.float32, 1, k * band + j * line + i * pixel)[0] for i in range(w)] for j in range(h)] for k in range(5)])
            same(read, wanted, what)
        """)


def test_a_smaller_or_larger_buffer_takes_the_nearest_pixels(script):
    script("""
        for _ in range(30):
            x, y, w, h = window()
            ow, oh = int(random.integers(1, 2 * w + 1)), int(random.integers(1, 2 * h + 1))
            columns = [x + (2 * i + 1) * w // (2 * ow) for i in range(ow)]
            rows = [y + (2 * j + 1) * h // (2 * oh) for j in range(oh)]
            wanted = expected[[0, 127]][:, rows][:, :, columns]
            same(dataset.ReadAsArray(x, y, w, h, buf_xsize=ow, buf_ysize=oh, band_list=[1, 128]), wanted, (x, y, w, h, ow, oh))
        """)


def test_overviews_are_decimated_by_powers_of_two(script):
    script("""
        decimated = gdal.OpenEx(name, open_options=["OVERVIEWS=nearest"])
        band = decimated.GetRasterBand(7)
        sizes = [(band.GetOverview(i).XSize, band.GetOverview(i).YSize) for i in range(band.GetOverviewCount())]
        assert len(sizes) >= 2, sizes
        for i, (width, height) in enumerate(sizes):
            step = 2 ** (i + 1)
            assert (width, height) == (-(-tile.width // step), -(-tile.height // step)), sizes
            same(band.GetOverview(i).ReadAsArray(), expected[6, ::step, ::step], i)
        """)


def test_eight_threads_with_a_dataset_each_get_the_same_pixels(script):
    script("""
        def work(seed):
            random = np.random.default_rng(seed)
            mine = gdal.Open(name)
            for _ in range(40):
                x, y = int(random.integers(0, tile.width - 8)), int(random.integers(0, tile.height - 8))
                bands = [int(b) for b in random.integers(1, 129, 5)]
                same(mine.ReadAsArray(x, y, 8, 8, band_list=bands), expected[[b - 1 for b in bands], y:y + 8, x:x + 8], (x, y))
        with ThreadPoolExecutor(8) as threads: list(threads.map(work, range(8)))
        """)


def test_eight_threads_on_one_dataset_get_the_same_pixels_where_GDAL_allows_it(script):
    """GDAL >= 3.10 has OF_THREAD_SAFE; before, one handle is for one thread at a time, so they take turns."""
    script("""
        import contextlib
        version = int(gdal.VersionInfo("VERSION_NUM"))
        safe = version >= 3100000
        shared = gdal.OpenEx(name, gdal.OF_RASTER | (gdal.OF_THREAD_SAFE if safe else 0))
        turn = contextlib.nullcontext() if safe else threading.Lock()
        def work(seed):
            random = np.random.default_rng(seed)
            for _ in range(40):
                x, y = int(random.integers(0, tile.width - 8)), int(random.integers(0, tile.height - 8))
                band = int(random.integers(1, 129))
                with turn:
                    read = shared.GetRasterBand(band).ReadAsArray(x, y, 8, 8)
                same(read, expected[band - 1, y:y + 8, x:x + 8], (x, y, band))
        with ThreadPoolExecutor(8) as threads: list(threads.map(work, range(8)))
        """)


def test_a_progress_function_can_stop_a_read(script):
    script("""
        calls = []
        def stop(fraction, message, data):
            calls.append(fraction)
            return 0
        try:
            gdal.Translate("/vsimem/out.tif", dataset, callback=stop)
        except RuntimeError:
            pass
        else:
            raise AssertionError("the read was not stopped")
        assert calls and max(calls) < 1, calls
        same(dataset.ReadAsArray(0, 0, 5, 5), expected[:, :5, :5], "after the stop")
        """)


def test_a_forked_child_gets_an_error_and_does_not_hang(script):
    """The core's threads are in the parent only."""
    output = script("""
        import os, signal
        dataset.ReadAsArray(0, 0, 2, 2)
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            signal.alarm(60)
            try:
                gdal.Open(name).ReadAsArray(0, 0, tile.width, 2)
            except RuntimeError as e:
                print("said:", e, flush=True)
                os._exit(3)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print("child ended with", os.waitstatus_to_exitcode(status))
        same(dataset.ReadAsArray(0, 0, tile.width, 9), expected[:, :9], "in the parent")
        """)
    assert "child ended with 3" in output and "fork" in output
