"""Local data: a tile by its file, a folder as geotessera writes it, mirrors without a manifest. No server is there to be asked."""
import json
import os
import re
import shutil

import numpy as np
import pytest
from osgeo import gdal

import geotessera_folder
from geotessera_folder import CAMBRIDGE, file_of, link
from judge import assert_holds, differences
from programs import Programs

NOWHERE = "http://127.0.0.1:9/nowhere"  # no one listens there


@pytest.fixture
def local(folder, plugins):
    """Programs whose source is a server that does not answer, in a layout that folders of geotessera do not have."""
    return Programs(folder, plugins, TESSERA_SOURCE=NOWHERE, TESSERA_LAYOUT="s3-v0.9", TESSERA_RETRIES=0)


@pytest.fixture
def work(local):
    """The folder that programs run in."""
    path = os.path.join(local.folder, "work")
    os.makedirs(path)
    return path


@pytest.fixture
def tiles(store, small):
    """Two years, and a tile without landmask."""
    bare = next(tile for tile in store.good if not tile.landmask)
    return [small, store.tile("grid_20.05_80.05", 2023), bare]


@pytest.fixture
def downloaded(work, tiles):
    """A folder of geotessera's beneath the one that programs run in."""
    return geotessera_folder.write(os.path.join(work, "tiles of größe"), tiles)


def translate(programs, name, *options, **settings):
    out = os.path.join(programs.folder, "out.tif")
    programs.run("gdal_translate", "-q", *options, name, out, **settings)
    return out


def info(programs, name, *options, **settings):
    return json.loads(programs.run("gdalinfo", "-json", *options, name, **settings).output)


def subdatasets(described):
    found = described["metadata"]["SUBDATASETS"]
    return {found[key]: found[key.replace("NAME", "DESC")] for key in found if key.endswith("NAME")}


