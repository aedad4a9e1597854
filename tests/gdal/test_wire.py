"""What goes over the wire: as little as can be, never twice, and nothing where the cache has it."""
import os
import re
import textwrap

import numpy as np
import pytest
from osgeo import gdal

from judge import assert_holds, differences

EMBEDDINGS, SCALES = r"\d\.npy$", r"_scales\.npy$"


def window_of(tile):
    """256 rows and columns, or as many as there are."""
    columns = min(256, tile.width)
    return (tile.width - columns) // 2, 300, columns, 256


def warm_registry(programs, tile):
    """Builds the registry's index by opening another tile."""
    programs.run("gdalinfo", "-nomd", tile.dataset)
    programs.proxy.forget()


def read_window(programs, tile, window, **settings):
    out = os.path.join(programs.folder, "window.tif")
    programs.run("gdal_translate", "-q", "-b", "1", "-b", "2", "-b", "3", "-srcwin", *window, tile.dataset, out, **settings)
    x, y, columns, rows = window
    found = differences(gdal.Open(out).ReadAsArray(), tile.expected(slice(y, y + rows), [0, 1, 2])[:, :, x:x + columns])
    assert not found, found


def test_a_cold_window_fetches_little_more_than_its_rows(counted, wide, small):
    warm_registry(counted, small)
    read_window(counted, wide, window_of(wide))
    rows = 256 * wide.width * (128 + 4)
    assert counted.proxy.bytes_of() <= 1.15 * rows + 300_000, counted.proxy.requests
    assert len(counted.proxy.requests) <= 40, counted.proxy.requests


def test_the_same_window_in_a_new_process_needs_no_request(counted, wide):
    read_window(counted, wide, window_of(wide))
    assert counted.proxy.count_of() > 0
    counted.proxy.forget()
    read_window(counted, wide, window_of(wide))
    assert counted.proxy.requests == []


def test_what_is_in_the_cache_can_be_read_offline(counted, wide):
    read_window(counted, wide, window_of(wide))
    counted.proxy.forget()
    read_window(counted, wide, window_of(wide), TESSERA_OFFLINE="YES")
    assert counted.proxy.requests == []


def test_what_is_not_in_the_cache_is_an_error_offline(counted, wide):
    read_window(counted, wide, window_of(wide))
    counted.proxy.forget()
    message = counted.fails("gdal_translate", "-q", "-srcwin", "0", "900", "50", "50", wide.dataset, os.path.join(counted.folder, "no.tif"), TESSERA_OFFLINE="YES")
    assert counted.proxy.requests == []
    assert re.search(r"grid_\S+npy", message) and "TESSERA_OFFLINE" in message, message


