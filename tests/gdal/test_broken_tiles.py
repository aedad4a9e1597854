"""Stored tiles that cannot be right: each is one error that names the object and what is wrong with it."""
import os
import re

CAUSES = {
    "wrong-magic": r"magic|NUMPY|no \.npy|not a \.?npy",
    "fortran-order": r"Fortran",
    "wrong-dtype": r"u1|dtype|descr|type",
    "wrong-shape": r"shape|rows|size|×",
    "wrong-bands": r"64|bands|shape",
    "huge-shape": r"2147483647|shape|large|long|bytes",
    "truncated": r"bytes|truncated|short|long",
    "wrong-scales-dtype": r"f8|dtype|descr|type",
    "wrong-scales-shape": r"shape|size|columns|×",
    "truncated-scales": r"bytes|truncated|short|long",
    "no-header": r"header|bytes|truncated|short|long",
}
ADVICE = r"(?i)\b(try|check|set|use|ask|remove|leave|give|see|report|open|choose|read|fetch)\b"


def test_a_broken_tile_is_one_error_that_says_what_is_wrong(programs, broken_tile):
    message = programs.fails("gdal_translate", "-q", broken_tile.dataset, os.path.join(programs.folder, "out.tif"))
    named = broken_tile.name + ("_scales.npy" if "scales" in broken_tile.kind else ".npy")
    assert named in message, f"names no object: {message}"
    assert re.search(CAUSES[broken_tile.kind], message, re.I), f"names no cause: {message}"
    assert re.search(ADVICE, message), f"names no way out: {message}"


def test_a_broken_tile_from_a_folder_says_the_same(programs, broken_tile):
    message = programs.fails("gdal_translate", "-q", broken_tile.dataset, os.path.join(programs.folder, "out.tif"), TESSERA_SOURCE=broken_tile.folder)
    assert broken_tile.name in message and re.search(CAUSES[broken_tile.kind], message, re.I), message


def test_a_huge_shape_allocates_nothing(programs, store, small):
    huge = next(tile for tile in store.broken if tile.kind == "huge-shape")
    programs.run("gdalinfo", "-nomd", small.dataset)
    usual = programs.peak_memory("gdalinfo", "-nomd", small.dataset)
    code = "import sys, subprocess; sys.exit(0 if subprocess.run(['gdalinfo', sys.argv[1]], capture_output=True).returncode else 1)"
    assert programs.peak_memory("/usr/bin/python3", "-c", code, huge.dataset) < usual + (64 << 20)


def test_every_kind_of_broken_tile_has_its_test(store):
    assert {tile.kind for tile in store.broken} == set(CAUSES)
