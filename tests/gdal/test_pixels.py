"""Every pixel that stock GDAL programs get from the S3 server is what NumPy makes of the stored arrays."""
import os
import re
import textwrap

import numpy as np
import pytest
from osgeo import gdal, osr

from judge import BANDS, assert_holds, differences

# Interleave of the output, and memory for GDAL's blocks in megabytes: 128 bands of a block row do not fit into 16.
LAYOUTS = {"pixel": ("PIXEL", None), "band, with a block cache of 16 MB": ("BAND", 16)}


def translate(programs, name, *options, into="out.tif", **settings):
    out = os.path.join(programs.folder, into)
    programs.run("gdal_translate", "-q", *options, name, out, **settings)
    return out


def test_all_bands_of_gdal_translate_equal_NumPys(programs, tile):
    assert_holds(translate(programs, tile.dataset, "-co", "INTERLEAVE=PIXEL", GDAL_CACHEMAX=16), tile)


# In which order GDAL asks for pixels does not depend on the tile.
def test_all_bands_one_after_the_other_equal_NumPys(programs, wide):
    assert_holds(translate(programs, wide.dataset, "-co", "INTERLEAVE=BAND"), wide)


@pytest.mark.shim
@pytest.mark.parametrize("layout", LAYOUTS)
def test_all_bands_equal_NumPys_in_the_other_layouts_too(programs, narrow, layout):
    interleave, megabytes = LAYOUTS[layout]
    assert_holds(translate(programs, narrow.dataset, "-co", f"INTERLEAVE={interleave}", GDAL_CACHEMAX=megabytes), narrow)


@pytest.mark.shim
def test_blocks_of_the_output_do_not_matter(programs, small):
    blocks = ("-co", "TILED=YES", "-co", "INTERLEAVE=PIXEL", "-co", "BLOCKXSIZE=16", "-co", "BLOCKYSIZE=32")
    assert_holds(translate(programs, small.dataset, *blocks), small)


def test_the_store_has_pixels_that_can_go_wrong(tile):
    """A judge of the judge: each tile has valid and invalid pixels, the extremes of int8, and scales at the edges of the rule."""
    scales = np.asarray(tile.scales())
    expected = tile.expected(bands=[0])
    assert np.isnan(expected).any() and np.isfinite(expected).any()
    assert (tile.quantized() == -128).any() and (tile.quantized() == 127).any()
    if not tile.scales_by_band:
        for value in (0, np.inf, -np.inf, 1.0, np.nextafter(np.float32(1), np.float32(0)), 999_999.0, np.float32(1e-40)):
            assert (scales == value).any(), value
        assert np.isnan(scales).any()


def assert_lies_where_its_landmask_does(programs, tile):
    translated = gdal.Open(translate(programs, tile.dataset, "-b", "1"))
    landmask = tile.landmask_dataset()
    assert translated.GetGeoTransform() == landmask.GetGeoTransform()
    assert translated.GetSpatialRef().GetAuthorityCode(None) == landmask.GetSpatialRef().GetAuthorityCode(None) == str(tile.epsg)
    assert (translated.RasterXSize, translated.RasterYSize) == (landmask.RasterXSize, landmask.RasterYSize)


@pytest.mark.shim
def test_georeference_is_the_landmasks(programs, small):
    assert_lies_where_its_landmask_does(programs, small)


def test_georeference_of_every_tile_is_its_landmasks(programs, ordinary_tile):
    assert_lies_where_its_landmask_does(programs, ordinary_tile)


def test_georeference_of_a_tile_without_landmask_is_the_cells(programs, store):
    tile = next(tile for tile in store.good if not tile.landmask)
    translated = gdal.Open(translate(programs, tile.dataset, "-b", "1"))
    assert np.allclose(translated.GetGeoTransform(), tile.geotransform, rtol=0, atol=1e-3)
    assert translated.GetSpatialRef().GetAuthorityCode(None) == str(tile.epsg)


