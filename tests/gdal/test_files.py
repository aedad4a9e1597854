"""/vsitessera/: the same data as files, by the driver's plugin and by the one that has the file system alone, built once for all GDALs."""
import hashlib
import os
import re
import textwrap

import numpy as np
import pytest
from osgeo import gdal

from judge import BANDS, assert_holds, differences
from programs import Programs

VERSION = int(gdal.VersionInfo("VERSION_NUM"))


def zone_of(tile):
    return f"utm{tile.epsg % 100:02d}{'s' if tile.epsg // 100 == 327 else 'n'}"


def file_of(tile, suffix=".tif"):
    return f"/vsitessera/v1/{tile.year}/{zone_of(tile)}/{tile.name}{suffix}"


def alone(folder, plugins):
    """A folder of plugins that has nothing but the file system."""
    path = os.path.join(folder, "alone")
    os.makedirs(path, exist_ok=True)
    os.symlink(os.path.join(plugins, "gdal_TESSERAVSI.so"), os.path.join(path, "gdal_TESSERAVSI.so"))
    return path


@pytest.fixture(params=["driver", "alone"])
def files(request, programs, folder, plugins):
    """Programs that have the file system, in both ways."""
    if request.param == "alone":
        programs.settings["GDAL_DRIVER_PATH"] = alone(folder, plugins)
    return programs


@pytest.fixture(params=["driver", "alone"])
def counted_files(request, counted, folder, plugins):
    """The same, through the proxy that counts."""
    if request.param == "alone":
        counted.settings["GDAL_DRIVER_PATH"] = alone(folder, plugins)
    return counted


def evaluate(programs, expression, **settings):
    """Value of a Python expression, by GDAL's bindings in a process of its own, as text."""
    return programs.python(f"from osgeo import gdal\ngdal.DontUseExceptions()\nprint({expression})", **settings).output.strip()


def checksums(programs, name):
    return re.findall(r"Checksum=(\d+)", programs.run("gdalinfo", "-checksum", name).output)


@pytest.mark.shim
def test_the_file_system_alone_brings_no_driver(folder, plugins, s3):
    programs = Programs(folder, alone(folder, plugins), TESSERA_SOURCE=s3, TESSERA_LAYOUT="s3-v0.9")
    assert "TESSERA -" not in programs.run("gdalinfo", "--formats").output
    assert "'v1'" in evaluate(programs, "gdal.ReadDir('/vsitessera/')")


@pytest.mark.shim
def test_it_is_registered_once_where_both_plugins_are_loaded(programs, plugins, folder):
    both = os.path.join(folder, "both")
    os.makedirs(both)
    for name in (f"{VERSION // 1000000}.{VERSION // 10000 % 100}/gdal_TESSERA.so", "gdal_TESSERAVSI.so"):
        os.symlink(os.path.join(plugins, name), os.path.join(both, os.path.basename(name)))
    # GDAL asks for a plugin's sub-folder first; there is none, so it takes what lies here
    found = "gdal.GetFileSystemsPrefixes().count('/vsitessera/'), gdal.VSIStatL('/vsitessera/v1').IsDirectory()"
    assert evaluate(programs, found, GDAL_DRIVER_PATH=both) == "1 1"


@pytest.mark.shim
def test_registering_starts_no_dotnet(files):
    output = files.python("from osgeo import gdal\ngdal.AllRegister()\nprint([line.split()[-1] for line in open('/proc/self/maps') if 'tessera' in line.lower()])").output
    assert "gdal_TESSERA" in output and "libtessera" not in output, output


@pytest.mark.shim
def test_a_tiles_tiff_holds_NumPys_pixels(files, small, folder):
    out = os.path.join(folder, "out.tif")
    for interleave in ("PIXEL", "BAND"):
        files.run("gdal_translate", "-q", "-co", f"INTERLEAVE={interleave}", file_of(small), out)
        assert_holds(out, small)


