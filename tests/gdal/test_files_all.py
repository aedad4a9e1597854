"""/vsitessera/ by those who know TIFFs best, and every tile of it: with the newest GDAL only, as the file system is the same binary for all."""
import os
import re
import subprocess
import textwrap

import numpy as np
import pytest
from osgeo import gdal

from judge import BANDS, assert_holds, differences
from programs import Programs
from test_files import alone, checksums, file_of

pytestmark = pytest.mark.referee


@pytest.fixture
def files(programs, folder, plugins):
    programs.settings["GDAL_DRIVER_PATH"] = alone(folder, plugins)
    return programs


@pytest.fixture
def served_files(served, folder, plugins):
    """The same from the server that needs no upload: what measures time runs alone."""
    served.settings["GDAL_DRIVER_PATH"] = alone(folder, plugins)
    return served


def test_every_tiles_tiff_holds_NumPys_pixels(files, tile, wide, folder):
    """Of the small tiles and a wide one all; of the others rows of the beginning, the middle and the end: strips lie one after another."""
    out = os.path.join(folder, "out.tif")
    if tile.width < 300 or tile == wide:
        files.run("gdal_translate", "-q", file_of(tile), out)
        assert_holds(out, tile)
        return
    for row in (0, tile.height // 2, tile.height - 60):
        files.run("gdal_translate", "-q", "-srcwin", "0", row, tile.width, "60", file_of(tile), out)
        assert not differences(gdal.Open(out).ReadAsArray(), tile.expected(slice(row, row + 60))), row


def test_checksums_of_a_tiles_tiff_are_those_of_NumPys_tiff(files, geotiffs, narrow):
    sums = checksums(files, file_of(narrow))
    theirs = gdal.Open(geotiffs(narrow))
    assert len(sums) == BANDS and list(map(int, sums)) == [theirs.GetRasterBand(band + 1).Checksum() for band in range(BANDS)]


def test_libtiff_finds_nothing_wrong(files, small, folder):
    """tiffinfo of the file as GDAL copies it out, byte for byte; with -d it reads every strip."""
    copy = os.path.join(folder, "copy.tif")
    files.run("gdal", "vsi", "copy", file_of(small), copy)
    result = subprocess.run(["tiffinfo", "-d", copy], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    complaints = [line for line in result.stderr.decode().splitlines() if not re.search(r"[Uu]nknown (field|tag)", line)]
    assert result.returncode == 0 and not complaints, complaints


@pytest.mark.parametrize("window", [(0, 0, 100, 80), (37, 500, 150, 41), (200, 1000, 11, 119)], ids=str)
def test_rasterio_reads_windows_and_their_masks(files, narrow, window):
    column, row, columns, rows = window
    out = os.path.join(files.folder, "read.npz")
    files.python(textwrap.dedent(f"""
        import numpy, rasterio
        from rasterio.windows import Window
        with rasterio.open({file_of(narrow)!r}) as dataset:
            assert dataset.count == {BANDS} and dataset.crs.to_epsg() == {narrow.epsg} and numpy.isnan(dataset.nodata)
            assert dataset.descriptions[5] == "Tessera_Band_5" and dataset.transform.a == 10
            window = Window({column}, {row}, {columns}, {rows})
            numpy.savez({out!r}, pixels=dataset.read([1, 64, 128], window=window), masks=dataset.read_masks([1, 64, 128], window=window), all=dataset.dataset_mask(window=window))
        """))
    found = np.load(out)
    expected = narrow.expected(slice(row, row + rows), [0, 63, 127])[:, :, column:column + columns]
    assert np.array_equal(found["pixels"], expected, equal_nan=True)
    assert np.array_equal(found["masks"] == 255, ~np.isnan(expected)) and np.array_equal(found["all"] == 255, ~np.isnan(expected).all(axis=0))


def test_a_vrt_over_nine_neighbours_equals_that_over_exported_tiffs(folder, plugins):
    mosaics = os.path.join(os.environ["TESSERA_TEST_MOSAICS"], "s3-v0.9")
    files = Programs(folder, alone(folder, plugins), TESSERA_SOURCE=mosaics, TESSERA_LAYOUT="s3-v0.9")
    listed = files.python("from osgeo import gdal; print('\\n'.join(gdal.ReadDir('/vsitessera/v1/2024/utm30n')))").output.split()
    virtual = [f"/vsitessera/v1/2024/utm30n/{name}" for name in listed if name.endswith(".tif")]
    exported = [os.path.join(folder, os.path.basename(name)) for name in virtual]
    assert len(virtual) == 9
    for name, out in zip(virtual, exported):
        files.run("gdal_translate", "-q", "-b", "1", "-b", "77", name, out)
    pictures = []
    for names, bands in ((virtual, ["-b", "1", "-b", "77"]), (exported, [])):
        vrt, out = os.path.join(folder, "mosaic.vrt"), os.path.join(folder, "mosaic.tif")
        files.run("gdalbuildvrt", "-q", "-overwrite", *bands, vrt, *names)
        files.run("gdal_translate", "-q", vrt, out)
        pictures.append(gdal.Open(out).ReadAsArray())
    assert pictures[0].shape[1] > 3000 and np.isfinite(pictures[0]).mean() > 0.5
    assert not differences(*pictures)


@pytest.mark.clock
def test_opening_takes_20_ms_at_most(served_files, small, narrow):
    """Stat, open and read of the head, after another tile has warmed registry and core: the quickest of several, of a tile that the cache has."""
    output = served_files.python(textwrap.dedent(f"""
        import time
        from osgeo import gdal
        gdal.UseExceptions()
        gdal.Open({file_of(small)!r})
        times = []
        for i in range(9):
            start = time.perf_counter()
            gdal.Open({file_of(narrow)!r})
            times.append(time.perf_counter() - start)
        print(times[0] * 1000, min(times) * 1000)
        """)).output
    first, quickest = map(float, output.split())
    print(f"opening: {first:.1f} ms at first, with requests; {quickest:.1f} ms then")
    assert quickest <= 20


@pytest.mark.clock
def test_a_zone_of_15_000_tiles_is_listed_quickly(served_files, folder):
    """Of a registry with so many tiles, as quickly as opening it; compared with listing one tile's zone."""
    registry = os.path.join(folder, "manifest.parquet")
    import pandas

    rows = [(lon / 100, lat / 100) for lon in range(5, 600, 10) for lat in range(4505, 7005, 10)]
    frame = pandas.DataFrame({"version": "1.0", "variant": "vultr", "year": np.int64(2024), "lon": [lon for lon, _ in rows], "lat": [lat for _, lat in rows],
                              "grid_size": np.int64(1), "scales_size": np.int64(1), "grid_path": "", "scales_path": ""})
    frame.to_parquet(registry)
    output = served_files.python(textwrap.dedent("""
        import time
        from osgeo import gdal
        assert gdal.VSIStatL("/vsitessera/v1/2024/utm31n").IsDirectory()
        start = time.perf_counter()
        names = gdal.ReadDir("/vsitessera/v1/2024/utm31n")
        print(len(names), time.perf_counter() - start)
        """), TESSERA_REGISTRY=registry).output
    count, seconds = output.split()
    print(f"listing {count} names: {float(seconds) * 1000:.0f} ms")
    assert int(count) == 3 * 15_000 and float(seconds) < 1