FORMS = {
    "TESSERA: and the whole path": lambda path, work: "TESSERA:" + path,
    "the whole path": lambda path, work: path,
    "a relative path": lambda path, work: os.path.relpath(path, work),
    "TESSERA: and a relative path": lambda path, work: "TESSERA:" + os.path.relpath(path, work),
    "TESSERA: and a path from here": lambda path, work: "TESSERA:./" + os.path.relpath(path, work),
    "TESSERA: and a path from above": lambda path, work: "TESSERA:../work/" + os.path.relpath(path, work),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_tile_opens_by_its_file(local, work, downloaded, small, form):
    assert_holds(translate(local, FORMS[form](file_of(downloaded, small), work)), small)


@pytest.mark.parametrize("form", ["TESSERA: and the whole path", "the whole path"])
def test_its_landmask_is_that_of_the_folder(local, work, downloaded, small, form):
    name = FORMS[form](file_of(downloaded, small), work)
    landmask = small.landmask_dataset()
    opened = gdal.Open(translate(local, name, "-b", "1"))
    assert opened.GetGeoTransform() == landmask.GetGeoTransform()
    assert opened.GetSpatialRef().GetAuthorityCode(None) == str(small.epsg)
    assert_holds(translate(local, name, TESSERA_WATER="mask"), small, water="mask")


def test_without_a_landmask_the_cell_says_where_it_lies(local, downloaded, tiles):
    bare = tiles[-1]
    opened = gdal.Open(translate(local, file_of(downloaded, bare), "-b", "3"))
    assert opened.GetGeoTransform() == pytest.approx(bare.geotransform, abs=1e-3)
    assert not differences(opened.ReadAsArray(), bare.expected(bands=[2])[0])
    result = local.run("gdalinfo", file_of(downloaded, bare), TESSERA_WATER="mask", check=False)
    assert result.status == 0 and "TESSERA_WATER=mask has no effect" in result.errors, result


@pytest.mark.shim
def test_options_stand_after_the_path_or_beside_it(local, downloaded, small):
    name = file_of(downloaded, small)
    for arguments in ([f"TESSERA:{name}/bands:0-1"], [f"TESSERA:{name}?bands=0-1"], ["-oo", "BANDS=0,1", name]):
        opened = gdal.Open(translate(local, arguments[-1], *arguments[:-1]))
        assert not differences(opened.ReadAsArray(), small.expected(bands=[0, 1]))


def test_year_and_dataset_are_told_as_far_as_path_and_note_tell_them(local, work, downloaded, small):
    tags = info(local, file_of(downloaded, small))["metadata"][""]
    assert (tags["TESSERA_YEAR"], tags["TESSERA_DATASET_VERSION"], tags["TESSERA_DATASET_VARIANT"]) == ("2024", "1.0", "vultr")
    alone = os.path.join(work, "alone", small.name)
    for suffix in (".npy", "_scales.npy"):
        link(small.path(small.stem + suffix), alone + suffix)
    described = info(local, alone + ".npy", "-mdd", "TESSERA")
    tags = described["metadata"][""]
    assert not {"TESSERA_YEAR", "TESSERA_DATASET_VERSION"} & set(tags) and tags["TESSERA_TILE_LAT"] == "88.05"
    assert described["metadata"]["TESSERA"]["KEY"] == small.name + ".npy"
    assert described["description"] == alone + ".npy"
    assert_holds(translate(local, alone + ".npy"), small)


def test_a_landmask_may_lie_beside(local, work, small):
    alone = os.path.join(work, small.name)
    for suffix in (".npy", "_scales.npy"):
        link(small.path(small.stem + suffix), alone + suffix)
    link(small.path(small.landmask_key), alone + ".tiff")
    assert_holds(translate(local, alone + ".npy", TESSERA_WATER="mask"), small, water="mask")


def test_paths_are_from_where_a_program_has_gone_to(local, downloaded, small):
    code = """
import os, sys
from osgeo import gdal
gdal.UseExceptions()
tile = sys.argv[1]
for folder in (os.path.dirname(tile), os.path.dirname(os.path.dirname(tile))):
    os.chdir(folder)
    for prefix in ("", "TESSERA:", "TESSERA:./"):
        assert gdal.Open(prefix + os.path.relpath(tile, folder)).RasterCount == 128
print("fine")
"""
    assert "fine" in local.python(code, file_of(downloaded, small)).output


OTHERS = ["scales", "another name", "no coordinates", "one decimal", "a longer name", "upper case", "no NumPy file", "empty", "a GeoTIFF"]


@pytest.fixture
def others(work, small):
    """Files that are nearly tiles."""
    def made(name, write):
        path = os.path.join(work, "others", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write(path)
        return path

    array = np.zeros((2, 2, 128), np.int8)
    return dict(zip(OTHERS, (
        made("grid_20.05_88.05_scales.npy", lambda path: np.save(path, np.ones((2, 2), np.float32))),
        made("array.npy", lambda path: np.save(path, array)),
        made("grid_east_north.npy", lambda path: np.save(path, array)),
        made("grid_20.0_88.0.npy", lambda path: np.save(path, array)),
        made("my_grid_20.05_88.05.npy", lambda path: np.save(path, array)),
        made("GRID_20.05_88.05.npy", lambda path: np.save(path, array)),
        made("grid_20.05_88.05.npy", lambda path: open(path, "wb").write(b"no NumPy file")),
        made("grid_20.15_88.05.npy", lambda path: open(path, "wb").close()),
        made("grid_20.25_88.05.npy", lambda path: shutil.copyfile(small.path(small.landmask_key), path)))))


IDENTIFY = """
import sys
from osgeo import gdal
for path in sys.argv[1:]:
    driver = gdal.IdentifyDriver(path)
    print(driver.ShortName if driver else None)
print("libtessera_core" in open("/proc/self/maps").read())
"""


@pytest.mark.shim
def test_no_other_file_is_taken_and_telling_starts_nothing(local, others, downloaded, small):
    answers = local.python(IDENTIFY, *others.values(), file_of(downloaded, small), file_of(downloaded, small, "_scales.npy"), downloaded).output.split()
    assert answers == ["None"] * 8 + ["GTiff", "TESSERA", "None", "None", "False"], answers


def test_what_is_no_tile_is_refused_in_one_sentence(local, work, downloaded, others, small):
    tile = file_of(downloaded, small)
    shutil.copytree(os.path.dirname(tile), os.path.join(work, "half"))
    os.remove(os.path.join(work, "half", small.name + "_scales.npy"))
    for name, answer in {
        f"TESSERA:{others['scales']}": "it holds scales; open grid_20.05_88.05.npy",
        f"TESSERA:{others['another name']}": "the name tells where on Earth a tile lies",
        f"TESSERA:{tile[:-4]}_gone.npy": "the name tells where on Earth a tile lies",
        f"TESSERA:{tile.replace('88.05', '88.15')}": "There is no file",
        f"TESSERA:half/{small.name}.npy": f"there is no {small.name}_scales.npy",
        f"half/{small.name}.npy": f"there is no {small.name}_scales.npy",
        f"TESSERA:{others['no NumPy file']}": "it does not begin with the magic of an .npy file",
        f"TESSERA:{tile}?source=auto": "'source' may not stand after it",
        f"TESSERA:{tile}?colour=blue": "colour",
        f"TESSERA:{tile}?bbox=0,0,1,1": "a name of one tile takes no bbox",
        f"TESSERA:/vsizip/{tile}": "virtual file systems",
        "TESSERA:no/such/folder": "there is no dataset 'no'; datasets are v1,",
        "TESSERA:./v1": "there is no folder",
        f"TESSERA:{os.path.dirname(tile)}": "has no tiles",
    }.items():
        assert answer in local.fails("gdalinfo", name), name


def test_a_file_that_is_cut_short_is_corrupt(local, work, small):
    alone = os.path.join(work, small.name)
    for suffix in (".npy", "_scales.npy"):
        shutil.copyfile(small.path(small.stem + suffix), alone + suffix)
    os.truncate(alone + ".npy", os.path.getsize(alone + ".npy") - 1)
    assert small.name + ".npy" in local.fails("gdalinfo", alone + ".npy")


@pytest.mark.shim
def test_nothing_is_written_beside_the_files(local, downloaded, small):
    def names():
        return sorted(os.path.join(folder, name) for folder, _, files in os.walk(downloaded) for name in files)

    before = names()
    local.run("gdalinfo", "-stats", "-oo", "BANDS=0", file_of(downloaded, small))
    local.run("gdalinfo", "-stats", f"TESSERA:v1/2024/{small.name}?bands=0&source={downloaded}")
    assert names() == before
    result = local.python(f"from osgeo import gdal; gdal.UseExceptions(); gdal.OpenEx({file_of(downloaded, small)!r}, gdal.OF_UPDATE)", check=False)
    assert result.status != 0 and "read-only" in result.errors, result


NAMES = {
    "TESSERA:v1/{0.year}/{0.name}": {},
    "TESSERA:v1/{0.year}/20.05,88.05": {},
    "TESSERA:{0.year}/{0.name}": {"TESSERA_DATASET": "v1"},
}


@pytest.mark.parametrize("layout", [None, "auto", "geotessera"])
@pytest.mark.parametrize("name", NAMES)
def test_a_folder_of_geotesseras_is_a_source(local, downloaded, small, name, layout):
    assert_holds(translate(local, name.format(small), TESSERA_SOURCE=downloaded, TESSERA_LAYOUT=layout, **NAMES[name]), small)


def test_the_source_may_be_given_in_the_name_or_at_opening(local, work, downloaded, small):
    """A layout that is set for another source does not count for the one in the name."""
    assert_holds(translate(local, f"{small.dataset}?source={os.path.relpath(downloaded, work)}"), small)
    assert_holds(translate(local, small.dataset, "-oo", f"SOURCE={downloaded}", "-oo", "LAYOUT=auto"), small)


def test_every_tile_of_the_folder_is_found_and_no_other(local, downloaded, tiles):
    for tile in tiles:
        info(local, tile.dataset, TESSERA_SOURCE=downloaded, TESSERA_LAYOUT=None)
    message = local.fails("gdalinfo", f"TESSERA:v1/2019/{tiles[0].name}", TESSERA_SOURCE=downloaded, TESSERA_LAYOUT=None)
    assert "Years in which that tile exists: 2024." in message and downloaded in message, message


def test_a_folder_is_a_catalogue_of_its_own(local, work, downloaded, tiles):
    for name in ("TESSERA:" + downloaded, "TESSERA:" + os.path.relpath(downloaded, work), "TESSERA:./" + os.path.relpath(downloaded, work) + "/"):
        years = list(subdatasets(info(local, name)))
        assert years == [f"TESSERA:v1/{year}/source:{downloaded}" for year in (2023, 2024)]
    for year in years:
        zones = list(subdatasets(info(local, year)))
        assert zones == [f"{year.split('/source:')[0]}/utm34n/source:{downloaded}"], zones


def test_its_coverage_is_what_is_there(local, downloaded, tiles):
    opened = gdal.Open(translate(local, "TESSERA:" + downloaded))
    pixels = opened.ReadAsArray()
    assert pixels.shape == (2, 1800, 3600)
    present = {(2023 + band, column, row) for band, row, column in np.argwhere(pixels != 0)}
    cell = {tile.id: re.fullmatch(r"grid_(-?[\d.]+)_(-?[\d.]+)", tile.name) for tile in tiles}
    assert present == {(tile.year, round((float(cell[tile.id][1]) + 179.95) * 10), round((89.95 - float(cell[tile.id][2])) * 10)) for tile in tiles}


@pytest.mark.parametrize("name", ["TESSERA:v1/{0.year}/{0.name}", "TESSERA:v1/{0.year}", "TESSERA:v1"])
def test_the_folder_of_another_dataset_is_refused(local, work, small, name):
    folder = geotessera_folder.write(os.path.join(work, "tiles"), [small], CAMBRIDGE)
    message = local.fails("gdalinfo", name.format(small), TESSERA_SOURCE=folder, TESSERA_LAYOUT=None)
    assert re.search(r"tiles holds version 1\.1, variant cambridge, says tessera_metadata\.json, and not v1\. Ask for v1\.1-cambridge", message), message
    assert_holds(translate(local, f"TESSERA:v1.1-cambridge/{small.year}/{small.name}", TESSERA_SOURCE=folder, TESSERA_LAYOUT=None), small)
    assert list(subdatasets(info(local, "TESSERA:" + folder))) == [f"TESSERA:v1.1-cambridge/2024/source:{folder}"]


@pytest.mark.parametrize("note", ["", "{", "[]", "{}", '{"dataset_version": 1.0}', '{"dataset_variant": "vultr"}', "\0" * 100, '{"a":' * 10_000, "é" * 2_000_000], ids=lambda note: ascii(note[:20]))
def test_a_broken_note_is_said_and_never_guessed_over(local, work, small, note):
    folder = geotessera_folder.write(os.path.join(work, "tiles"), [small], note)
    for name in (small.dataset, "TESSERA:" + folder):
        message = local.fails("gdalinfo", name, TESSERA_SOURCE=folder, TESSERA_LAYOUT=None)
        assert "tessera_metadata.json should say which dataset is in its folder" in message, message
    result = local.run("gdalinfo", file_of(folder, small), check=False)  # of a single file no more than the dataset is lost
    assert result.status == 0 and "The dataset of this tile is not known" in result.errors, result


def test_without_a_note_the_dataset_that_is_asked_for_is_believed(local, work, small):
    folder = geotessera_folder.write(os.path.join(work, "tiles"), [small], note=None)
    settings = {"TESSERA_SOURCE": folder, "TESSERA_LAYOUT": None}
    result = local.run("gdalinfo", f"TESSERA:v2/2024/{small.name}", CPL_DEBUG="TESSERA", **settings)
    assert "that it is v2-2B-L~beta1, as asked, is believed" in result.errors, result
    assert "Set TESSERA_DATASET" in local.fails("gdalinfo", "TESSERA:" + folder)
    assert list(subdatasets(info(local, "TESSERA:" + folder, TESSERA_DATASET="v1"))) == [f"TESSERA:v1/2024/source:{folder}"]


@pytest.mark.parametrize("layout", ["s3-v0.9", "source-coop"])
def test_a_mirror_without_a_manifest_is_listed(local, work, store, small, layout):
    stem, landmask = {
        "s3-v0.9": (small.stem, small.landmask_key),
        "source-coop": (f"npy/v1/{small.year}/{small.name}/{small.name}", f"landmasks/v1/{small.name}.tiff")}[layout]
    mirror = os.path.join(work, "mirror")
    for suffix in (".npy", "_scales.npy"):
        link(small.path(small.stem + suffix), os.path.join(mirror, stem + suffix))
    link(small.path(small.landmask_key), os.path.join(mirror, landmask))
    for chosen in (None, layout):
        assert_holds(translate(local, small.dataset, TESSERA_SOURCE=mirror, TESSERA_LAYOUT=chosen, TESSERA_WATER="mask"), small, water="mask")
        assert "Years in which that tile exists: 2024." in local.fails("gdalinfo", f"TESSERA:v1/2020/{small.name}", TESSERA_SOURCE=mirror, TESSERA_LAYOUT=chosen)
    assert list(subdatasets(info(local, "TESSERA:mirror"))) == [f"TESSERA:v1/2024/source:{mirror}"]
    described = info(local, os.path.join(mirror, stem + ".npy"), "-mdd", "TESSERA")["metadata"]
    assert described[""]["TESSERA_DATASET_VERSION"] == "1.0"
    assert described["TESSERA"]["YEAR"] == "2024"


def test_a_mirror_with_a_manifest_and_a_version_of_it_are_catalogues(local, store):
    years = sorted({tile.year for tile in store.tiles})
    for folder in (store.folder, os.path.join(store.folder, "v1")):
        assert [name.split("/source:")[0] for name in subdatasets(info(local, "TESSERA:" + folder))] == [f"TESSERA:v1/{year}" for year in years]
