"""The scripts of the build that tell where time goes, and what is installed."""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BUILD = str(REPOSITORY / "build")


def run(script, *arguments, **environment):
    return subprocess.run([os.path.join(BUILD, script), *arguments], capture_output=True, text=True, check=False, env={**os.environ, **environment})


def test_a_timed_command_ends_as_it_does_alone_and_is_written_down(tmp_path):
    steps = tmp_path / "steps"
    for name, command in (("a step that ends well", ["true"]), ("one that fails", ["bash", "-c", "exit 7"])):
        assert run("timed.sh", name, *command, BUILD_STEPS=str(steps)).returncode == (7 if "fails" in name else 0)
    lines = [line.split(" ", 2) for line in steps.read_text().splitlines()]
    assert [name for _, _, name in lines] == ["a step that ends well", "one that fails"]
    assert all(0 <= float(end) - float(begin) < 60 for begin, end, _ in lines)


def test_the_table_has_the_steps_in_the_order_of_their_beginnings_and_the_whole(tmp_path):
    steps = tmp_path / "steps"
    steps.write_text("1000.5 1060.4 Debian folder forky\n1000.0 1000.3 nothing worth a line\n1010.0 1200.0 ./build.sh test\n1010.0 1020.0 tests native-3.6\n")
    assert run("where-time-went.sh", str(steps)).stdout.splitlines() == [
        "Where the time went, in seconds:",
        "   from  lasted",
        "      0      60  Debian folder forky",
        "     10     190  ./build.sh test",
        "     10      10  tests native-3.6",
        "            200  in all"]


def test_what_is_installed_already_is_not_missing():
    """What these tests themselves need is there; and no target is made up."""
    listed = run("install-packages.sh", "--list", "test", "restore")
    assert (listed.returncode, listed.stdout.strip()) == (0, ""), listed
    assert run("install-packages.sh", "--list", "nonsense").returncode == 2


@pytest.mark.parametrize("page", ["README.md", "docs/driver.md", "docs/csharp.md", "src/TesseraGdal/PACKAGE.md", "build.sh"])
def test_pages_list_the_gdals_that_there_is_a_plugin_for(page):
    """All lists of three or more on the pages that CONTRIBUTING.md names to whoever adds a version."""
    lines = (REPOSITORY / "build/gdal-versions.txt").read_text(encoding="utf-8").splitlines()
    versions = [line.split()[0] for line in lines if line and line[0] != "#"]
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    lists = re.findall(r"\b3\.\d+(?:\.\d+)?(?:,\s?3\.\d+(?:\.\d+)?)+(?:\sand\s3\.\d+)?", text)
    assert lists and all(re.findall(r"\b3\.\d+", found) == versions for found in lists), lists
    assert f"`{page}`" in (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")


class Clone:
    """A repository of one commit, with build/version.sh in it, outside this one."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / "build").mkdir(parents=True)
        shutil.copy(os.path.join(BUILD, "version.sh"), self.folder / "build")
        shutil.copy(os.path.join(BUILD, "..", ".gitattributes"), self.folder)
        self.git("init", "--quiet")
        self.commit()

    def git(self, *arguments):
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *who, *arguments], cwd=self.folder, check=True)

    def commit(self):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A commit")


def version(folder):
    return subprocess.run([os.path.join(folder, "build", "version.sh")], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def clone(tmp_path):
    return Clone(tmp_path / "clone")


@pytest.mark.parametrize(("tag", "expected"), [
    ("v1.20.3", "1.20.3"), ("v2.0.0-rc.1", "2.0.0-rc.1"), ("w1.0.0", ""), ("v1", ""), ("v1.0.0_1", "")])
def test_a_tagged_commit_has_the_version_of_its_tag(clone, tag, expected):
    clone.git("tag", tag)
    assert version(clone.folder) == expected


def test_a_commit_without_a_tag_has_no_version_of_its_own(clone):
    assert version(clone.folder) == ""
    clone.git("tag", "v1.2.3")
    clone.commit()
    assert version(clone.folder) == ""


def test_what_is_not_as_the_tagged_commit_has_it_is_no_release(clone):
    clone.git("tag", "v1.2.3")
    (clone.folder / ".gitattributes").write_text("", encoding="utf-8")
    assert version(clone.folder) == "1.2.3-dirty"


def test_a_shallow_clone_of_a_tag_has_its_version(clone, tmp_path):
    clone.commit()
    clone.git("tag", "v1.2.3")
    clone.git("clone", "--quiet", "--depth=1", "--branch=v1.2.3", f"file://{clone.folder}", str(tmp_path / "shallow"))
    assert version(tmp_path / "shallow") == "1.2.3"


@pytest.mark.parametrize(("commits", "expected"), [(0, "1.2.3"), (1, "")])
def test_an_archive_of_a_tag_has_its_version_wherever_it_is_unpacked(clone, commits, expected):
    clone.git("tag", "v1.2.3")
    for _ in range(commits):
        clone.commit()
    clone.git("archive", "--output=archive.tar", "--prefix=archive/", "HEAD")
    clone.git("tag", "--delete", "v1.2.3")
    clone.git("tag", "v9.9.9")  # of the repository around it
    subprocess.run(["tar", "--extract", "--file=archive.tar"], cwd=clone.folder, check=True)
    assert version(clone.folder / "archive") == expected
    assert version(clone.folder).startswith("9.9.9")


def test_a_folder_without_git_within_a_repository_has_not_its_tag(clone):
    clone.git("tag", "v1.2.3")
    shutil.copytree(clone.folder / "build", clone.folder / "inner" / "build")
    assert version(clone.folder / "inner") == ""
