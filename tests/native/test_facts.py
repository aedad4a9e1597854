"""What a dataset says about itself."""

import math

import numpy as np
import pytest
from conftest import band_of, VERSION
from osgeo import gdal, osr

NAME = "TESSERA:bands=3"


def test_size_type_nodata_masks_and_descriptions():
    dataset = gdal.Open(NAME)
    assert (dataset.RasterXSize, dataset.RasterYSize, dataset.RasterCount) == (100, 80, 3)
    for number in (1, 2, 3):
        band = dataset.GetRasterBand(number)
        assert band.DataType == gdal.GDT_Float32
        assert math.isnan(band.GetNoDataValue())
        assert band.GetMaskFlags() == gdal.GMF_NODATA
        assert band.GetDescription() == f"Tessera_Band_{number - 1}"
        assert band.GetBlockSize() == [100, 32]
    mask = dataset.GetRasterBand(1).GetMaskBand().ReadAsArray()
    assert mask[0, 0] == 0 and mask[0, 1] == 255 and (mask == 0).sum() == 81


def test_signed_bytes_are_int8_where_gdal_knows_it_and_else_int16():
    band = band_of(NAME + "&type=int8", 1)
    assert gdal.GetDataTypeName(band.DataType) == ("Int8" if VERSION >= (3, 7) else "Int16")
    assert band.GetNoDataValue() is None
    assert band.GetMaskFlags() == gdal.GMF_ALL_VALID


@pytest.mark.parametrize(
    "pixel_type, shown, nodata",
    [
        ("byte", "Byte", 255),
        ("int8", "Int8" if VERSION >= (3, 7) else "Int16", -128),
        ("uint16", "UInt16", 65535),
        ("int16", "Int16", -32768),
        ("uint32", "UInt32", 4294967295),
        ("int32", "Int32", -2147483648),
        ("float32", "Float32", math.nan),
        ("float64", "Float64", math.nan),
    ],
)
def test_every_type_of_pixels_is_gdals_and_has_its_nodata_value(pixel_type, shown, nodata):
    band = band_of(f"{NAME}&type={pixel_type}&nodata={nodata}", 1)
    assert gdal.GetDataTypeName(band.DataType) == shown
    assert band.GetNoDataValue() == nodata or math.isnan(nodata) and math.isnan(band.GetNoDataValue())
    pixels, mask = band.ReadAsArray(), band.GetMaskBand().ReadAsArray()
    assert ((mask == 0) == (np.isnan(pixels) if math.isnan(nodata) else pixels == nodata)).all()


def test_pixels_of_a_type_that_only_a_newer_core_has_are_refused():
    with pytest.raises(RuntimeError, match=r"pixels of a type \(99\) that this TESSERA driver does not know"):
        gdal.Open(f"{NAME}&type=99")


def test_the_crs_has_x_before_y_and_the_geotransform_is_the_cores():
    dataset = gdal.Open(NAME)
    reference = dataset.GetSpatialRef()
    assert reference.GetAuthorityCode(None) == "32631"
    assert reference.GetAxisMappingStrategy() == osr.OAMS_TRADITIONAL_GIS_ORDER
    assert dataset.GetGeoTransform() == (300000, 10, 0, 5800000, 0, -10)
    geographic = gdal.Open(NAME + "&epsg=4326").GetSpatialRef()
    assert geographic.GetDataAxisToSRSAxisMapping() == [2, 1]


def test_a_raster_without_a_crs_has_neither_crs_nor_geotransform():
    dataset = gdal.Open(NAME + "&epsg=0")
    assert dataset.GetSpatialRef() is None
    assert dataset.GetGeoTransform(can_return_null=True) is None


def test_metadata_by_domain():
    dataset = gdal.Open(NAME)
    assert set(dataset.GetMetadataDomainList()) >= {"", "IMAGE_STRUCTURE", "TESSERA"}
    assert dataset.GetMetadata("TESSERA") == {"SOURCE": "formula", "LICENSE": "none"}
    assert dataset.GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE") == "PIXEL"
    assert dataset.GetMetadataItem("SETTINGS") == "|"
    assert dataset.GetMetadata("NO SUCH DOMAIN") == {}
    assert dataset.GetFileList() is None


def test_configuration_and_open_options_reach_the_core():
    with gdal.config_options({"TESSERA_SOURCE": "/data"}) if VERSION >= (3, 7) else Configured("TESSERA_SOURCE", "/data"):
        dataset = gdal.OpenEx(NAME, open_options=["VERIFY=before-use"])
    assert dataset.GetMetadataItem("SETTINGS") == "/data|VERIFY=before-use"


