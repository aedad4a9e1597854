"""The packages as a feed gives them: what is in them, and what a .NET program that was made with them does with this machine's GDAL."""
import os
import re
import shutil
import xml.etree.ElementTree as ElementTree
import zipfile

import pytest

import make_program
from conftest import FEED, PLUGINS, WAYS

NUSPEC = "{http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd}"
MEGABYTE = 1 << 20
ROOM = 64 * MEGABYTE  # by which two runtimes and an allocator may differ from one minute to the next
# A program may end in a bad moment once in many times: that is tried with this machine's GDAL; with each other, that it ends well.
RUNS = 20 if "build" in WAYS else 4


def package(name, kind="nupkg"):
    file, = (file for file in FEED.glob(f"*.{kind}") if re.fullmatch(rf"{re.escape(name)}\.\d.*\.{kind}", file.name))
    return zipfile.ZipFile(file)


def nuspec(name):
    """What a package says of itself: (version, elements by name)."""
    with package(name) as archive:
        metadata = ElementTree.fromstring(archive.read(f"{name}.nuspec")).find(NUSPEC + "metadata")
    return {element.tag.removeprefix(NUSPEC): element for element in metadata}


# ---- what is in the packages ----


@pytest.mark.parametrize("name", ["TesseraGdal.Core", "TesseraGdal"])
def test_a_package_says_what_it_is_and_has_readme_icon_licence_documentation_and_symbols(name):
    about = nuspec(name)
    assert about["license"].text == "MIT" and about["license"].get("type") == "expression"
    assert about["readme"].text == "PACKAGE.md" and about["icon"].text == "icon.png"
    assert about["description"].text and about["authors"].text and about["tags"].text
    assert re.fullmatch("[0-9a-f]{40}", about["repository"].get("commit")) and about["repository"].get("type") == "git"
    with package(name) as archive:
        assert archive.read("PACKAGE.md").decode().startswith("# " + name)
        icon = archive.read("icon.png")
        assert icon[:8] == b"\x89PNG\r\n\x1a\n" and icon[16:24] == (128).to_bytes(4, "big") * 2
        assert b"<summary>" in archive.read(f"lib/net10.0/{name}.xml")
        library = archive.read(f"lib/net10.0/{name}.dll")
    with package(name, "snupkg") as symbols:
        pdb = symbols.read(f"lib/net10.0/{name}.pdb")
    # Paths of a release are the repository's, which source link completes, and not those of the machine that built it.
    repository = str(make_program.REPOSITORY).encode()
    assert pdb[:4] == b"BSJB" and repository not in pdb and repository not in library


def test_the_shims_lie_flat_under_names_of_their_own_and_no_core_is_with_them(version):
    with package("TesseraGdal") as archive:
        names = archive.namelist()
    native = [name for name in names if name.startswith("runtimes/")]
    drivers = [name for name in native if re.fullmatch(r"runtimes/linux-x64/native/tessera_gdal-\d+\.\d+\.so", name)]
    assert f"runtimes/linux-x64/native/tessera_gdal-{version}.so" in drivers
    assert sorted(native) == sorted([*drivers, "runtimes/linux-x64/native/tessera_vsi.so"])
    assert not [name for name in names if "tessera_core" in name]
    with package("TesseraGdal.Core") as archive:
        assert not [name for name in archive.namelist() if name.startswith("runtimes/") or name.endswith(".so")]


def test_the_driver_needs_the_core_of_its_own_version_and_the_core_needs_no_gdal():
    def needs(name):
        return {element.get("id"): element.get("version") for element in nuspec(name)["dependencies"].iter(NUSPEC + "dependency")}

    version = nuspec("TesseraGdal")["version"].text
    assert version == nuspec("TesseraGdal.Core")["version"].text
    assert needs("TesseraGdal")["TesseraGdal.Core"] == f"[{version}]"  # this one and no later: it uses what is internal to it
    assert not [name for name in needs("TesseraGdal.Core") if re.search("gdal|analyzer", name, re.I)]


