"""How the driver behaves as a guest: what it costs to have it there, what it leaves behind, what it tells."""
import math
import os
import re
import subprocess
import textwrap

import pytest
from osgeo import gdal

from judge import BANDS

pytestmark = pytest.mark.shim


def metadata(programs, tile, domain=None):
    options = ["-mdd", domain] if domain else []
    return programs.run("gdalinfo", *options, tile.dataset).output


def test_the_driver_is_listed(programs):
    listed = [line for line in programs.run("gdalinfo", "--formats").output.splitlines() if re.match(r"\s*TESSERA -", line)]
    assert len(listed) == 1 and "raster" in listed[0] and "(ro" in listed[0].replace("rov", "ro"), listed


def test_registering_starts_no_dotnet(programs, plugins):
    """No thread, and the library is not mapped: neither after registering, nor after opening another driver's file."""
    output = programs.python(textwrap.dedent("""
        from osgeo import gdal
        gdal.AllRegister()
        assert gdal.GetDriverByName("TESSERA") is not None
        gdal.GetDriverByName("MEM").Create("", 4, 4)
        gdal.IdentifyDriver("TESSERA:v1/2024/grid_0.15_52.05")
        import os
        print("threads", len(os.listdir("/proc/self/task")))
        print("mapped", [line.split()[-1] for line in open("/proc/self/maps") if "tessera" in line.lower()])
        """)).output
    # the interpreter may have threads of its own (NumPy's are not loaded here): as many as without the plugin
    without = programs.python("from osgeo import gdal; import os; gdal.AllRegister(); print('threads', len(os.listdir('/proc/self/task')))", GDAL_DRIVER_PATH="disable").output
    assert output.splitlines()[0] == without.splitlines()[0]
    mapped = output.split("mapped", 1)[1]
    assert "gdal_TESSERA" in mapped and "libtessera" not in mapped.lower(), mapped


def test_only_the_first_name_of_ours_loads_the_core(programs, small):
    output = programs.python(textwrap.dedent(f"""
        from osgeo import gdal
        def mapped(): return any("libtessera" in line for line in open("/proc/self/maps"))
        before = mapped()
        gdal.Open({small.dataset!r})
        print(before, mapped())
        """)).output
    assert output.split() == ["False", "True"]


def test_no_file_is_left_beside_the_users(programs, small):
    for command in (["gdalinfo", "-stats", small.dataset + "?bands=0"], ["gdalinfo", "-hist", small.dataset + "?bands=0"], ["gdalinfo", "-mm", small.dataset],
                    ["gdallocationinfo", small.dataset, "1", "1"], ["gdal_translate", "-q", small.dataset, "../out.tif"]):
        programs.run(*command)
        assert os.listdir(os.path.join(programs.folder, "work")) == [], command
    assert not any(name.endswith(".aux.xml") for _, _, names in os.walk(programs.cache) for name in names)


def test_bands_are_described_and_have_nodata(programs, small):
    out = os.path.join(programs.folder, "out.tif")
    programs.run("gdal_translate", "-q", small.dataset, out)
    dataset = gdal.Open(out)
    assert [dataset.GetRasterBand(i + 1).GetDescription() for i in range(BANDS)] == [f"Tessera_Band_{i}" for i in range(BANDS)]
    assert all(math.isnan(dataset.GetRasterBand(i).GetNoDataValue()) for i in (1, 64, 128))
    info = programs.run("gdalinfo", small.dataset).output
    assert info.count("Description = Tessera_Band_") == BANDS and len(re.findall(r"NoData Value=nan", info)) == BANDS
    assert info.count("Type=Float32") == BANDS


def test_tags_are_those_of_geotesseras_exports(programs, small):
    info = metadata(programs, small)
    wanted = {"TESSERA_DATASET_VERSION": "1.0", "TESSERA_DATASET_VERSION_PATH": "v1", "TESSERA_DATASET_VARIANT": "vultr", "TESSERA_YEAR": "2024",
              "TESSERA_TILE_LAT": "88.05", "TESSERA_TILE_LON": "20.05", "TESSERA_DESCRIPTION": "GeoTessera satellite embedding tile"}
    for name, value in wanted.items():
        assert re.search(rf"^  {name}={re.escape(value)}$", info, re.M), (name, info[:3000])


def test_tags_and_descriptions_reach_the_geotiff(programs, small):
    out = os.path.join(programs.folder, "out.tif")
    programs.run("gdal_translate", "-q", "-b", "1", small.dataset, out)
    assert gdal.Open(out).GetMetadataItem("TESSERA_TILE_LON") == "20.05"


def test_the_domain_TESSERA_tells_where_the_pixels_come_from(programs, small):
    info = metadata(programs, small, "TESSERA")
    section = info.split("Metadata (TESSERA):", 1)[1].split("\nCorner Coordinates", 1)[0]
    for what in (small.name, "2024", programs.settings["TESSERA_SOURCE"], "v1"):
        assert what in section, section
    assert f"  KEY={small.stem}.npy\n" in section, section  # as the bucket has it, not as we call it
    assert re.search(r"(?i)etag", section), section


def test_everything_that_opens_says_that_the_data_is_CC0_and_that_its_authors_ask_to_be_named(programs, small):
    dataset, year, tile = small.dataset.split("/")
    for name in (dataset, f"{dataset}/{year}", f"{dataset}/{year}/utm34n", f"{dataset}/{year}/{tile}"):
        info = programs.run("gdalinfo", "-mdd", "TESSERA", name).output
        assert "  LICENSE=CC0-1.0\n" in info and re.search(r"^  ATTRIBUTION=.*ucam-eo/tessera: asked for, not required$", info, re.M), info


