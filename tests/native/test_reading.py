"""Pixels in every layout and type, against a GDAL dataset in memory that holds the same pixels: GDAL is the judge."""

import contextlib
import ctypes
import itertools

import numpy as np
import pytest
from conftest import band_of, libgdal, VERSION
from osgeo import gdal, gdal_array

WIDTH, HEIGHT, BANDS = 100, 80, 5
NAME = f"TESSERA:width={WIDTH}&height={HEIGHT}&bands={BANDS}"
TYPES = ["float32", "byte", "int8", "uint16", "int16", "uint32", "int32", "float64"]
FLOATS = ("float32", "float64")
BUFFER_TYPES = [
    getattr(gdal, name)
    for name in ("GDT_Byte", "GDT_Int8", "GDT_UInt16", "GDT_Int16", "GDT_UInt32", "GDT_Int32", "GDT_UInt64", "GDT_Int64",
                 "GDT_Float16", "GDT_Float32", "GDT_Float64", "GDT_CInt16", "GDT_CInt32", "GDT_CFloat32", "GDT_CFloat64")
    if hasattr(gdal, name)
]  # fmt: skip


def formula(pixel_type, width=WIDTH, height=HEIGHT, bands=BANDS):
    """The pixels of test_core.c."""
    band, row, column = np.meshgrid(np.arange(bands), np.arange(height), np.arange(width), indexing="ij")
    if pixel_type in FLOATS:
        real = np.where((row + column) % 97 == 0, np.nan, (row * 2 - column) + band * 0.125)
        return real.astype(np.float32) if pixel_type == "float32" else real + column / 2**30
    if pixel_type not in ("byte", "int8"):
        bits = (band * 7 + row * 3 + column).astype(np.uint32) * np.uint32(0x01010101) + row.astype(np.uint32)
        return bits.view(pixel_type) if pixel_type.endswith("32") else (bits >> 3).astype(np.uint16).view(pixel_type)
    pixels = (band * 7 + row * 3 + column).astype(np.uint8)
    if pixel_type == "int8":
        pixels = pixels.view(np.int8) if VERSION >= (3, 7) else pixels.view(np.int8).astype(np.int16)
    return pixels


def judge(pixel_type):
    """The same pixels, kept by GDAL."""
    pixels = formula(pixel_type)
    dataset = gdal.GetDriverByName("MEM").Create("", WIDTH, HEIGHT, BANDS, gdal_array.NumericTypeCodeToGDALTypeCode(pixels.dtype.type))
    for band in range(BANDS):
        dataset.GetRasterBand(band + 1).WriteArray(pixels[band])
    return dataset


def same(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a.view(np.uint8), b.view(np.uint8))


@pytest.mark.parametrize("pixel_type", TYPES)
def test_all_bands_at_once(pixel_type):
    assert same(gdal.Open(f"{NAME}&type={pixel_type}").ReadAsArray(), formula(pixel_type))


@pytest.mark.parametrize("pixel_type", TYPES)
def test_a_window_of_one_band(pixel_type):
    band = band_of(f"{NAME}&type={pixel_type}", 3)
    assert same(band.ReadAsArray(7, 11, 31, 17), np.ascontiguousarray(formula(pixel_type)[2, 11:28, 7:38]))


@pytest.mark.parametrize("pixel_type", TYPES)
@pytest.mark.parametrize("bands", [[1], [5, 1], [2, 2, 2], [5, 4, 3, 2, 1], [1, 2, 3, 4, 5, 1, 2, 3]])
def test_bands_in_any_number_and_order(pixel_type, bands):
    raw = gdal.Open(f"{NAME}&type={pixel_type}").ReadRaster(3, 4, 50, 60, band_list=bands)
    expected = formula(pixel_type)[[band - 1 for band in bands], 4:64, 3:53]
    assert raw == np.ascontiguousarray(expected).tobytes()


@pytest.mark.parametrize("pixel_type", TYPES)
@pytest.mark.parametrize("buffer_type", BUFFER_TYPES, ids=gdal.GetDataTypeName)
@pytest.mark.parametrize("interleave", ["band", "line", "pixel"])
def test_any_type_in_any_interleaving_is_what_gdal_makes_of_the_same_pixels(pixel_type, buffer_type, interleave):
    size = gdal.GetDataTypeSize(buffer_type) // 8
    width, height, bands = 33, 21, [4, 1, 5]
    spaces = {
        "band": dict(buf_pixel_space=size, buf_line_space=size * width, buf_band_space=size * width * height),
        "line": dict(buf_pixel_space=size, buf_line_space=size * width * len(bands), buf_band_space=size * width),
        "pixel": dict(buf_pixel_space=size * len(bands), buf_line_space=size * width * len(bands), buf_band_space=size),
    }[interleave]
    arguments = dict(xoff=5, yoff=9, xsize=width, ysize=height, buf_type=buffer_type, band_list=bands, **spaces)
    ours = gdal.Open(f"{NAME}&type={pixel_type}").ReadRaster(**arguments)
    assert bytes(ours) == bytes(judge(pixel_type).ReadRaster(**arguments))