@pytest.mark.parametrize("name", ["TesseraGdal.Core", "TesseraGdal"])
def test_a_package_needs_what_its_project_names_and_nothing_else(name):
    """Not what only they need in turn: NuGet finds that by itself."""
    project = ElementTree.parse(make_program.REPOSITORY / "src" / name / f"{name}.csproj")
    named = {element.get("Include") for element in project.iter("PackageReference") if element.get("PrivateAssets") != "all"}
    named |= {re.sub(r".*/|\.csproj", "", element.get("Include")) for element in project.iter("ProjectReference")}
    assert {element.get("id") for element in nuspec(name)["dependencies"].iter(NUSPEC + "dependency")} == named


@pytest.mark.parametrize("name", ["TesseraGdal.Core", "TesseraGdal"])
def test_a_package_has_the_projects_address_where_there_is_one(name):
    address = ElementTree.parse(make_program.REPOSITORY / "Directory.Build.props").find(".//ProjectAddress").text or ""
    about = nuspec(name)
    assert (about["projectUrl"].text if "projectUrl" in about else "") == address
    assert about["repository"].get("url", "") == address
    assert about["copyright"].text == about["authors"].text
    tags = about["tags"].text.split()
    assert len(tags) == len(set(tags)) and {"tessera", "gdal", "embeddings"} <= set(tags)


# ---- reading ----


def test_every_band_has_the_checksum_that_gdalinfo_gives_and_no_second_runtime_is_there(program, tile, two_bands, file, version, checksums):
    """All bands of a tile in the way that runs everywhere; in the others, which find the same files elsewhere, those of a part of it."""
    names = (tile.dataset, file) if program.folder.name == "self-contained" else (two_bands, file)
    expected = {name: checksums(name) for name in names}
    assert len(expected[file]) == 128 and len(set(expected[names[0]])) > (100 if names[0] == tile.dataset else 1)
    found = program.found("checksums", "loaded", *names)
    assert found["Bands"] == expected
    assert not found["MapsCore"]
    registration = found["Registration"]
    assert registration["HasDriver"] and registration["HasFileSystem"] and registration["UsesThisRuntime"], registration
    assert registration["GdalVersion"].startswith(version + ".") and re.search(r"/libgdal\.so\.\d+", registration["GdalLibrary"])
    assert registration["Plugin"] == str(program.shim(f"tessera_gdal-{version}.so"))


def test_where_no_gdal_is_loaded_the_systems_is(program, two_bands, checksums):
    found = program.found("checksums", "unloaded", two_bands)
    assert found["Bands"][two_bands] == checksums(two_bands) and len(checksums(two_bands)) == 2
    assert found["Registration"]["UsesThisRuntime"]


@pytest.mark.shim
def test_a_libgdal_beside_the_program_is_taken_before_the_systems(alone, two_bands, checksums):
    system = alone.found("register")["GdalLibrary"]
    soname = re.match(r".*/(libgdal\.so\.\d+)", system)[1]
    shutil.copy(system, alone.folder / soname)
    found = alone.found("checksums", "unloaded", two_bands)
    assert found["Registration"]["GdalLibrary"] == str(alone.folder / soname)
    assert found["Bands"][two_bands] == checksums(two_bands)


# ---- what may be missing ----


def test_a_libgdal_that_is_not_there_is_said_and_what_to_do(alone):
    found = alone.found("register", "/nowhere/libgdal.so.99")
    assert not (found["HasDriver"] or found["HasFileSystem"] or found["UsesThisRuntime"]) and found["GdalLibrary"] is None
    assert "/nowhere/libgdal.so.99" in found["Message"] and "Name the file of a libgdal" in found["Message"]


def test_a_library_that_is_no_gdal_is_said(alone):
    found = alone.found("register", "libz.so.1")
    assert not (found["HasDriver"] or found["HasFileSystem"])
    assert "libz.so.1" in found["Message"] and "no library of GDAL 3" in found["Message"]