def test_gdalwarp_to_the_same_grid_changes_nothing(programs, wide):
    west, size, _, north, _, _ = wide.geotransform
    out = os.path.join(programs.folder, "warped.tif")
    extent = (west, north - size * wide.height, west + size * wide.width, north)
    grid = ("-te", *(repr(v) for v in extent), "-ts", wide.width, wide.height)
    programs.run("gdalwarp", "-q", "-r", "near", "-wm", "256", *grid, wide.dataset, out)
    assert_holds(out, wide)


# The others have every GDAL in test_resampling.py.
@pytest.mark.parametrize("resampling", [pytest.param("near", marks=pytest.mark.shim), "bilinear", "average"])
def test_gdalwarp_to_another_projection_equals_that_of_a_geotiff(programs, geotiffs, small, resampling):
    options = ["-t_srs", "EPSG:3995", "-r", resampling]
    out = os.path.join(programs.folder, "ours.tif")
    programs.run("gdalwarp", "-q", *options, f"{small.dataset}?bands=0,63,127", out)
    ours, theirs = gdal.Open(out), gdal.Warp("", geotiffs(small, (0, 63, 127)), options=["-of", "MEM", *options])
    assert ours.GetGeoTransform() == theirs.GetGeoTransform()
    assert not differences(ours.ReadAsArray(), theirs.ReadAsArray())