def test_gdallocationinfo_names_the_objects_of_a_pixel(programs, small):
    output = programs.run("gdallocationinfo", "-b", "1", small.dataset, "10", "10").output
    assert "LocationInfo" not in output or small.name in output
    code = f"from osgeo import gdal; d = gdal.Open({small.dataset!r}); print(d.GetRasterBand(1).GetMetadataItem('Pixel_10_10', 'LocationInfo'))"
    assert f"<Key>{small.stem}.npy</Key>" in programs.python(code).output


def test_open_options_are_listed_as_valid_XML(programs):
    import xml.etree.ElementTree as ElementTree

    text = programs.python("from osgeo import gdal; print(gdal.GetDriverByName('TESSERA').GetMetadataItem('DMD_OPENOPTIONLIST'))").output
    options = ElementTree.fromstring(text)
    names = {option.get("name") for option in options}
    assert options.tag == "OpenOptionList" and {"SOURCE", "LAYOUT", "REGISTRY", "INVALID", "MAX_SCALE", "WATER", "VERIFY", "BANDS"} <= names, names
    assert all(option.get("type") in ("string", "int", "float", "boolean", "string-select") and option.get("description") for option in options)


def test_open_options_that_one_wants_come_first_and_those_of_the_process_are_not_shown(programs):
    """QGIS shows all options whose scope is raster, or that have none, in the order of the list (QgsGdalSourceSelect), and takes up the screen with them."""
    text = programs.python("from osgeo import gdal; print(gdal.GetDriverByName('TESSERA').GetMetadataItem('DMD_OPENOPTIONLIST'))").output
    options = re.findall(r'<Option name="(\w+)"( scope="process")?', text)
    shown = [name for name, scope in options if not scope]
    assert shown[:5] == ["VIEW", "BBOX", "REGION", "BANDS", "STRETCH"] and len(shown) <= 13
    assert {name for name, scope in options if scope} == {"REGISTRY_TTL", "CACHE_DIR", "CACHE_SIZE", "CACHE_MEMORY", "OFFLINE", "MAX_CONNECTIONS", "TIMEOUT", "RETRIES", "MAX_READ", "VERIFY"}


def test_all_open_options_are_taken_without_a_warning(programs, small):
    options = ["VIEW=embedding", "TIMEOUT=9", "CACHE_SIZE=1GB", "RETRIES=3", "MAX_READ=1GB", "VERIFY=before-use", "OVERVIEWS=auto"]
    result = programs.run("gdalinfo", *(part for option in options for part in ("-oo", option)), small.dataset)
    assert result.errors == "", result.errors


def test_the_driver_has_no_help_page_that_is_not_there(programs):
    assert programs.python("from osgeo import gdal; print(gdal.GetDriverByName('TESSERA').GetMetadataItem('DMD_HELPTOPIC'))").output.strip() == "None"


def test_the_driver_says_what_it_can(programs):
    code = textwrap.dedent("""
        from osgeo import gdal
        driver = gdal.GetDriverByName("TESSERA")
        for key in ("DCAP_RASTER", "DCAP_OPEN", "DMD_LONGNAME", "DMD_CONNECTION_PREFIX", "DCAP_CREATE", "DCAP_CREATECOPY"): print(key, driver.GetMetadataItem(key))
        """)
    said = dict(line.split(" ", 1) for line in programs.python(code).output.splitlines())
    assert (said["DCAP_RASTER"], said["DCAP_OPEN"], said["DMD_CONNECTION_PREFIX"]) == ("YES", "YES", "TESSERA:")
    assert said["DCAP_CREATE"] == said["DCAP_CREATECOPY"] == "None" and said["DMD_LONGNAME"] != "None"


def test_debug_lines_tell_each_request_and_its_bytes(counted, small):
    errors = counted.run("gdalinfo", "-checksum", small.dataset + "?bands=0", CPL_DEBUG="TESSERA").errors
    told = re.findall(r"^TESSERA: (GET|HEAD) .*: (\d+) bytes in", errors, re.M)
    assert len(told) == len(counted.proxy.requests), errors
    assert sum(int(size) for _, size in told) == counted.proxy.bytes_of(), errors


def test_names_work_inside_a_VRT(programs, small):
    vrt, out = (os.path.join(programs.folder, name) for name in ("a.vrt", "out.tif"))
    programs.run("gdalbuildvrt", "-q", vrt, small.dataset)
    programs.run("gdal_translate", "-q", "-b", "2", vrt, out)
    import numpy as np

    assert np.array_equal(gdal.Open(out).ReadAsArray(), small.expected(bands=[1])[0], equal_nan=True)


def test_a_program_that_ends_while_reading_ends_well(programs, narrow):
    """Its consumer has gone: it ends by an error, not by a crash, and does not hang."""
    process = subprocess.run(f"gdal_translate -q -of XYZ -b 1 {narrow.dataset} /vsistdout/ | head -c 100000 | wc -c", shell=True, env=programs.environment(),
                             cwd=programs.folder, capture_output=True, text=True, timeout=120, check=False)
    assert process.stdout.strip() == "100000", process


def test_exits_are_clean_with_datasets_open(programs, small):
    for _ in range(5):
        programs.python(f"from osgeo import gdal; gdal.UseExceptions(); d = gdal.Open({small.dataset!r}); d.GetRasterBand(1).Checksum(); import os, sys; sys.stdout.flush(); sys.exit(0)")


@pytest.mark.parametrize("command", [["gdalinfo", "-json"], ["gdalmanage", "identify"]], ids=lambda c: c[0])
def test_other_programs_know_it_too(programs, small, command):
    assert "TESSERA" in programs.run(*command, small.dataset).output