@pytest.mark.shim
def test_without_a_shim_for_its_gdal_a_program_has_the_file_system_alone(alone, file, version, checksums):
    alone.shim(f"tessera_gdal-{version}.so").unlink()
    found = alone.found("checksums", "loaded", file)
    assert found["Bands"][file] == checksums(file) and not found["MapsCore"]
    registration = found["Registration"]
    assert registration["HasFileSystem"] and registration["UsesThisRuntime"] and not registration["HasDriver"]
    assert registration["Plugin"] == str(alone.shim("tessera_vsi.so"))
    assert f"no driver for GDAL {version}" in registration["Message"]


def test_without_the_native_files_a_program_is_told_that_they_are_not_there(alone):
    for shim in [*alone.folder.rglob("tessera_gdal-*"), *alone.folder.rglob("tessera_vsi*")]:
        shim.unlink()
    found = alone.found("register")
    assert not (found["HasDriver"] or found["HasFileSystem"]) and found["GdalVersion"]
    assert "none of its native files is beside the program" in found["Message"]


@pytest.mark.shim
def test_a_shim_that_cannot_be_loaded_is_said_and_the_file_system_is_there(alone, version):
    shim = alone.shim(f"tessera_gdal-{version}.so")
    shim.unlink()
    shim.write_text("no library")
    found = alone.found("register")
    assert found["HasFileSystem"] and not found["HasDriver"]
    assert f"{shim} cannot be used" in found["Message"]


@pytest.mark.shim
def test_the_driver_is_not_registered_in_another_gdal_than_it_is_linked_to(alone):
    system = alone.found("register")["GdalLibrary"]
    copy = shutil.copy(system, alone.folder / "another-libgdal.so")
    found = alone.found("register-another", copy)
    assert found["GdalLibrary"] == str(copy)
    assert found["HasFileSystem"] and not found["HasDriver"]
    assert "found another GDAL" in found["Message"]


if "build" in WAYS:  # the program within a single file, or with its own runtime, does it no differently

    def test_a_context_that_can_be_unloaded_is_refused(made):
        found = made("build").found("register-collectible")
        assert not found["HasDriver"] and "can be unloaded" in found["Message"]


# ---- again and again ----


@pytest.mark.shim
def test_eight_threads_register_100_times_each_and_there_is_one_driver(alone):
    found = alone.found("threads")
    assert found["First"]["HasDriver"] and found["First"]["UsesThisRuntime"]
    assert found["Distinct"] == 1 and found["Drivers"] == 1
    assert found["Messages"] == [1, 799]  # the first registered it; to all others it was there


@pytest.mark.shim
def test_after_gdal_has_thrown_its_drivers_away_register_puts_ours_back(alone, two_bands, checksums):
    found = alone.found("destroyed", two_bands)
    assert found["Left"] == 0
    for which in ("First", "Second"):
        assert found[which]["HasDriver"] and found[which]["HasFileSystem"] and found[which]["UsesThisRuntime"], found[which]
        assert "already" not in found[which]["Message"]
    assert found["Checksum"] == checksums(two_bands)[0]


# ---- with a plugin that GDAL finds by itself ----


@pytest.mark.shim
def test_a_plugin_that_has_not_been_used_is_given_this_programs_runtime(alone, tile, version):
    found = alone.found("plugin", "after", tile.dataset, GDAL_DRIVER_PATH=PLUGINS)
    for which in ("Registration", "Again"):
        assert found[which]["HasDriver"] and found[which]["UsesThisRuntime"], found[which]
        assert found[which]["Plugin"] == os.path.realpath(PLUGINS / version / "gdal_TESSERA.so")
    assert not found["MapsCore"]


@pytest.mark.shim
def test_a_plugin_that_has_been_used_keeps_its_core_and_it_is_said(alone, tile, version):
    found = alone.found("plugin", "before", tile.dataset, GDAL_DRIVER_PATH=PLUGINS)
    for which in ("Registration", "Again"):
        assert found[which]["HasDriver"] and found[which]["HasFileSystem"] and not found[which]["UsesThisRuntime"], found[which]
        assert found[which]["Plugin"] == os.path.realpath(PLUGINS / version / "gdal_TESSERA.so")
        assert "call Register before the first name is opened" in found[which]["Message"]
    assert found["MapsCore"]