# Who brought the file system is settled when it is registered: what costs much is read in one of the two ways.
IN_ONE_WAY = pytest.mark.parametrize("files", ["alone"], indirect=True)


@IN_ONE_WAY
def test_checksums_of_a_tiles_tiff_are_the_drivers(files, plugins, small):
    theirs = checksums(files, file_of(small))
    files.settings["GDAL_DRIVER_PATH"] = plugins
    assert len(theirs) == BANDS and theirs == checksums(files, small.dataset)


BOXES = ["20.08_80.03_20.12_80.04", "20.1_80.04_20.103_80.06", "20.11_80.04_20.12_80.045"]


@IN_ONE_WAY
@pytest.mark.parametrize("box", BOXES)
def test_a_boxs_tiff_holds_the_drivers_pixels(files, plugins, box, folder):
    name = f"/vsitessera/v1/2024/bbox_{box}.tif"
    out = os.path.join(folder, "out.tif")
    files.run("gdal_translate", "-q", name, out)
    sizes = [evaluate(files, f"gdal.VSIStatL({path!r}).size") for path in (name, f"/vsitessera/v1/2024/utm34n/bbox_{box}.tif", f"/vsitessera/v1/2024/bbox_{box}_utm34n.tif")]
    assert sizes == sizes[:1] * 3
    files.settings["GDAL_DRIVER_PATH"] = plugins
    driver, expected = f"TESSERA:v1/2024?bbox={box.replace('_', ',')}", os.path.join(folder, "expected.tif")
    files.run("gdal_translate", "-q", driver, expected)
    ours, expected = gdal.Open(out), gdal.Open(expected)
    assert ours.GetGeoTransform() == expected.GetGeoTransform() and ours.GetProjection() == expected.GetProjection()
    assert not differences(ours.ReadAsArray(), expected.ReadAsArray())


@pytest.mark.shim
def test_a_tiff_says_what_the_driver_says(files, plugins, narrow):
    def facts(name):
        code = textwrap.dedent(f"""
            from osgeo import gdal
            d = gdal.Open({name!r})
            kept = lambda tags: sorted((k, v) for k, v in tags.items() if k != "AREA_OR_POINT")
            print(kept(d.GetMetadata()), kept(d.GetMetadata("TESSERA")), d.GetGeoTransform(), d.GetProjection(), d.RasterXSize, d.RasterYSize)
            for i in range(d.RasterCount):
                b = d.GetRasterBand(i + 1)
                print(b.GetDescription(), b.GetNoDataValue(), gdal.GetDataTypeName(b.DataType), [(b.GetOverview(o).XSize, b.GetOverview(o).YSize) for o in range(b.GetOverviewCount())])
            """)
        return files.python(code).output

    theirs = facts(file_of(narrow))
    files.settings["GDAL_DRIVER_PATH"] = plugins
    assert theirs == facts(narrow.dataset)


@pytest.mark.parametrize("level", [0, pytest.param(3, marks=pytest.mark.shim)])
def test_overviews_are_the_drivers(files, plugins, narrow, level, folder):
    pictures = []
    for name in (file_of(narrow), narrow.dataset):
        out = os.path.join(folder, "out.tif")
        files.run("gdal_translate", "-q", "-oo", f"OVERVIEW_LEVEL={level}", "-b", "1", "-b", "128", name, out, TESSERA_OVERVIEWS="nearest")
        pictures.append(gdal.Open(out).ReadAsArray())
        files.settings["GDAL_DRIVER_PATH"] = plugins
    assert not differences(*pictures)


@pytest.mark.shim
def test_a_tiff_is_a_valid_cloud_optimized_one(files, narrow):
    output = files.run("/usr/bin/python3", "-m", "osgeo_utils.samples.validate_cloud_optimized_geotiff", "--full-check=yes", file_of(narrow)).output
    assert "is a valid cloud optimized GeoTIFF" in output, output