@pytest.mark.parametrize("buffer_type", [gdal.GDT_Float32, gdal.GDT_Float64, gdal.GDT_Int16], ids=gdal.GetDataTypeName)
@pytest.mark.parametrize("flip", list(itertools.product([1, -1], repeat=3)))
def test_strides_may_be_negative_and_unaligned(buffer_type, flip):
    library = libgdal()
    read = library.GDALDatasetRasterIOEx
    space = ctypes.c_int64
    width, height, bands, size = 13, 9, 3, gdal.GetDataTypeSize(buffer_type) // 8
    steps = [(size + 1) * f for f in (1, 1, 1)]
    steps[0], steps[1], steps[2] = (size + 1) * flip[0], (size + 1) * width * flip[1] + flip[1], (size + 1) * (width + 1) * height * flip[2]
    total = (size + 1) * (width + 1) * height * bands
    outcomes = []
    for dataset in (gdal.Open(NAME), judge("float32")):
        buffer = (ctypes.c_ubyte * (total + 64))(*([0xAB] * (total + 64)))
        first = 32 + sum(-step * (count - 1) for step, count in zip(steps, (width, height, bands)) if step < 0)
        numbers = (ctypes.c_int * bands)(2, 5, 1)
        result = read(ctypes.c_void_p(int(dataset.this)), 0, 4, 6, width, height, ctypes.byref(buffer, first), width, height, buffer_type,
                      bands, numbers, space(steps[0]), space(steps[1]), space(steps[2]), None)  # fmt: skip
        assert result == 0
        outcomes.append(bytes(buffer))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0].count(0xAB) > 64  # what lies between the pixels is left alone


@pytest.mark.parametrize("pixel_type", TYPES)
@pytest.mark.parametrize("size", [(50, 40), (33, 27), (1, 1), (200, 160), (100, 20), (7, 80)])
@pytest.mark.parametrize("buffer_type", [None, gdal.GDT_Float64])
def test_nearest_neighbour_picks_what_gdal_picks(pixel_type, size, buffer_type):
    arguments = dict(buf_xsize=size[0], buf_ysize=size[1], resample_alg=gdal.GRIORA_NearestNeighbour, buf_type=buffer_type)
    ours = gdal.Open(f"{NAME}&type={pixel_type}").ReadAsArray(2, 3, 90, 70, **arguments)
    assert same(ours, judge(pixel_type).ReadAsArray(2, 3, 90, 70, **arguments))


@pytest.mark.parametrize("algorithm", [gdal.GRIORA_Bilinear, gdal.GRIORA_Cubic, gdal.GRIORA_Average, gdal.GRIORA_Mode])
@pytest.mark.parametrize("size", [(50, 40), (37, 31), (150, 120)])
def test_other_resampling_is_gdals_own(algorithm, size):
    dataset, memory = gdal.Open(NAME), judge("float32")
    for band in range(1, BANDS + 1):
        memory.GetRasterBand(band).SetNoDataValue(float("nan"))
    arguments = dict(buf_xsize=size[0], buf_ysize=size[1], resample_alg=algorithm)
    assert np.array_equal(dataset.ReadAsArray(4, 4, 75, 62, **arguments), memory.ReadAsArray(4, 4, 75, 62, **arguments), equal_nan=True)
    one = dataset.GetRasterBand(2).ReadAsArray(4, 4, 75, 62, **arguments)
    assert np.array_equal(one, memory.GetRasterBand(2).ReadAsArray(4, 4, 75, 62, **arguments), equal_nan=True)


