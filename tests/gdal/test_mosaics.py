"""Zones composed of tiles, against NumPy and PROJ: every pixel, any window, any order, many threads, and what goes over the wire.

The store (set `mosaic`) has 3 x 3 tiles of true size at 52 N in the middle of a zone, at 78 N across a zone's edge and at 80 S across a central meridian; some are
missing, some have edges that were never filled, and each pixel's value tells which tile it is of. All of them are compared whole.
"""
import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from osgeo import gdal

from counting_proxy import CountingProxy
from mosaic_judge import zones_of
from programs import Programs

pytestmark = pytest.mark.referee

GDAL = int(gdal.VersionInfo("VERSION_NUM"))
HERE = os.path.dirname(os.path.abspath(__file__))
MIDDLE, NORTH_WEST, NORTH_EAST, SOUTH = "utm30n", "utm31n", "utm32n", "utm20s"
BLOCKS = {  # a block's zones, and its box
    "52 N": ((MIDDLE,), (-1.2, 51.9, -0.9, 52.2)),
    "78 N": ((NORTH_WEST, NORTH_EAST), (5.8, 77.9, 6.1, 78.2)),
    "80 S": ((SOUTH,), (-63.1, -80.1, -62.8, -79.8)),
}


@pytest.fixture(scope="session")
def mosaics():
    """Folder of the generated store."""
    path = os.environ.get("TESSERA_TEST_MOSAICS")
    assert path and os.path.exists(os.path.join(path, "store.json")), "TESSERA_TEST_MOSAICS must be a store of the set mosaic (tests/teststore/make_store.py)"
    return path


@pytest.fixture
def check(mosaics, folder, plugins):
    """Runs functions of mosaic_checks.py, each in a process of its own, on the store as a folder."""
    return _runner(Programs(folder, plugins, TESSERA_SOURCE=os.path.join(mosaics, "s3-v0.9")))


@pytest.fixture
def counted_check(mosaics, folder, plugins, faulty_server):
    """The same by HTTP through a proxy that counts: `counted_check.proxy`."""
    served = os.path.join(os.environ["TESSERA_TEST_FAULTS_ROOT"], "mosaics")
    if not os.path.exists(served):
        os.symlink(os.path.join(mosaics, "s3-v0.9"), served)
    proxy = CountingProxy(faulty_server)
    try:
        run = _runner(Programs(folder, plugins, TESSERA_SOURCE=f"{proxy.url}/mosaics", TESSERA_LAYOUT="s3-v0.9"))
        run.proxy = proxy
        yield run
    finally:
        proxy.close()


def _runner(programs):
    def run(function, *arguments, **settings):
        return programs.python(f"import sys; sys.path.insert(0, {HERE!r}); import mosaic_checks; mosaic_checks.{function}(*{arguments!r})", **settings).output

    return run


def fetched_twice(proxy):
    """Keys of which a byte came more than once."""
    ranges = {}
    for request in proxy.requests:
        if request.method == "GET" and request.status == 206:
            first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", request.range).groups())
            ranges.setdefault(request.key, []).append((first, last))
    return [key for key, found in ranges.items() if any(a[1] >= b[0] for a, b in zip(sorted(found), sorted(found)[1:]))]


@pytest.mark.parametrize("name", [MIDDLE, NORTH_WEST, NORTH_EAST, SOUTH])
def test_every_pixel_of_a_zone_in_every_band_is_what_NumPy_and_PROJ_make_of_the_tiles(check, mosaics, name):
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda part: check("every_pixel", mosaics, name, part, 2), range(2)))
    pixels, valid, stand_ins, nothing = (sum(counts) for counts in zip(*(map(int, part.split()) for part in parts)))
    assert valid > 0.6 * pixels * (pixels - nothing) / pixels and nothing > 0 and stand_ins > 2000, (pixels, valid, stand_ins, nothing)
    print(f"{name}: {pixels} pixels, {valid} valid, {stand_ins} of neighbours, {nothing} of no tile")


@pytest.mark.parametrize("block", BLOCKS)
def test_a_crop_by_bbox_by_projwin_and_the_zones_own_window_are_identical(check, mosaics, block):
    names, box = BLOCKS[block]
    compared, shared = map(int, check("three_ways", mosaics, names, box, 300).split())
    assert compared == 300 and (shared > 20) == (len(names) > 1), (compared, shared)


@pytest.mark.parametrize("seed", [11, 12])
def test_the_order_in_which_tiles_are_opened_changes_nothing(check, mosaics, seed):
    for name in (NORTH_WEST, SOUTH):
        check("in_any_order", mosaics, name, seed)


@pytest.mark.parametrize("name", [NORTH_WEST, SOUTH])
def test_other_views_show_what_the_tiles_store(check, mosaics, name):
    check("views", mosaics, name, 40)


@pytest.mark.parametrize("one_handle", [False, True] if GDAL >= 3100000 else [False])  # GDAL_OF_THREAD_SAFE is of 3.10
def test_eight_threads_read_right_pixels_and_each_byte_is_fetched_once(counted_check, mosaics, one_handle):
    zone = zones_of(mosaics)[NORTH_WEST]
    area = (zone.width // 2 - 250, zone.height // 2 - 400, 500, 800)
    counted_check("many_threads", mosaics, NORTH_WEST, area, 1000, one_handle)
    assert counted_check.proxy.count_of(r"grid_\S+\.npy") > 10
    assert not fetched_twice(counted_check.proxy)


@pytest.mark.parametrize("name", [MIDDLE, NORTH_WEST, SOUTH])
def test_a_zone_at_a_64th_costs_a_few_per_cent_of_its_bytes(counted_check, mosaics, name):
    counted_check("decimated", name, mosaics, 6, TESSERA_OVERVIEWS="nearest")
    whole = sum(os.path.getsize(tile.path(tile.stem + suffix)) for tile in zones_of(mosaics)[name].tiles for suffix in (".npy", "_scales.npy"))
    fetched = counted_check.proxy.bytes_of(r"grid_")
    parts = ", ".join(f"{part} {counted_check.proxy.bytes_of(pattern) / whole:.2%}" for part, pattern in (("vectors", r"\d\.npy"), ("scales", "_scales"), ("landmasks", "tiff")))
    print(f"{name}: {fetched / whole:.2%} of {whole} bytes in {counted_check.proxy.count_of('grid_')} requests: {parts}")
    assert fetched <= 0.05 * whole
    assert not fetched_twice(counted_check.proxy)


@pytest.mark.parametrize("name, shift", [(NORTH_EAST, 1), (NORTH_WEST, 3), (SOUTH, 5)])
def test_overviews_are_every_2_to_the_kth_pixel(check, mosaics, name, shift):
    check("decimated", name, mosaics, shift, TESSERA_OVERVIEWS="nearest")


@pytest.mark.parametrize("factor", [2, 5])
def test_averages_from_full_resolution_are_NumPys(check, mosaics, factor):
    zone = zones_of(mosaics)[SOUTH]
    check("averages", SOUTH, mosaics, (zone.width // 2 - 200, zone.height // 2 - 300, 400, 600), factor)