def test_a_configuration_of_one_thread_reaches_the_core():
    gdal.SetThreadLocalConfigOption("TESSERA_SOURCE", "/mine")
    try:
        assert gdal.Open(NAME).GetMetadataItem("SETTINGS") == "/mine|"
    finally:
        gdal.SetThreadLocalConfigOption("TESSERA_SOURCE", None)


def test_the_location_of_a_pixel():
    band = band_of(NAME, 1)
    assert "LocationInfo" in band.GetMetadataDomainList()
    assert band.GetMetadataItem("Pixel_3_4", "LocationInfo") == "<LocationInfo><File>3,4</File></LocationInfo>"
    assert band.GetMetadataItem("GeoPixel_300035_5799955", "LocationInfo") == "<LocationInfo><File>3,4</File></LocationInfo>"


@pytest.mark.parametrize("item", ["Pixel_100_0", "Pixel_0_80", "Pixel_-1_0", "Pixel_x", "Pixel_", "GeoPixel_0_0", "GeoPixel_1e300_0", "GeoPixel_nan_1", "GeoPixel_1", "Else", ""])
def test_no_location_outside_the_raster(item):
    assert band_of(NAME, 1).GetMetadataItem(item, "LocationInfo") is None


def test_debug_lines_are_written_when_asked_for(python):
    script = "from osgeo import gdal; gdal.Open('TESSERA:')"
    assert "TESSERA: the test core opens a raster" in python(script, CPL_DEBUG="TESSERA")
    assert "the test core" not in python(script)


class Configured:
    """gdal.config_options of older GDALs."""

    def __init__(self, key, value):
        self.key, self.value = key, value

    def __enter__(self):
        gdal.SetConfigOption(self.key, self.value)

    def __exit__(self, *_):
        gdal.SetConfigOption(self.key, None)


def test_codes_have_names_and_colours():
    band = band_of("TESSERA:type=byte&categories=1&bands=1", 1)
    assert band.GetCategoryNames() == ["none", "some", "all"]
    table = band.GetColorTable()
    assert [table.GetColorEntry(value) for value in range(table.GetCount())] == [(0, 0, 0, 0), (10, 20, 30, 255), (40, 50, 60, 255)]
    other = band_of(NAME, 1)
    assert not other.GetCategoryNames() and other.GetColorTable() is None


OTHER_RELEASE = """
import numpy as np
from osgeo import gdal
gdal.UseExceptions()
dataset = gdal.Open("TESSERA:type=byte&categories=1&colors=1&overviews=1")
band = dataset.GetRasterBand(1)
print(dataset.RasterCount, band.GetOverviewCount(), dataset.GetGeoTransform()[5], band.GetDescription())
print(gdal.GetColorInterpretationName(band.GetColorInterpretation()))
print(band.GetColorTable() is not None, band.GetCategoryNames())
print((band.ReadAsArray() == (np.arange(80)[:, None] * 3 + np.arange(100)).astype(np.uint8)).all())
print(band.ReadAsArray(buf_xsize=4, buf_ysize=3, resample_alg=gdal.GRIORA_Average).shape)
gdal.DontUseExceptions()
gdal.PushErrorHandler("CPLQuietErrorHandler")
gdal.Open("TESSERA:open_status=3")
print(gdal.GetLastErrorMsg())
gdal.VSIStatL("/vsitessera/v1")
print(gdal.GetLastErrorMsg())
"""


def test_a_core_from_before_there_were_some_functions_and_members_does_without(python):
    """The test core's table and structs end earlier then, as those of an older core that another plugin has loaded."""
    *lines, no_open, no_files = python(OTHER_RELEASE, TESSERA_TEST_OLD="1").splitlines()
    assert lines == ["3 1 -10.0 Tessera_Band_0", "Undefined", "False None", "True", "(3, 4)"]
    assert "cannot be opened: status 3" in no_open and "update it" in no_files


def test_a_core_that_knows_more_than_the_driver_says_no_more_than_that(python):
    """The test core's table and structs have members behind the driver's then."""
    *lines, no_open, _ = python(OTHER_RELEASE, TESSERA_TEST_NEW="1").splitlines()
    assert lines == ["3 1 -10.0 Tessera_Band_0", "Red", "True ['none', 'some', 'all']", "True", "(3, 4)"]
    assert "cannot be opened: status 3" in no_open