@pytest.mark.parametrize("algorithm", [gdal.GRIORA_Bilinear, gdal.GRIORA_Cubic, gdal.GRIORA_CubicSpline, gdal.GRIORA_Lanczos, gdal.GRIORA_Average, gdal.GRIORA_Mode, gdal.GRIORA_Gauss])
@pytest.mark.parametrize("pixel_type", TYPES)
@pytest.mark.parametrize("size", [(20, 8), (37, 31), (150, 120), (1, 1)])
@pytest.mark.parametrize("window", [(0, 0, 100, 80), (10, 5, 73, 67)], ids=str)
def test_what_gdal_resamples_is_asked_of_the_core_once(log, algorithm, pixel_type, size, window):
    """All bands together, though GDAL asks band by band and for the mask too; and after it was asked whether that much may be read."""
    arguments = dict(buf_xsize=size[0], buf_ysize=size[1], resample_alg=algorithm)
    gdal.Open(f"{NAME}&type={pixel_type}").ReadAsArray(*window, **arguments)
    calls = [line for line in log() if line.startswith(("demand", "read"))]
    assert len(calls) == 2 and calls[0].startswith("demand"), calls
    assert calls[1].startswith(f"read level=0 window={calls[0].split()[1]} ") and calls[1].endswith(f"bands={BANDS}"), calls


def test_one_band_is_asked_for_once_too(log):
    band_of(NAME, 2).ReadAsArray(buf_xsize=10, buf_ysize=8, resample_alg=gdal.GRIORA_Average)
    assert [line for line in log() if line.startswith("read")] == ["read level=0 window=0,0,100,80 out=100,80 bands=1"]


@pytest.mark.parametrize("of", ["dataset", "band"])
def test_what_may_not_be_read_is_not_resampled(log, of):
    dataset = gdal.Open(f"{NAME}&demand_status=6")
    with pytest.raises(RuntimeError, match="the demand fails with 6"):
        (dataset if of == "dataset" else dataset.GetRasterBand(1)).ReadAsArray(buf_xsize=10, buf_ysize=8, resample_alg=gdal.GRIORA_Average)
    assert not any(line.startswith("read") for line in log())
    assert dataset.ReadAsArray(buf_xsize=10, buf_ysize=8) is not None  # nearest neighbour asks for no more than it shows


@pytest.mark.parametrize("buffer_type", [gdal.GDT_Float32, gdal.GDT_Int16], ids=gdal.GetDataTypeName)
def test_more_bands_than_are_read_beforehand_at_once_are_resampled_alike(log, buffer_type):
    """16 MB a band."""
    name = "TESSERA:width=2000&height=2000&bands=11"
    dataset = gdal.Open(name)
    arguments = dict(buf_xsize=20, buf_ysize=16, resample_alg=gdal.GRIORA_Average, buf_type=buffer_type)
    together = dataset.ReadAsArray(**arguments)
    reads = [line.rsplit(" ", 1)[1] for line in log() if line.startswith("read")]
    assert reads == ["bands=8", "bands=3"]
    for band in (1, 8, 9, 11):
        assert np.array_equal(together[band - 1], dataset.GetRasterBand(band).ReadAsArray(**arguments), equal_nan=True)


def test_a_program_that_stops_a_resampling_gets_one_error():
    for last in (1, 2, 3):
        told, seen = [], []

        def stop(fraction, *_):
            told.append(fraction)
            return 0 if len(told) == last else 1

        gdal.PushErrorHandler(lambda kind, number, message: seen.append(number))
        try:
            with gdal.ExceptionMgr(useExceptions=False) if hasattr(gdal, "ExceptionMgr") else _without_exceptions():
                raw = gdal.Open(f"{NAME}&steps=2").ReadRaster(buf_xsize=10, buf_ysize=8, resample_alg=gdal.GRIORA_Average, callback=stop)
        finally:
            gdal.PopErrorHandler()
        assert raw is None and seen == [9] and len(told) == last and told == sorted(told), (last, seen, told)


@contextlib.contextmanager
def _without_exceptions():
    gdal.DontUseExceptions()
    yield
    gdal.UseExceptions()


def test_estimates_are_of_a_smaller_picture(log):
    """Statistics that may be approximate take some 2500 pixels by nearest neighbour, and no blocks."""
    band = band_of("TESSERA:width=1000&height=800", 1)
    assert band.HasArbitraryOverviews()
    band.ComputeStatistics(True)
    band.GetHistogram(approx_ok=True, min=-1000, max=2000)
    reads = [line for line in log() if line.startswith("read")]
    # GDAL 3.13 reads the mask beside the pixels
    assert 2 <= len(reads) <= 4 and all("window=0,0,1000,800 out=55,44" in line for line in reads), reads
    assert not gdal.Open("TESSERA:overviews=1").GetRasterBand(1).HasArbitraryOverviews()


