"""What every program that uses GDAL pays for the plugin: next to nothing, until a name of ours is opened."""

import shutil
import xml.etree.ElementTree as ElementTree

import pytest
from conftest import INSTALLED, PLUGINS, VERSION
from osgeo import gdal

STATUS = """
import signal
def status():
    lines = dict(line.split(":", 1) for line in open("/proc/self/status"))
    maps = open("/proc/self/maps").read()
    return lines["Threads"].strip(), lines["SigIgn"].strip(), lines["SigCgt"].strip(), "libtessera_core" in maps
"""


def test_the_driver_is_registered_and_says_what_it_is():
    driver = gdal.GetDriverByName("TESSERA")
    metadata = driver.GetMetadata()
    assert metadata["DMD_LONGNAME"]
    assert metadata["DCAP_RASTER"] == "YES"
    assert metadata["DCAP_OPEN"] == "YES"
    assert metadata["DMD_CONNECTION_PREFIX"] == "TESSERA:"
    assert "DMD_HELPTOPIC" not in metadata  # a page of gdal.org would be meant
    assert metadata["DMD_SUBDATASETS"] == "YES"
    for capability in ("DCAP_CREATE", "DCAP_CREATECOPY", "DCAP_VECTOR", "DCAP_VIRTUALIO"):
        assert capability not in metadata


def test_registering_and_identifying_starts_nothing_and_maps_no_core(python):
    out = python(
        STATUS
        + """
before = status()
from osgeo import gdal
gdal.AllRegister()
assert gdal.IdentifyDriver("TESSERA:anything").ShortName == "TESSERA"
assert status() == before == ("1", before[1], before[2], False), (before, status())
gdal.Open("TESSERA:")
assert status()[3]
print("fine")
"""
    )
    assert "fine" in out


def test_the_open_options_are_a_list_that_gdal_understands():
    text = gdal.GetDriverByName("TESSERA").GetMetadataItem("DMD_OPENOPTIONLIST")
    root = ElementTree.fromstring(text)
    assert root.tag == "OpenOptionList"
    names = [option.get("name") for option in root]
    assert len(set(names)) == len(names) > 15
    for option in root:
        # as in the schema of GDAL's autotest/gcore/test_driver_metadata.py
        assert option.tag == "Option"
        assert set(option.keys()) <= {"name", "type", "description", "default", "min", "max", "scope"}
        assert option.get("name") == option.get("name").upper()
        assert option.get("description")
        assert option.get("type") in {"string", "string-select", "int", "float", "boolean"}
        values = [value.text for value in option]
        assert all(value.tag == "Value" for value in option)
        assert bool(values) == (option.get("type") == "string-select")
        if values and option.get("default"):
            assert option.get("default") in values


def test_an_option_that_the_list_does_not_have_is_warned_of_and_one_that_it_has_is_not(errors):
    gdal.OpenEx("TESSERA:", open_options=["SOURCE=x", "VERIFY=before-use", "RETRIES=2", "MAX_SCALE=2.5", "OFFLINE=NO", "TIMEOUT=9", "CACHE_DIR=NO"])
    assert errors == []  # of those too that are of the scope "process"
    gdal.OpenEx("TESSERA:", open_options=["SAUCE=x"])
    assert len(errors) == 1 and "SAUCE" in errors[0][2]


@pytest.mark.parametrize("name", ["TESSERA:", "TESSERA:v1/2024/grid_0.15_52.05", "tessera:x", "Tessera:no such thing"])
def test_names_with_the_prefix_are_ours(name):
    assert gdal.IdentifyDriver(name).ShortName == "TESSERA"


def test_a_file_with_the_name_and_the_first_bytes_of_a_tile_is_ours(tmp_path):
    path = tmp_path / "grid_-0.15_52.05.npy"
    path.write_bytes(b"\x93NUMPY\x01\x00")
    assert gdal.IdentifyDriver(str(path)).ShortName == "TESSERA"