@pytest.mark.shim
def test_when_the_plugins_driver_is_gone_ours_takes_its_place_with_this_runtime(alone, tile, version):
    found = alone.found("plugin", "alone", tile.dataset, GDAL_DRIVER_PATH=PLUGINS)
    for which in ("Registration", "Again"):
        assert found[which]["HasDriver"] and found[which]["UsesThisRuntime"], found[which]
        assert found[which]["Plugin"] == str(alone.shim(f"tessera_gdal-{version}.so"))


@pytest.mark.parametrize("seconds", [5, pytest.param(60, marks=pytest.mark.referee)])
def test_two_runtimes_live_side_by_side(alone, tile, seconds):
    longitude, latitude = re.fullmatch(r"grid_([\d.]+)_([\d.]+)", tile.name).groups()
    found = alone.found("side-by-side", seconds, tile.dataset, tile.year, longitude, latitude, GDAL_DRIVER_PATH=PLUGINS)
    assert found["MapsCore"] and not found["Registration"]["UsesThisRuntime"]
    assert found["Wrong"] is None, found["Wrong"]
    print({name: value for name, value in found.items() if name != "Registration"})
    for what in ("GdalReads", "OwnReads", "NullDereferences", "Collections"):
        assert found[what] > 10 * seconds, what
    if seconds >= 60:  # in a few seconds, caches are still being filled
        assert found["EndMemory"] <= found["WarmMemory"] + ROOM


# ---- the end ----


@pytest.mark.shim
@pytest.mark.parametrize("how", ["return", "exit", "reading"])
def test_a_program_that_leaves_datasets_open_ends_cleanly(alone, tile, file, how):
    for _ in range(RUNS):
        ended = alone.run("leave-open", how, tile.dataset, file)
        assert not ended.errors, str(ended)


@pytest.mark.shim
def test_what_is_closed_when_net_has_ended_does_not_call_it(alone, file):
    # Not a tile: closed so late, a dataset with a CRS aborts in libgdal, of the driver with 3.6 and of a GeoTIFF with 3.10; PROJ's contexts may be gone by then
    ended = alone.run("leave-open", "destroyed", "TESSERA:", file, CPL_DEBUG="ON")
    assert "Force close of TESSERA:" in ended.errors and "Force close of /vsitessera/" in ended.errors
    assert "A raster was closed" not in ended.errors


# ---- the documentation ----


@pytest.mark.referee  # all of it is compiled in any case; the places that it shows are in the referee's store
@pytest.mark.parametrize("number", range(len(make_program.blocks())), ids=lambda number: f"{make_program.blocks()[number][0]}-{number}")
def test_what_the_documentation_shows_in_c_sharp_runs(alone, number):
    assert not alone.run("block", number).errors


def test_the_sample_names_the_packages_of_this_minor_version():
    project = ElementTree.parse(make_program.REPOSITORY / "docs/samples/MaxRev/MaxRevSample.csproj")
    ours = {reference.get("Include"): reference.get("Version") for reference in project.iter("PackageReference") if reference.get("Include").startswith("TesseraGdal")}
    major, minor = nuspec("TesseraGdal")["version"].text.split(".")[:2]
    assert ours == {"TesseraGdal": f"{major}.{minor}.*-*"}  # the newest of these, were it one between releases


def test_the_sample_for_maxrev_runs_over_a_stand_in_for_the_bindings(alone, tile):
    lines = alone.run("sample", tile.dataset).output.splitlines()
    assert lines[1] == f"{tile.dataset}: {tile.width} x {tile.height} pixels, 128 bands"
    expected = tile.expected()[:, tile.height // 2, tile.width // 2]
    assert [float(word) for word in lines[2].split()] == pytest.approx([float(value) for value in expected], nan_ok=True, rel=1e-6)