@pytest.mark.parametrize("window", [(2.5, 3.25, 40.5, 30.75), (10, 10, 33.3, 33.3), (0, 0, 100, 80), (59.9, 49.9, 40.1, 30.1)])
@pytest.mark.parametrize("size", [(20, 15), (40, 30), (90, 70), (1, 1)])
@pytest.mark.parametrize("output_type", [gdal.GDT_Float32, gdal.GDT_Int16], ids=gdal.GetDataTypeName)
@pytest.mark.parametrize("overviews", [0, 3])
def test_a_window_of_parts_of_pixels_is_picked_as_gdal_picks_it_from_a_raster_without_overviews(window, size, output_type, overviews):
    # gdal_translate's way to ask for one
    translate = dict(srcWin=window, width=size[0], height=size[1], format="MEM", outputType=output_type)
    ours = gdal.Translate("", gdal.Open(f"{NAME}&overviews={overviews}"), **translate)
    memory = judge("float32")
    for band in range(1, BANDS + 1):
        memory.GetRasterBand(band).SetNoDataValue(float("nan"))
    # GeoTIFF reads by GDAL's own rules; datasets in memory drop the fractions where the size is the same
    theirs = gdal.Translate("", gdal.Translate("/vsimem/judge.tif", memory), **translate)
    ours, theirs = ours.ReadAsArray(), theirs.ReadAsArray()
    if output_type == gdal.GDT_Int16:  # what NaN becomes depends on which of GDAL's loops copies it
        nothing = gdal.Translate("", gdal.Open(NAME), **dict(translate, outputType=gdal.GDT_Float32)).ReadAsArray()
        ours[np.isnan(nothing)] = theirs[np.isnan(nothing)] = 0
    assert same(ours, theirs)


def test_a_window_of_parts_of_pixels_is_one_read_of_a_band_and_of_its_raster(log):
    gdal.Translate("", gdal.Open(f"{NAME}&overviews=3"), srcWin=[2.5, 3.25, 60.5, 50.75], width=20, height=15, format="MEM", bandList=[2])
    assert [line for line in log() if line.startswith("read")] == ["read level=0 window=2,3,61,51 out=20,15 bands=1"]


def test_a_read_of_another_size_is_one_read_of_the_core(log):
    gdal.Open(NAME).ReadAsArray(0, 0, 100, 80, buf_xsize=25, buf_ysize=20)
    assert [line for line in log() if line.startswith("read")] == [f"read level=0 window=0,0,100,80 out=25,20 bands={BANDS}"]


def test_a_read_in_the_same_type_is_one_read_of_the_core_whatever_its_size(log):
    gdal.Open("TESSERA:width=1200&height=1100&bands=16").ReadAsArray()
    assert [line for line in log() if line.startswith("read")] == ["read level=0 window=0,0,1200,1100 out=1200,1100 bands=16"]


def test_a_large_read_in_another_type_goes_through_a_small_scratch_in_parts_that_are_announced(log):
    dataset = gdal.Open("TESSERA:width=1200&height=600&bands=8")
    pixels = dataset.ReadAsArray(buf_type=gdal.GDT_Float64)
    assert same(pixels, formula("float32", 1200, 600, 8).astype(np.float64))
    calls = log()
    reads = [line for line in calls if line.startswith("read")]
    rows = [int(line.split("window=")[1].split()[0].split(",")[3]) for line in reads]
    assert sum(rows) == 600 and max(rows) * 1200 * 8 * 4 <= 8 << 20 and len(rows) == 3
    assert calls.index("advise 0,0,1200,600") < calls.index(reads[0])


def test_a_large_picked_read_in_another_type_picks_the_same_in_its_parts(log):
    arguments = dict(buf_xsize=701, buf_ysize=503, buf_type=gdal.GDT_Float64)
    dataset = gdal.Open("TESSERA:width=900&height=700&bands=9")
    pixels = dataset.ReadAsArray(**arguments)
    assert same(pixels, dataset.ReadAsArray(buf_xsize=701, buf_ysize=503).astype(np.float64))
    rows = [int(line.split("out=701,")[1].split()[0]) for line in log() if "out=701," in line]
    assert len(rows) > 2 and rows[-1] == 503 and sum(rows[:-1]) == 503


