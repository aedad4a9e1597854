"""Where the registry comes from, what it lists, and how long it is trusted."""
import os
import re
import shutil

import pytest
from osgeo import gdal

from judge import differences


def pixels_of_band_1(programs, name, **settings):
    out = os.path.join(programs.folder, "out.tif")
    programs.run("gdal_translate", "-q", "-b", "1", name, out, **settings)
    return gdal.Open(out).ReadAsArray()


def opens(programs, tile, **settings):
    assert not differences(pixels_of_band_1(programs, tile.dataset, **settings), tile.expected(bands=[0])[0])


def broken_manifest(store, name):
    return os.path.join(store.root, "broken-manifests", name + ".parquet")


# ---- sources -------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["s3-v0.9", "source-coop"])
@pytest.mark.parametrize("said", [True, False], ids=["layout said", "layout found"])
def test_a_folder_is_a_source_in_either_layout(programs, store, small, layout, said):
    opens(programs, small, TESSERA_SOURCE=os.path.join(store.root, layout), TESSERA_LAYOUT=layout if said else None)


def test_the_layout_of_a_bucket_is_found(programs, small):
    opens(programs, small, TESSERA_LAYOUT="auto")


def test_a_source_may_be_an_open_option(programs, store, small):
    out = os.path.join(programs.folder, "out.tif")
    programs.run("gdal_translate", "-q", "-b", "1", "-oo", f"SOURCE={store.folder}", small.dataset, out, TESSERA_SOURCE="/nowhere")
    assert not differences(gdal.Open(out).ReadAsArray(), small.expected(bands=[0])[0])


# ---- the manifest --------------------------------------------------------------------------------


def test_a_registry_may_be_a_file(programs, store, small):
    opens(programs, small, TESSERA_REGISTRY=broken_manifest(store, "good"))


def test_a_registry_may_be_a_folder(programs, store, small, folder):
    shutil.copy(broken_manifest(store, "good"), os.path.join(folder, "manifest.parquet"))
    opens(programs, small, TESSERA_REGISTRY=folder)


def test_a_registry_may_be_a_URL(counted, small):
    opens(counted, small, TESSERA_REGISTRY=counted.settings["TESSERA_SOURCE"] + "/v1/manifest.parquet")


def test_the_older_registry_is_read_from_a_folder(programs, store, small):
    opens(programs, small, TESSERA_REGISTRY=os.path.join(store.root, "older-registry"))


def test_the_older_registry_is_read_as_a_file(programs, store, small):
    opens(programs, small, TESSERA_REGISTRY=os.path.join(store.root, "older-registry", "registry.parquet"))


@pytest.mark.parametrize("name", ["required-columns-only", "zero-and-duplicates"])
def test_a_manifest_that_lacks_optional_columns_or_repeats_itself_is_read(programs, store, small, name):
    opens(programs, small, TESSERA_REGISTRY=broken_manifest(store, name))


BROKEN = {
    "no-parquet": r"Parquet", "truncated": r"Parquet|truncated|footer|end",
    "no-grid_size": r"grid_size", "no-year": r"year",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_manifest_that_cannot_be_right_is_one_error(programs, store, small, name):
    path = broken_manifest(store, name)
    message = programs.fails("gdalinfo", small.dataset, TESSERA_REGISTRY=path)
    assert name in message and re.search(BROKEN[name], message.replace(path, ""), re.I), message


@pytest.mark.parametrize("name", ["no-parquet", "no-grid_size"])
def test_of_a_manifest_that_cannot_be_right_nothing_is_kept(programs, store, small, folder, name):
    path = os.path.join(folder, "manifest.parquet")
    shutil.copy(broken_manifest(store, name), path)
    programs.fails("gdalinfo", small.dataset, TESSERA_REGISTRY=path)
    shutil.copy(broken_manifest(store, "good"), path)
    opens(programs, small, TESSERA_REGISTRY=path)


def test_rows_of_size_zero_are_not_there(programs, store):
    message = programs.fails("gdalinfo", f"TESSERA:v1/2024/{store.listed_but_empty}")
    assert store.listed_but_empty in message and re.search("no |not ", message), message


def test_when_all_rows_are_of_size_zero_no_tile_is_there(programs, store, small):
    message = programs.fails("gdalinfo", small.dataset, TESSERA_REGISTRY=broken_manifest(store, "all-of-size-zero"))
    assert small.name in message, message


def test_rows_of_another_dataset_do_not_count(programs, store):
    """The manifest has a row of v1.1, cambridge for 2018 at a place where v1 has none."""
    tile = store.tiles[0]
    message = programs.fails("gdalinfo", f"TESSERA:v1/2018/{tile.name}")
    assert "2018" in message and "2023" in message and "2024" in message, message


# ---- the index -----------------------------------------------------------------------------------


def test_the_manifest_is_not_fetched_again_within_its_time(counted, small, narrow):
    opens(counted, small)
    assert counted.proxy.count_of("manifest") > 0
    counted.proxy.forget()
    opens(counted, narrow)
    assert counted.proxy.count_of("manifest") == 0, counted.proxy.requests


def test_a_manifest_past_its_time_is_asked_for_but_not_fetched_again(counted, small, narrow):
    opens(counted, small)
    counted.proxy.forget()
    opens(counted, narrow, TESSERA_REGISTRY_TTL="0")
    assert counted.proxy.count_of("manifest") >= 1
    assert counted.proxy.bytes_of("manifest") == 0, counted.proxy.requests


def test_the_index_serves_offline(counted, small, narrow):
    opens(counted, small)
    counted.proxy.forget()
    opens(counted, small, TESSERA_OFFLINE="YES")
    message = counted.fails("gdalinfo", f"TESSERA:v1/2024/{narrow.name.replace('20.', '21.')}", TESSERA_OFFLINE="YES")
    assert "21." in message
    assert counted.proxy.requests == []


def test_offline_without_an_index_is_an_error_that_says_so(counted, small):
    message = counted.fails("gdalinfo", small.dataset, TESSERA_OFFLINE="YES")
    assert "manifest" in message and "TESSERA_OFFLINE" in message, message
    assert counted.proxy.requests == []


def test_a_manifest_that_geotessera_has_fetched_is_used_for_the_sources_that_it_knows(programs, store):
    """Offline, so that nothing else can have told the years."""
    folder = os.path.join(programs.cache, "geotessera", "v1")
    os.makedirs(folder)
    shutil.copy(os.path.join(store.folder, "v1/manifest.parquet"), folder)
    message = programs.fails("gdalinfo", "TESSERA:v1/2019/grid_20.05_80.05", TESSERA_SOURCE="auto", TESSERA_LAYOUT=None, TESSERA_OFFLINE="YES")
    assert "2023" in message and "2024" in message, message


def test_an_index_that_is_damaged_is_made_anew(counted, small):
    opens(counted, small)
    damaged = 0
    for where, _, names in os.walk(os.path.join(counted.cache, "tessera")):
        for name in names:
            path = os.path.join(where, name)
            with open(path, "r+b") as file:
                file.truncate(os.path.getsize(path) // 2)
            damaged += 1
    assert damaged
    opens(counted, small)