def test_with_overviews_a_preview_costs_a_few_per_cent(counted_files, narrow, small, folder):
    counted_files.run("gdalinfo", "-nomd", file_of(small))
    counted_files.proxy.forget()
    counted_files.run("gdal_translate", "-q", "-outsize", "2%", "0", "-b", "1", file_of(narrow), os.path.join(folder, "out.tif"), TESSERA_OVERVIEWS="nearest")
    assert counted_files.proxy.bytes_of() <= 0.1 * os.path.getsize(narrow.path(narrow.stem + ".npy")), counted_files.proxy.requests


@pytest.mark.shim
def test_opening_fetches_no_pixels_and_asks_for_no_sidecar(counted_files, narrow, small):
    counted_files.run("gdalinfo", "-nomd", file_of(small))
    counted_files.proxy.forget()
    debug = counted_files.run("gdalinfo", file_of(narrow), CPL_DEBUG="TESSERA").errors
    assert counted_files.proxy.bytes_of() <= 300_000, counted_files.proxy.requests
    assert not re.search(r"aux\.xml|\.ovr|\.msk|\.IMD|RPB", "".join(request.path for request in counted_files.proxy.requests) + debug), debug


@pytest.mark.parametrize("window", [(0, 0, 256, 256), (100, 333, 100, 256), (7, 701, 256, 256)], ids=str)
def test_a_window_fetches_no_more_rows_than_the_drivers(counted_files, plugins, wide, small, window, folder):
    x, y, columns, rows = min(window[0], wide.width // 4), *window[1:]
    columns = min(columns, wide.width - x)
    spent, pixels = [], []
    for name in (file_of(wide), wide.dataset):
        counted_files.settings["XDG_CACHE_HOME"] = os.path.join(folder, f"cache-{len(spent)}")
        counted_files.run("gdalinfo", "-nomd", file_of(small) if not spent else small.dataset)  # the registry
        counted_files.proxy.forget()
        out = os.path.join(folder, "out.tif")
        counted_files.run("gdal_translate", "-q", "-b", "1", "-b", "2", "-b", "3", "-srcwin", x, y, columns, rows, name, out)
        spent.append(counted_files.proxy.bytes_of())
        pixels.append(gdal.Open(out).ReadAsArray())
        counted_files.settings["GDAL_DRIVER_PATH"] = plugins
    print(f"a window of {columns} x {rows}: {spent[0]} bytes, the driver's {spent[1]}")
    assert not differences(*pixels)
    # A strip of the file is a row, which is taken whole; the driver, which cuts a read into strips of 2 MiB, takes of the last row of each what the window has.
    assert spent[0] <= rows * wide.width * (128 + 4) + 300_000
    assert spent[0] <= 1.04 * spent[1]


@pytest.mark.shim
def test_stored_objects_are_copied_byte_for_byte(files, small, folder):
    stored = {file_of(small, ".npy"): small.stem + ".npy", f"/vsitessera/v1/{small.year}/{small.name}.npy": small.stem + ".npy",
              file_of(small, "_scales.npy"): small.stem + "_scales.npy", f"/vsitessera/v1/landmasks/{small.name}.tiff": small.landmask_key,
              "/vsitessera/v1/manifest.parquet": "v1/manifest.parquet"}
    for path, key in stored.items():
        copy = os.path.join(folder, "copy")
        if VERSION >= 3110000:
            files.run("gdal", "vsi", "copy", path, copy)
        else:
            files.python(f"from osgeo import gdal\nf = gdal.VSIFOpenL({path!r}, 'rb')\nout = open({copy!r}, 'wb')\n"
                         "while True:\n    part = gdal.VSIFReadL(1, 1 << 20, f)\n    if not part: break\n    out.write(part)\nassert gdal.VSIFEofL(f)\ngdal.VSIFCloseL(f)")
        assert digest(copy) == digest(small.path(key)), path
        os.remove(copy)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else hashlib.sha256(file.read()).hexdigest()


def test_a_files_bytes_are_the_same_however_they_are_read(files, small):
    """Ranges here and there, over borders of all kinds, are parts of the whole, which is as long as stat says."""
    output = files.python(textwrap.dedent(f"""
        import random
        from osgeo import gdal
        path = {file_of(small)!r}
        length = gdal.VSIStatL(path).size
        f = gdal.VSIFOpenL(path, "rb")
        whole = bytearray()
        while len(whole) < length: whole += gdal.VSIFReadL(1, 3_333_333, f)
        assert len(whole) == length and not gdal.VSIFReadL(1, 1, f) and gdal.VSIFEofL(f), (len(whole), length)
        for seed in range(300):
            chance = random.Random(seed)
            start = chance.choice([chance.randrange(length), chance.randrange(min(length, 40_000))])
            count = chance.choice([1, 7, 1000, 44_444, 3_000_000])
            assert gdal.VSIFSeekL(f, start, 0) == 0 and gdal.VSIFTellL(f) == start
            found = bytes(gdal.VSIFReadL(1, count, f) or b"")
            assert found == whole[start:start + count], (seed, start, count)
        assert gdal.VSIFSeekL(f, 0, 2) == 0 and gdal.VSIFTellL(f) == length
        gdal.VSIFCloseL(f)
        print("same", length)
        """)).output
    assert output.startswith("same")


@pytest.mark.shim
def test_folders_list_datasets_years_zones_and_tiles(files, store):
    names = {tile.name for tile in store.tiles if tile.year == 2024}
    zone = zone_of(store.good[0])
    files.python(textwrap.dedent(f"""
        from osgeo import gdal
        def listed(path, *most):
            return gdal.ReadDir("/vsitessera/" + path, *most)
        assert "v1" in listed("")
        assert {{"manifest.parquet", "landmasks", "2024"}} <= set(listed("v1/")), listed("v1/")
        found = {{name for zone in listed("v1/2024") for name in listed(f"v1/2024/{{zone}}/") if name.endswith(".tif")}}
        assert set({sorted(name + ".tif" for name in names)}) <= found, found
        assert 0 < len(listed("v1/{store.good[0].year}/{zone}", 2)) <= 3
        assert set({sorted(tile.name + ".tiff" for tile in store.tiles)}) <= set(listed("v1/landmasks")), listed("v1/landmasks")
        """))


@pytest.mark.shim
def test_stat_tells_folders_from_files(files, small):
    zone = f"/vsitessera/v1/{small.year}/{zone_of(small)}"
    is_listed = f"{small.name + '.tif'!r} in gdal.ReadDir({zone!r})"
    are_folders = ", ".join(f"gdal.VSIStatL({path!r}).IsDirectory()" for path in (zone, file_of(small)))
    assert evaluate(files, f"{is_listed}, {are_folders}") == "True 1 0"


NONSENSE = ["x", "v1x/2024", "v1/1066", "v1/2024/utm99n", "v1/2024/utm45n", "v1/2024/utm34n/grid_20.05_80.05", "v1/2024/utm35n/grid_20.05_80.05.tif", "v1/2024/grid_20.05_80.06.tif",
            "v1/2024/grid_-170.05_-40.05.tif", "v1/2024/grid_20.05_80.05.tif/", "v1/2024/grid_20.05_80.05.tif.aux.xml", "v1/2024/grid_20.05_80.05.TIF", "v1/../v1/2024", "v1//2024",
            "v1/2024/bbox_1_2_3.tif", "v1/2024/bbox_a_b_c_d.tif", "v1/2024/bbox_20_81_21_80.tif", "v1/2024/bbox_nan_80_21_81.tif", "v1/2024/bbox_-1_0_-0.9_0.1.tif",
            "v1/landmasks/grid_20.05_80.05.tif", "v1/landmasks/", "", "v1/2024/" + "x" * 5000, "v1/2024/\u00e9.tif"]


@pytest.mark.shim
def test_what_does_not_exist_is_no_file_and_no_error(files):
    """As a file system says it: -1 and ENOENT, and not a word but what GDAL says where it is asked to."""
    absent = [path for path in NONSENSE if path not in ("", "v1/landmasks/")]
    output = files.python(textwrap.dedent(f"""
        import ctypes, errno
        from osgeo import gdal
        gdal.DontUseExceptions()
        errors = []
        gdal.PushErrorHandler(lambda *error: errors.append(error))
        for path in {absent!r}:
            assert gdal.VSIStatL("/vsitessera/" + path) is None, path
            assert gdal.VSIFOpenL("/vsitessera/" + path, "rb") is None, path
            assert gdal.VSIFOpenExL("/vsitessera/" + path, "rb", True) is None, path
            assert "No such file or directory" in gdal.VSIGetLastErrorMsg(), (path, gdal.VSIGetLastErrorMsg())
            assert not gdal.ReadDir("/vsitessera/" + path), path
        print([error for error in errors if error[0] >= gdal.CE_Warning])
        """)).output
    assert output.strip() == "[]", output


@pytest.mark.shim
def test_nothing_can_be_written_and_nothing_is_deleted(files, small):
    """And not beside it either: GDAL takes a path without its prefix for a file in the working folder where a file system says that it can delete."""
    inside = file_of(small)[len("/vsitessera/"):]
    beside = os.path.join(files.folder, "work", inside)
    os.makedirs(os.path.dirname(beside))
    open(beside, "w", encoding="ascii").close()
    output = files.python(textwrap.dedent(f"""
        from osgeo import gdal
        gdal.DontUseExceptions()
        errors = []
        gdal.PushErrorHandler(lambda kind, number, message: errors.append(message) if kind >= gdal.CE_Failure else None)
        path = {file_of(small)!r}
        for mode in ("wb", "w", "ab", "r+b", "rb+", "a+"):
            assert gdal.VSIFOpenExL(path, mode, True) is None, mode
            assert "Read-only file system" in gdal.VSIGetLastErrorMsg(), gdal.VSIGetLastErrorMsg()
        assert len(errors) == 6 and all("read-only" in message for message in errors), errors
        assert gdal.Unlink(path) != 0
        assert gdal.Rename(path, "/vsitessera/v1/other.tif") != 0 and gdal.Rename("/vsitessera/v1", "/vsimem/v1") != 0
        assert gdal.Mkdir("/vsitessera/v2", 0o755) != 0 and gdal.Rmdir("/vsitessera/v1") != 0
        assert gdal.GetDriverByName("GTiff").Create(path, 4, 4) is None
        assert gdal.Open(path, gdal.GA_Update) is None
        assert gdal.VSIStatL(path) is not None
        """))
    assert output.status == 0 and os.path.exists(beside)


@pytest.mark.shim
def test_failures_of_the_source_are_errors_of_the_file(faulty, folder, plugins, small):
    faulty.settings["GDAL_DRIVER_PATH"] = alone(folder, plugins)
    faulty.run("gdalinfo", file_of(small))
    faulty.proxy.close()
    code = textwrap.dedent(f"""
        from osgeo import gdal
        gdal.DontUseExceptions()
        errors = []
        gdal.PushErrorHandler(lambda kind, number, message: errors.append(message) if kind >= gdal.CE_Failure else None)
        f = gdal.VSIFOpenL({file_of(small)!r}, "rb")
        gdal.VSIFSeekL(f, gdal.VSIStatL({file_of(small)!r}).size - 4, 0)
        assert not gdal.VSIFReadL(1, 4, f)
        assert len(errors) == 1 and "npy" in errors[0], errors
        assert not gdal.VSIFEofL(f)
        if hasattr(gdal, "VSIFErrorL"): assert gdal.VSIFErrorL(f)
        """)
    faulty.python(code, TESSERA_RETRIES=0, TESSERA_TIMEOUT=2)


@pytest.mark.shim
def test_eight_threads_read_and_ask_for_nonsense(files, store):
    tiles = [tile for tile in store.good if tile.year == 2024][:3]
    files.python(textwrap.dedent(f"""
        import random
        from concurrent.futures import ThreadPoolExecutor
        from osgeo import gdal
        gdal.UseExceptions()
        paths, nonsense = {[file_of(tile) for tile in tiles]!r}, {NONSENSE[:16]!r}
        def sums(path):
            dataset = gdal.Open(path)  # a band does not keep it
            return [dataset.GetRasterBand(b).Checksum(0, 0, 50, 100) for b in (1, 128)]
        expected = {{path: sums(path) for path in paths}}
        def work(seed):
            chance = random.Random(seed)
            for _ in range(25):
                path = chance.choice(paths)
                assert sums(path) == expected[path]
                wrong = "/vsitessera/" + chance.choice(nonsense)
                assert gdal.VSIStatL(wrong) is None and gdal.VSIFOpenL(wrong, "rb") is None, wrong
                try:
                    gdal.Open(wrong)
                except RuntimeError:
                    continue
                raise AssertionError(wrong)
        with ThreadPoolExecutor(8) as threads: list(threads.map(work, range(8)))
        """))


@pytest.mark.shim
def test_a_stored_tile_is_opened_by_its_file(programs, small, folder):
    """By the driver, which knows the file by its name and its first bytes."""
    out = os.path.join(folder, "out.tif")
    programs.run("gdal_translate", "-q", file_of(small, ".npy"), out)
    assert_holds(out, small)


# and their nodata values
TYPES = {"Byte": 255, "Int8": -128, "UInt16": 65535, "Int16": -32768, "UInt32": 4294967295, "Int32": -2147483648,
         "Float32": np.nan, "Float64": np.nan}  # fmt: skip


def typed(name, bands=3, height=21, width=37):
    """The pixels of TiffsOfEachType.cs."""
    band, row, column = np.meshgrid(np.arange(bands), np.arange(height), np.arange(width), indexing="ij")
    n = (row * 31 + column * 17 + band * 41) % 256
    if name.startswith("Float"):
        return np.where(n == 0, np.nan, n / 10 - 8).astype(name.lower())
    kind = np.iinfo(name.lower().replace("byte", "uint8"))
    return (n * ((int(kind.max) - int(kind.min)) // 255) + int(kind.min)).astype(kind.dtype)


@pytest.mark.dotnet
def test_gdal_reads_a_tiff_of_any_type_of_pixels(folder, plugins):
    """Most types are of no dataset yet: the managed tests write a TIFF of each."""
    tests = os.path.join(os.environ["TESSERA_TEST_ARTIFACTS"], "bin", "TesseraGdal.Core.Tests", "release", "TesseraGdal.Core.Tests.dll")
    Programs(folder, plugins).run("dotnet", tests, "-class", "*.TiffsOfEachType", "-explicit", "only",
                                  TESSERA_TEST_TIFFS=folder, DOTNET_ROOT=os.environ.get("DOTNET_ROOT"))  # fmt: skip
    for name, nodata in TYPES.items():
        dataset = gdal.Open(os.path.join(folder, f"{name}.tif"))
        signed_bytes_as_bytes = name == "Int8" and VERSION < 3070000
        for number, expected in enumerate(typed(name), 1):
            band = dataset.GetRasterBand(number)
            assert gdal.GetDataTypeName(band.DataType) == ("Byte" if signed_bytes_as_bytes else name)
            assert band.GetNoDataValue() == nodata or np.isnan(nodata) and np.isnan(band.GetNoDataValue())
            pixels = band.ReadAsArray()
            assert np.array_equal(pixels.view(np.int8) if signed_bytes_as_bytes else pixels, expected, equal_nan=True), name
