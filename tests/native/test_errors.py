"""Each failure is one error of GDAL, of a class that programs know."""

import pytest
from osgeo import gdal

# CPLE_* of cpl_error.h, which Python does not have all of
# No failure of ours is CPLE_OpenFailed, 4: QGIS and others drop the text of that.
ILLEGAL_ARG, NOT_SUPPORTED, USER_INTERRUPT, APP_DEFINED, FILE_IO, HTTP_RESPONSE = 5, 6, 9, 1, 3, 11
CLASSES = {1: APP_DEFINED, 2: ILLEGAL_ARG, 3: APP_DEFINED, 4: HTTP_RESPONSE, 5: FILE_IO, 6: APP_DEFINED, 8: FILE_IO, 9: FILE_IO}


@pytest.fixture(autouse=True)
def without_exceptions():
    gdal.DontUseExceptions()
    yield
    gdal.UseExceptions()


@pytest.mark.parametrize("status, number", CLASSES.items())
def test_opening_that_fails_is_one_error(errors, status, number):
    assert gdal.Open(f"TESSERA:open_status={status}") is None
    assert errors == [(gdal.CE_Failure, number, f"TESSERA:open_status={status} cannot be opened: status {status}")]


@pytest.mark.parametrize("status, number", CLASSES.items())
@pytest.mark.parametrize("buffer_type", [gdal.GDT_Float32, gdal.GDT_Float64])
def test_reading_that_fails_is_one_error(errors, status, number, buffer_type):
    dataset = gdal.Open(f"TESSERA:read_status={status}")
    assert dataset.ReadRaster(buf_type=buffer_type) is None
    assert errors == [(gdal.CE_Failure, number, f"the read fails with {status}")]
    del errors[:]
    assert dataset.GetRasterBand(1).ReadRaster(0, 0, 10, 10, buf_type=buffer_type) is None
    assert errors == [(gdal.CE_Failure, number, f"the read fails with {status}")]


def test_updating_is_refused(errors):
    assert gdal.Open("TESSERA:x", gdal.GA_Update) is None
    assert [(kind, number) for kind, number, _ in errors] == [(gdal.CE_Failure, NOT_SUPPORTED)]
    assert "TESSERA:x" in errors[0][2] and "read-only" in errors[0][2]


def test_writing_is_refused(errors):
    dataset = gdal.Open("TESSERA:")
    assert dataset.GetRasterBand(1).WriteRaster(0, 0, 1, 1, b"\0\0\0\0") != 0
    assert len(errors) == 1


def test_a_window_outside_the_raster_is_gdals_error_and_no_read(errors, log):
    assert gdal.Open("TESSERA:").ReadRaster(90, 0, 20, 10) is None
    assert len(errors) == 1 and not any(line.startswith("read") for line in log())


def test_a_warning_is_a_warning_and_the_raster_opens(errors):
    assert gdal.Open("TESSERA:warning=1") is not None
    assert errors == [(gdal.CE_Warning, APP_DEFINED, "the test core warns")]


def test_no_error_is_left_behind_by_what_succeeds():
    gdal.ErrorReset()
    gdal.Open("TESSERA:overviews=2").ReadAsArray()
    assert gdal.GetLastErrorType() == gdal.CE_None and gdal.GetLastErrorMsg() == ""


@pytest.mark.parametrize("buffer_type", [gdal.GDT_Float32, gdal.GDT_Float64])
def test_progress_is_told_and_ends_at_one(buffer_type):
    told = []
    gdal.Open("TESSERA:steps=4").ReadRaster(buf_type=buffer_type, callback=lambda fraction, *_: told.append(fraction) or 1)
    assert told == [0.25, 0.5, 0.75, 1]  # Python's binding leaves out what it has told already


@pytest.mark.parametrize("buffer_type", [gdal.GDT_Float32, gdal.GDT_Float64])
@pytest.mark.parametrize("steps, last", [(4, 1), (4, 3), (4, 4), (0, 1)])
def test_a_program_that_stops_a_read_gets_one_error_and_is_not_asked_again(errors, buffer_type, steps, last):
    told = []

    def stop(fraction, *_):
        told.append(fraction)
        return 0 if len(told) == last else 1

    assert gdal.Open(f"TESSERA:steps={steps}").ReadRaster(buf_type=buffer_type, callback=stop) is None
    assert len(told) == last
    assert [(kind, number) for kind, number, _ in errors] == [(gdal.CE_Failure, USER_INTERRUPT)]


def test_progress_of_a_read_in_parts_rises_from_nought_to_one():
    told = []
    dataset = gdal.Open("TESSERA:width=1200&height=600&bands=8&steps=5")
    dataset.ReadRaster(buf_type=gdal.GDT_Float64, callback=lambda fraction, *_: told.append(fraction) or 1)
    assert len(told) == 15 and told == sorted(told) and told[-1] == 1 and 0 < told[0] < 0.2


def test_a_program_can_stop_a_translation(errors, tmp_path):
    result = gdal.Translate(str(tmp_path / "out.tif"), "TESSERA:width=1000&height=1000&bands=20", callback=lambda fraction, *_: 0 if fraction > 0.3 else 1)
    assert result is None and errors


def test_a_core_without_files_says_so(errors):
    assert gdal.VSIStatL("/vsitessera/v1") is None
    assert gdal.VSIFOpenL("/vsitessera/v1/2024/grid_0.15_52.05.tif", "rb") is None
    assert not gdal.ReadDir("/vsitessera/")
    assert [(kind, number) for kind, number, _ in errors] == [(gdal.CE_Failure, NOT_SUPPORTED)] * 3
    assert all("update it" in message for _, _, message in errors)
