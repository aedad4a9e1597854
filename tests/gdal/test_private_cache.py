"""The cache is its owner's alone: what is made in it, and what is put there in place of its files, as GDAL programs meet it."""
import os
import stat

import pytest

from judge import assert_holds


def translate(programs, tile):
    out = os.path.join(programs.folder, "out.tif")
    programs.run("gdal_translate", "-q", tile.dataset, out)
    return out


def entries(programs):
    return [os.path.join(folder, name) for folder, folders, files in os.walk(os.path.join(programs.cache, "tessera")) for name in folders + files]


def test_folders_and_files_are_for_their_owner_only(served, small):
    translate(served, small)
    found = entries(served)
    assert {os.path.splitext(path)[1] for path in found} >= {".index", ".blocks"}
    assert [path for path in found + [served.cache] if stat.S_IMODE(os.lstat(path).st_mode) & 0o077] == []


@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_what_is_put_in_place_of_its_files_is_not_followed_and_not_waited_for(served, small, kind):
    translate(served, small)
    victim = os.path.join(served.folder, "victim")
    with open(victim, "w", encoding="ascii") as file:
        file.write("mine")
    for path in (path for path in entries(served) if os.path.isfile(path)):
        os.remove(path)
        if kind == "link":
            os.symlink(victim, path)
        else:
            os.mkfifo(path)
    assert_holds(translate(served, small), small)
    with open(victim, encoding="ascii") as file:
        assert file.read() == "mine"