@pytest.mark.parametrize("block", [(100, 32), (32, 32), (64, 80), (100, 80)])
def test_blocks_at_the_edges(block):
    dataset = gdal.Open(f"{NAME}&block_width={block[0]}&block_height={block[1]}")
    band = dataset.GetRasterBand(2)
    assert tuple(band.GetBlockSize()) == block
    expected = formula("float32")[1]
    for row, column in itertools.product(range(0, HEIGHT, block[1]), range(0, WIDTH, block[0])):
        pixels = np.frombuffer(band.ReadBlock(column // block[0], row // block[1]), np.float32).reshape(block[1], block[0])
        part = expected[row : row + block[1], column : column + block[0]]
        assert np.array_equal(pixels[: part.shape[0], : part.shape[1]], part, equal_nan=True)


@pytest.mark.parametrize("pixel_type", TYPES)
def test_statistics_and_checksums_which_go_by_blocks_are_right(pixel_type):
    band = band_of(f"{NAME}&type={pixel_type}", 4)
    memory = band_of(judge(pixel_type), 4)
    if pixel_type in FLOATS:
        memory.SetNoDataValue(float("nan"))
    # the judge's blocks have another shape, so sums are rounded in another order
    assert band.ComputeStatistics(False) == pytest.approx(memory.ComputeStatistics(False), rel=1e-12)
    assert band.Checksum() == memory.Checksum()


def test_virtual_memory_of_numpy_and_block_caches_of_any_size_read_the_same(python):
    out = python(
        f"""
from osgeo import gdal
import hashlib
print(hashlib.sha256(gdal.Translate("", "{NAME}", format="MEM").ReadAsArray().tobytes()).hexdigest())
""",
        GDAL_CACHEMAX="1",
    )
    import hashlib

    assert hashlib.sha256(formula("float32").tobytes()).hexdigest() in out


def test_overviews_are_smaller_rasters_that_keep_theirs_open():
    dataset = gdal.Open(f"{NAME}&overviews=3")
    band = dataset.GetRasterBand(2)
    assert [(band.GetOverview(i).XSize, band.GetOverview(i).YSize) for i in range(band.GetOverviewCount())] == [(50, 40), (25, 20), (13, 10)]
    assert np.array_equal(band.GetOverview(1).ReadAsArray(), formula("float32")[1, ::4, ::4], equal_nan=True)
    assert band.GetOverview(3) is None and band.GetOverview(-1) is None


def test_gdal_picks_the_overview_for_its_own_resampling(log):
    band_of(f"{NAME}&overviews=3", 1).ReadAsArray(buf_xsize=25, buf_ysize=20, resample_alg=gdal.GRIORA_Average)
    reads = [line for line in log() if line.startswith("read")]
    assert reads and all("level=2" in line for line in reads)


def test_an_overview_opens_as_a_dataset_of_its_own_and_none_when_asked():
    level = gdal.OpenEx(f"{NAME}&overviews=3", open_options=["OVERVIEW_LEVEL=1"])
    assert np.array_equal(level.ReadAsArray(), formula("float32")[:, ::4, ::4], equal_nan=True)
    assert level.GetGeoTransform() == (300000, 40, 0, 5800000, 0, -40)
    none = gdal.OpenEx(f"{NAME}&overviews=3", open_options=["OVERVIEW_LEVEL=NONE"])
    assert none.GetRasterBand(1).GetOverviewCount() == 0


def test_advice_reaches_the_core_from_datasets_and_bands(log):
    dataset = gdal.Open(NAME)
    dataset.AdviseRead(1, 2, 30, 40)
    dataset.GetRasterBand(1).AdviseRead(5, 6, 7, 8)
    assert [line for line in log() if line.startswith("advise")] == ["advise 1,2,30,40", "advise 5,6,7,8"]


def test_translating_announces_the_window_before_it_reads(log, tmp_path):
    gdal.Translate(str(tmp_path / "out.tif"), gdal.Open(NAME), srcWin=[10, 20, 30, 40])
    calls = log()
    assert calls.index("advise 10,20,30,40") < next(i for i, line in enumerate(calls) if line.startswith("read"))


def test_a_raster_is_closed_once_however_many_handles_it_had(log):
    dataset = gdal.Open(f"{NAME}&overviews=2")
    overview = dataset.GetRasterBand(1).GetOverview(0)
    overview.ReadAsArray()
    del overview
    del dataset
    assert log().count("close") == 1


def test_nothing_is_written_beside_the_users_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dataset = gdal.Open(f"{NAME}&overviews=2")
    gdal.Info(dataset, computeMinMax=True, stats=True, reportHistograms=True)
    dataset.GetRasterBand(1).ComputeStatistics(False)
    dataset.GetRasterBand(1).SetDescription("mine")
    dataset.SetMetadataItem("A", "B")
    dataset.FlushCache()
    del dataset
    assert list(tmp_path.iterdir()) == []