@pytest.mark.parametrize("name", ["", "TESSERA", "TESSERA/x", "/TESSERA:x", " TESSERA:x", "x.tif", "NUMPY:x", "grid_0.15_52.05.npy", "grid_0.15_52.05_scales.npy", "x.npy", "folder"])
def test_other_names_are_not(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "TESSERA").write_bytes(b"TESSERA:")
    (tmp_path / "x.tif").write_bytes(b"TESSERA:v1")
    (tmp_path / "grid_0.15_52.05.npy").write_bytes(b"\x93NUMBY\x01\x00")
    for array in ("grid_0.15_52.05_scales.npy", "x.npy"):
        (tmp_path / array).write_bytes(b"\x93NUMPY\x01\x00")
    driver = gdal.IdentifyDriverEx(name, allowed_drivers=["TESSERA"])
    assert driver is None


@pytest.mark.referee
def test_a_plugin_for_another_gdal_is_refused_and_the_program_goes_on(python, tmp_path):
    other = next(folder for folder in sorted(PLUGINS.iterdir()) if folder.is_dir() and folder.name != "%d.%d" % VERSION)
    flat = tmp_path / "flat"
    flat.mkdir()
    shutil.copy(other / "gdal_TESSERA.so", flat)
    out = python("from osgeo import gdal; print(gdal.GetDriverByName('TESSERA'), gdal.GetDriverByName('GTiff').ShortName)", plugins=flat)
    assert "None GTiff" in out
    # by GDAL's check of the version, or by the linker where that GDAL is not installed at all
    assert f"compiled against GDAL {other.name}" in out or "libgdal.so" in out


def test_a_missing_core_is_said_at_the_first_name_and_not_before(python, tmp_path):
    folder = tmp_path / "plugins" / ("%d.%d" % VERSION)
    folder.mkdir(parents=True)
    shutil.copy(INSTALLED / folder.name / "gdal_TESSERA.so", folder)
    out = python(
        """
from osgeo import gdal
gdal.UseExceptions()
print("registered", gdal.GetDriverByName("TESSERA").ShortName)
try:
    gdal.Open("TESSERA:x")
except RuntimeError as error:
    print("error:", error)
gdal.DontUseExceptions()
gdal.PushErrorHandler("CPLQuietErrorHandler")
gdal.Open("TESSERA:x")
print("number:", gdal.GetLastErrorNo())
""",
        plugins=tmp_path / "plugins",
    )
    assert "registered TESSERA" in out
    assert out.count("libtessera_core.so") == 1 and str(folder) in out and "install it there" in out
    assert "number: 1\n" in out  # CPLE_AppDefined: QGIS drops the text of CPLE_OpenFailed


@pytest.mark.parametrize("place", ["beside", "above"])
def test_the_core_is_found_beside_the_plugin_and_above_it_even_from_a_relative_path(python, tmp_path, place):
    folder = tmp_path / "plugins" / ("%d.%d" % VERSION)
    folder.mkdir(parents=True)
    shutil.copy(INSTALLED / folder.name / "gdal_TESSERA.so", folder)
    shutil.copy(INSTALLED / "libtessera_core.so", folder if place == "beside" else folder.parent)
    out = python("from osgeo import gdal; print(gdal.Open('TESSERA:').RasterXSize)", plugins="plugins")
    assert "100" in out


def test_a_library_that_is_no_core_is_refused(python, tmp_path):
    folder = tmp_path / "plugins" / ("%d.%d" % VERSION)
    folder.mkdir(parents=True)
    shutil.copy(INSTALLED / folder.name / "gdal_TESSERA.so", folder)
    shutil.copy(INSTALLED / folder.name / "gdal_TESSERA.so", folder.parent / "libtessera_core.so")
    out = python("from osgeo import gdal; gdal.UseExceptions()\ntry: gdal.Open('TESSERA:')\nexcept RuntimeError as e: print('error:', e, gdal.GetLastErrorNo())", plugins=folder.parent)
    assert "does not export tessera_core_get 1\n" in out
