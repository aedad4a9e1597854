"""The archive as a person unpacks it: what its pages link to is in it, and what they print runs with what is in it."""
import pathlib
import re
import subprocess

import pytest

from conftest import FEED
from installation import install_for_good


@pytest.fixture
def unpacked(folder):
    """The one folder that is in the archive."""
    file, = FEED.glob("tessera-gdal-*.tar.gz")
    subprocess.run(["tar", "--extract", "--file", file, "--directory", folder], check=True)
    found, = (path for path in pathlib.Path(folder).iterdir() if path.name == file.name.removesuffix(".tar.gz"))
    return found


def pages(unpacked):
    return sorted(unpacked.rglob("*.md"))


def anchor(heading):
    """What a heading is called in a link, as GitHub calls it."""
    return re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()).replace(" ", "-")


def test_all_that_its_pages_link_to_is_in_it(unpacked):
    assert {page.name for page in pages(unpacked)} >= {"README.md", "driver.md", "qgis.md"}
    links = 0
    for page in pages(unpacked):
        for link in re.findall(r"\]\((?!https?://)([^)]*)\)", page.read_text(encoding="utf-8")):
            path, _, section = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.is_file() and unpacked.resolve() in target.resolve().parents, f"{page.name}: {link}"
            if section:
                headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.M)
                assert section in map(anchor, headings), f"{page.name}: {link}"
            links += 1
    assert links >= 5


def test_its_pages_are_about_what_is_in_it(unpacked):
    assert {path.name for path in unpacked.iterdir()} == {"README.md", "LICENSE", "docs", "gdalplugins"}
    for page in pages(unpacked):
        assert not re.search(r"\./build\.sh|\.nupkg|`artifacts/|\btests/", page.read_text(encoding="utf-8")), page
    text = (unpacked / "README.md").read_text(encoding="utf-8")
    for needed in ("Install it into GDAL", "Names", "Settings", "Limits", "Licence"):
        assert f"\n## {needed}\n" in text


def commands(unpacked):
    return re.findall(r"^```bash\n(.*?)^```", (unpacked / "README.md").read_text(encoding="utf-8"), re.M | re.S)


def test_what_its_README_prints_to_install_it_works(unpacked, programs):
    block, = (block for block in commands(unpacked) if "sudo" in block)
    assert "SUBDATASET_1_NAME" in install_for_good(programs, block, unpacked)


@pytest.mark.referee  # its store has the tile of the pages
def test_what_else_its_README_prints_runs_with_its_plugins(unpacked, programs, store):
    others = [block for block in commands(unpacked) if "sudo" not in block]
    assert len(others) >= 2
    for block in others:
        programs.run("bash", "-euc", f"cd '{unpacked}'\n{block}", TESSERA_SOURCE=store.folder, GDAL_DRIVER_PATH=unpacked / "gdalplugins")
