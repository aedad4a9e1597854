"""What is typed wrong, or is not there: one error that says which part, and what is allowed or there instead."""
import os
import re

import pytest

WRONG = {
    "TESSERA:v1/2024/utm61n": r"utm61n.*utm01 to utm60",
    "TESSERA:v1/2024?bbox=0,52,1": r"bbox.*west,south,east,north",
    "TESSERA:v1/2024?bbox=0,53,1,52": r"bbox.*southern edge",
    "TESSERA:v1/2024?bbox=52,100,53,101": r"bbox.*longitude comes first",
    "TESSERA:v1/2024/grid_0.15_52.05?bbox=0,52,1,53": r"bbox.*one tile",
    "TESSERA:v1/2024/utm31n?view=coverage": r"TESSERA:v1/2024/view:coverage",
    "TESSERA:v9/2024/grid_0.15_52.05": r"v9.*v1",
    "TESSERA:v1/24/grid_0.15_52.05": r"24.*year",
    "TESSERA:v1/2024/grid_0.15_52.1": r"grid_0\.15_52\.1\b.*grid_0\.15_52\.(05|15)",
    "TESSERA:v1/2024/grid_0.2_52.05": r"grid_0\.(15|25)_52\.05",
    "TESSERA:v1/2024/grid_200.05_52.05": r"200\.05",
    "TESSERA:v1/2024/grid_": r"grid_",
    "TESSERA:v1/2024/north of here": r"north of here",
    "TESSERA:v1/2024/0.17;52.03": r"0\.17;52\.03",
    "TESSERA:v1/2024/52.03,181": r"181|Earth|longitude",
    "TESSERA:v1/2024/nan,nan": r"nan",
    "TESSERA:v1/2024/grid_0.15_52.05?colour=blue": r"colour",
    "TESSERA:v1/2024/grid_0.15_52.05?bands=128": r"128",
    "TESSERA:v1/2024/grid_0.15_52.05?bands=,": r"bands",
    "TESSERA:v1/2024/grid_0.15_52.05?bands=1-0": r"1-0|bands",
    "TESSERA:v1/2024/utm31n/colour:blue": r"colour.*bands, bbox",
    "TESSERA:v1/2024&view=rgb": r"Did you mean 'TESSERA:v1/2024/view:rgb'",
    "TESSERA:v1/2024/bbox:0.3,52.0,0.0,52.3": r"0\.3,52\.0,0\.0,52\.3.*In the right order it is 0,52,0\.3,52\.3",
    "TESSERA:/v1/2024": r"Did you mean 'TESSERA:v1/2024'",
    "TESSERA:https://data.source.coop/tessera/tessera": r"v1/source:https://",
    "TESSERA:v1.1": r"v1\.1-dclimate is published as Zarr and Icechunk only, which are not read yet",
    "TESSERA:v1.1/2024/utm31n": r"v1\.1-dclimate is published as Zarr.*v1\.1-cambridge",
    "TESSERA:../../../../etc/passwd": r"etc|\.\.",
    "TESSERA:v1/2024/grid_0.15_52.05/more": r"more|TILE",
    "TESSERA:" + "x" * 5000: r"xxx",
    "TESSERA:v1/2024/grid_%s%n%s_52.05": r"%s",
}


@pytest.mark.parametrize("name", WRONG, ids=lambda name: name[:60])
def test_a_name_that_cannot_be_understood_says_which_part(counted, name):
    message = counted.fails("gdalinfo", name)
    assert re.search(WRONG[name], message), message
    assert counted.proxy.requests == []


SETTINGS = {
    "TESSERA_MAX_SCALE": "-1", "TESSERA_INVALID": "maybe", "TESSERA_WATER": "drink", "TESSERA_VERIFY": "later", "TESSERA_RETRIES": "many",
    "TESSERA_TIMEOUT": "-5", "TESSERA_CACHE_SIZE": "some", "TESSERA_LAYOUT": "flat", "TESSERA_SOURCE": "/no/such/folder", "TESSERA_DATASET": "v9",
    "TESSERA_REGISTRY_TTL": "old", "TESSERA_OFFLINE": "perhaps", "TESSERA_MAX_CONNECTIONS": "0"}


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_that_is_not_allowed_says_which(counted, small, setting):
    message = counted.fails("gdalinfo", small.dataset, **{setting: SETTINGS[setting]})
    assert setting in message and SETTINGS[setting] in message, message
    assert counted.proxy.requests == []


@pytest.mark.shim
def test_a_year_that_is_not_there_lists_those_that_are(programs, store):
    name = "grid_20.05_80.05"
    message = programs.fails("gdalinfo", f"TESSERA:v1/2019/{name}")
    years = [str(tile.year) for tile in store.tiles if tile.name == name]
    assert name in message and "2019" in message and all(year in message for year in years), message


def test_a_tile_that_is_not_there_says_so(programs):
    message = programs.fails("gdalinfo", "TESSERA:v1/2024/grid_-30.05_40.05")
    assert "grid_-30.05_40.05" in message, message


@pytest.mark.shim
def test_a_band_that_is_not_there_is_GDALs_own_error(programs, small):
    result = programs.run("gdal_translate", "-b", "129", small.dataset, os.path.join(programs.folder, "out.tif"), check=False)
    assert result.status != 0


@pytest.mark.shim
def test_writing_is_refused(programs, small):
    result = programs.python(f"from osgeo import gdal; gdal.UseExceptions(); gdal.OpenEx({small.dataset!r}, gdal.OF_UPDATE)", check=False)
    assert result.status != 0 and "Traceback" in result.errors


@pytest.mark.shim
def test_other_names_are_left_to_other_drivers(programs, geotiffs, small):
    """The plugin takes no file that is not its own, and says nothing about it."""
    assert "Driver: GTiff" in programs.run("gdalinfo", geotiffs(small)).output
    for name in ("TESSERAE:v1/2024/grid_0.15_52.05", "v1/2024/grid_0.15_52.05", "TESSERA"):
        result = programs.run("gdalinfo", name, check=False)
        assert result.status != 0 and "cannot be understood" not in result.errors, result


@pytest.mark.parametrize("source", ["https://user:hunter2@localhost/tessera", "http://localhost/tessera?X-Amz-Signature=hunter2"])
def test_a_secret_in_an_address_is_not_told(counted, small, source):
    result = counted.run("gdalinfo", small.dataset, check=False, TESSERA_SOURCE=source, CPL_DEBUG="TESSERA")
    assert result.status > 0 and "localhost" in result.errors, str(result)
    assert "hunter2" not in result.errors, str(result)


def test_a_region_in_a_pipe_is_refused(counted):
    pipe = os.path.join(counted.folder, "pipe.geojson")
    os.mkfifo(pipe)
    message = counted.fails("timeout", "60", "gdalinfo", "TESSERA:v1/2024", "-oo", f"REGION={pipe}")
    assert "no plain file" in message, message