def test_a_window_beside_one_that_was_read_fetches_only_what_is_new(counted, wide, small):
    warm_registry(counted, small)
    x, y, columns, rows = window_of(wide)
    read_window(counted, wide, (x, y, columns, rows))
    counted.proxy.forget()
    read_window(counted, wide, (x, y + rows // 2, columns, rows))
    assert counted.proxy.bytes_of() <= 1.15 * rows // 2 * wide.width * (128 + 4) + 300_000, counted.proxy.requests


def test_gdalinfo_fetches_no_pixels(counted, wide, small):
    warm_registry(counted, small)
    counted.run("gdalinfo", wide.dataset)
    assert counted.proxy.bytes_of() <= 300_000, counted.proxy.requests


def test_a_pixel_fetches_little(counted, wide, small):
    warm_registry(counted, small)
    counted.run("gdallocationinfo", "-valonly", wide.dataset, wide.width // 2, wide.height // 2)
    assert counted.proxy.bytes_of() <= 300_000, counted.proxy.requests


@pytest.mark.shim
def test_a_whole_tile_is_fetched_once(counted, narrow):
    out = os.path.join(counted.folder, "out.tif")
    counted.run("gdal_translate", "-q", "-co", "INTERLEAVE=BAND", narrow.dataset, out, GDAL_CACHEMAX=16)
    assert_holds(out, narrow)
    for key, pattern in ((".npy", EMBEDDINGS), ("_scales.npy", SCALES)):
        assert counted.proxy.bytes_of(pattern) == os.path.getsize(narrow.path(narrow.stem + key)), counted.proxy.requests
    assert counted.proxy.bytes_of(r"\.tiff$") <= os.path.getsize(narrow.path(narrow.landmask_key)), counted.proxy.requests


def test_eight_threads_together_fetch_a_tile_once(counted, narrow):
    """Each thread has a dataset of its own and reads all rows, in an order of its own."""
    counted.python(textwrap.dedent(f"""
        import random
        from concurrent.futures import ThreadPoolExecutor
        from osgeo import gdal
        gdal.UseExceptions()
        def work(seed):
            dataset = gdal.Open({narrow.dataset!r})
            rows = list(range(0, dataset.RasterYSize, 16))
            random.Random(seed).shuffle(rows)
            for row in rows:
                dataset.ReadRaster(0, row, dataset.RasterXSize, min(16, dataset.RasterYSize - row), band_list=[1 + seed])
        with ThreadPoolExecutor(8) as threads: list(threads.map(work, range(8)))
        """))
    assert counted.proxy.bytes_of(EMBEDDINGS) == os.path.getsize(narrow.path(narrow.stem + ".npy")), counted.proxy.requests
    assert counted.proxy.bytes_of(SCALES) == os.path.getsize(narrow.path(narrow.stem + "_scales.npy")), counted.proxy.requests


@pytest.mark.shim
def test_QGIS_way_of_reading_band_by_band_fetches_rows_once(counted, narrow):
    """One band a call on cloned datasets: the cache must be the process's, not the dataset's."""
    counted.python(textwrap.dedent(f"""
        from osgeo import gdal
        gdal.UseExceptions()
        for band in (1, 2, 3):
            dataset = gdal.Open({narrow.dataset!r})
            dataset.GetRasterBand(band).ReadAsArray(0, 200, 211, 128)
        """))
    # block edges of the cache on either side
    assert counted.proxy.bytes_of(EMBEDDINGS) <= 128 * narrow.width * 128 + 4 * 65536, counted.proxy.requests


@pytest.mark.shim
def test_AdviseRead_fetches_before_the_read(counted, narrow):
    """The program advises, waits at its standard input until the bytes have come, and reads: that must need no more."""
    import subprocess

    code = textwrap.dedent(f"""
        import sys
        from osgeo import gdal
        gdal.UseExceptions()
        dataset = gdal.Open({narrow.dataset!r})
        dataset.AdviseRead(0, 300, dataset.RasterXSize, 100)  # the bindings of 3.6 take no more
        print("advised", flush=True)
        sys.stdin.readline()
        dataset.ReadRaster(0, 300, dataset.RasterXSize, 100, band_list=[1, 2, 3])
        """)
    process = subprocess.Popen(["/usr/bin/python3", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=counted.environment(), text=True)
    with process:
        assert process.stdout.readline().strip() == "advised"
        wanted = 100 * narrow.width * 128
        assert counted.proxy.wait_for(lambda: counted.proxy.bytes_of(EMBEDDINGS) >= wanted and counted.proxy.bytes_of(SCALES) >= wanted // 32), counted.proxy.requests
        counted.proxy.forget()
        process.communicate("\n")
    assert process.returncode == 0
    assert counted.proxy.requests == []


@pytest.mark.shim
def test_a_small_preview_fetches_a_part_of_the_tile(counted, wide, small):
    """A sixteenth of the rows; a row is the least that can be had."""
    if wide.width < 600:
        wide = small  # the small store has no wide tile; rows of a narrow one are smaller than a block of the cache
    warm_registry(counted, small)
    out = os.path.join(counted.folder, "preview.tif")
    counted.run("gdal_translate", "-q", "-b", "1", "-outsize", wide.width // 16, wide.height // 16, wide.dataset, out)
    whole = os.path.getsize(wide.path(wide.stem + ".npy"))
    share = 0.25 if wide.width >= 600 else 1.0
    assert counted.proxy.bytes_of(EMBEDDINGS) <= share * whole, counted.proxy.requests


@pytest.mark.parametrize("setting", ["", "NO"])
def test_without_a_cache_on_disk_everything_works(counted, narrow, setting):
    read_window(counted, narrow, window_of(narrow), TESSERA_CACHE_DIR=setting)
    assert not os.path.exists(os.path.join(counted.cache, "tessera"))


def test_a_cache_folder_that_cannot_be_written_only_costs_speed(counted, narrow):
    """A file where the folder should be stops everybody, root too."""
    blocked = os.path.join(counted.folder, "file")
    with open(blocked, "w", encoding="ascii") as file:
        file.write("in the way")
    read_window(counted, narrow, window_of(narrow), TESSERA_CACHE_DIR=os.path.join(blocked, "cache"))


def test_a_passed_cache_size_makes_room(counted, narrow, small):
    for tile in (narrow, small):
        counted.run("gdal_translate", "-q", tile.dataset, os.path.join(counted.folder, "out.tif"), TESSERA_CACHE_SIZE=str(20 << 20))
    used = sum(os.stat(os.path.join(where, name)).st_blocks * 512 for where, _, names in os.walk(counted.cache) for name in names)
    assert used <= 24 << 20, used


def test_four_processes_that_share_a_cache_get_the_right_pixels(counted, narrow):
    import subprocess

    environment = counted.environment()
    os.makedirs(counted.folder + "/work", exist_ok=True)
    outs = [os.path.join(counted.folder, f"out{i}.tif") for i in range(4)]
    running = [subprocess.Popen(["gdal_translate", "-q", narrow.dataset, out], env=environment, cwd=counted.folder + "/work") for out in outs]
    assert [process.wait() for process in running] == [0] * 4
    for out in outs:
        assert_holds(out, narrow)
    counted.proxy.forget()
    counted.run("gdal_translate", "-q", narrow.dataset, outs[0], TESSERA_OFFLINE="YES")
    assert_holds(outs[0], narrow)


def test_requests_are_anonymous_and_say_who_asks(counted, small):
    seen = []
    keep = counted.proxy.hand_on

    def hand_on(handler):
        seen.append(dict(handler.headers.items()))
        keep(handler)

    counted.proxy.hand_on = hand_on
    counted.run("gdalinfo", small.dataset, AWS_ACCESS_KEY_ID="KEY", AWS_SECRET_ACCESS_KEY="SECRET", GDAL_HTTP_USERAGENT="somebody/1.0")
    assert seen and all("Authorization" not in headers for headers in seen)
    assert all("somebody/1.0" in headers.get("User-Agent", "") for headers in seen), seen


def test_the_store_may_be_named_by_an_S3_URL_and_an_endpoint(counted, small):
    out = os.path.join(counted.folder, "out.tif")
    endpoint = counted.proxy.url[len("http://"):]
    counted.run("gdal_translate", "-q", "-b", "4", small.dataset, out,
                TESSERA_SOURCE="s3://" + counted.settings["TESSERA_SOURCE"].rsplit("/", 1)[1], AWS_S3_ENDPOINT=endpoint, AWS_HTTPS="NO", AWS_VIRTUAL_HOSTING="FALSE")
    assert np.array_equal(gdal.Open(out).ReadAsArray(), small.expected(bands=[3])[0], equal_nan=True)
    assert counted.proxy.requests


def test_settings_of_other_programs_of_aws_divert_nothing_and_open_nothing(programs, small):
    folder = os.path.join(programs.folder, "home", ".aws")
    os.makedirs(folder)
    for name in ("config", "credentials"):
        os.mkfifo(os.path.join(folder, name))  # whoever opens one waits for ever
    nobody = "http://127.0.0.1:1"
    programs.run("timeout", "60", "gdalinfo", "-nomd", small.dataset, AWS_ENDPOINT_URL=nobody, AWS_ENDPOINT_URL_S3=nobody, AWS_PROFILE="other", AWS_USE_FIPS_ENDPOINT="true")