def test_gdallocationinfo_gives_all_bands_of_a_pixel(programs, ordinary_tile):
    scales = np.asarray(ordinary_tile.scales())
    with np.errstate(invalid="ignore"):
        valid = np.argwhere(np.isfinite(scales) & (scales > 1e-3) & (scales < 0.5))
        invalid = np.argwhere(~(scales > 0) | ~(scales < 1))
    for row, column in (valid[0], valid[len(valid) // 2], valid[-1], invalid[0], invalid[-1]):
        values = programs.run("gdallocationinfo", "-valonly", ordinary_tile.dataset, column, row).output.split()
        found = np.array(values, np.float64)
        expected = ordinary_tile.expected(slice(row, row + 1))[:, 0, column].astype(np.float64)
        assert np.allclose(found, expected, rtol=1e-7, atol=0, equal_nan=True), (row, column)


@pytest.mark.shim
def test_gdallocationinfo_by_longitude_and_latitude_takes_the_right_pixel(programs, wide):
    row, column = wide.height // 3, wide.width // 3
    utm, lonlat = osr.SpatialReference(), osr.SpatialReference()
    utm.ImportFromEPSG(wide.epsg)
    lonlat.ImportFromEPSG(4326)
    lonlat.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    west, size, _, north, _, _ = wide.geotransform
    lon, lat, _ = osr.CoordinateTransformation(utm, lonlat).TransformPoint(west + size * (column + 0.5), north - size * (row + 0.5))
    values = programs.run("gdallocationinfo", "-valonly", "-wgs84", "-b", "1", "-b", "128", wide.dataset, f"{lon:.9f}", f"{lat:.9f}").output.split()
    expected = wide.expected(slice(row, row + 1), [0, 127])[:, 0, column]
    assert np.allclose(np.array(values, np.float64), expected.astype(np.float64), rtol=1e-7, equal_nan=True)


def test_a_window_holds_the_same_pixels(programs, wide):
    x, y, columns, rows = wide.width // 5, wide.height // 3, 130, 77
    out = gdal.Open(translate(programs, wide.dataset, "-srcwin", x, y, columns, rows))
    assert out.RasterCount == BANDS
    assert not differences(out.ReadAsArray(), wide.expected(slice(y, y + rows))[:, :, x:x + columns])
    assert np.allclose(out.GetGeoTransform()[::3], (wide.geotransform[0] + 10 * x, wide.geotransform[3] - 10 * y))


# One size tells how a GDAL chooses among overviews, or does without; which rows are read then, the core decides.
SIZES = [pytest.param(("25%", "25%"), marks=pytest.mark.shim), ("100", "0"), ("37", "1000"), ("200%", "150%")]


@pytest.mark.parametrize("overviews", ["auto", "nearest", "none"])
@pytest.mark.parametrize("size", SIZES, ids="x".join)
def test_a_picture_of_another_size_takes_the_nearest_pixels_overviews_or_not(programs, geotiffs, narrow, size, overviews):
    ours = gdal.Open(translate(programs, narrow.dataset, "-outsize", *size, "-b", "1", "-b", "77", TESSERA_OVERVIEWS=overviews))
    theirs = gdal.Translate("", geotiffs(narrow, (0, 76)), options=["-of", "MEM", "-outsize", *size])
    assert not differences(ours.ReadAsArray(), theirs.ReadAsArray())


@pytest.mark.shim
def test_an_overview_is_every_so_manyth_pixel(programs, narrow):
    out = gdal.Open(translate(programs, narrow.dataset, "-oo", "OVERVIEW_LEVEL=1", "-b", "1", "-b", "77", TESSERA_OVERVIEWS="nearest"))
    assert not differences(out.ReadAsArray(), narrow.expected(bands=[0, 76])[:, ::4, ::4])


KINDS = ["Byte", "Int16", "UInt16", "Int32", "UInt32", "Float32", "Float64", "CInt16", "CFloat32", "CFloat64"]


@pytest.mark.shim
def test_other_types_are_converted_as_GDAL_does(programs, geotiffs, small):
    """By the function that gdal_translate is made of, all in one process."""
    programs.python(textwrap.dedent(f"""
        from osgeo import gdal
        gdal.UseExceptions()
        for kind in {KINDS}:
            gdal.Translate({programs.folder!r} + f"/{{kind}}.tif", {small.dataset!r}, options=["-ot", kind, "-b", "3", "-b", "128"])
        """))
    for kind in KINDS:
        ours = gdal.Open(os.path.join(programs.folder, kind + ".tif"))
        theirs = gdal.Translate("", geotiffs(small, (2, 127)), options=["-of", "MEM", "-ot", kind])
        assert ours.GetRasterBand(1).DataType == theirs.GetRasterBand(1).DataType == gdal.GetDataTypeByName(kind)
        assert np.array_equal(ours.ReadAsArray(), theirs.ReadAsArray(), equal_nan=kind.startswith(("F", "CF"))), kind


@pytest.mark.parametrize("bands", [(128,), (1, 2, 3), pytest.param((128, 1, 64), marks=pytest.mark.shim), (5, 5, 5)], ids=str)
def test_any_bands_in_any_order(programs, small, bands):
    out = gdal.Open(translate(programs, small.dataset, *(part for band in bands for part in ("-b", band))))
    expected = small.expected(bands=[band - 1 for band in bands])
    assert not differences(np.atleast_3d(out.ReadAsArray()) if len(bands) > 1 else out.ReadAsArray()[None], expected)


@pytest.mark.shim
def test_gdalcompare_finds_the_same_pixels_as_in_a_geotiff(programs, small):
    golden = small.write_geotiff(os.path.join(programs.folder, "golden.tif"), ["INTERLEAVE=BAND"])
    output = programs.run("/usr/bin/python3", "-m", "osgeo_utils.gdalcompare", golden, small.dataset, check=False).output
    found = re.findall(r"Pixels Differing|checksum difference|Difference in SRS|GeoTransforms Differ|descriptions difference|pixel types differ|[Ss]ize", output)
    assert "Differences Found" in output and not found, output


@pytest.mark.shim
def test_checksums_are_those_of_a_geotiff(programs, geotiffs, small):
    ours = [int(number) for number in re.findall(r"Checksum=(\d+)", programs.run("gdalinfo", "-checksum", small.dataset).output)]
    theirs = gdal.Open(geotiffs(small))
    assert len(ours) == BANDS and ours == [theirs.GetRasterBand(band + 1).Checksum() for band in range(BANDS)]
