"""docs/driver.md and README.md against the driver's own list of options, the settings that the core reads, and the names that it parses."""
import json
import os
import re
import subprocess

import pytest

import geotessera_folder
from installation import install_for_good

REPOSITORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PAGES = ["README.md", "CONTRIBUTING.md", "docs/driver.md"]
WITH_CODE = ["README.md", *sorted(f"docs/{name}" for name in os.listdir(os.path.join(REPOSITORY, "docs")) if name.endswith(".md"))]
WRITTEN = (".md", ".json", ".cs", ".cpp", ".h", ".c", ".py", ".sh", ".cake", ".targets", ".props", ".csproj")
READ_BY_GDAL = {"CPL_DEBUG"}  # not by the core: the shim's debug lines go through CPLDebug()


def text_of(path):
    with open(os.path.join(REPOSITORY, path), encoding="utf-8") as file:
        return file.read()


def section(title):
    """What stands under a heading of docs/driver.md."""
    match = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", text_of("docs/driver.md"), re.M | re.S)
    assert match, f"docs/driver.md has no section '{title}'"
    return match[1]


def documented(title):
    """Options of a section, with the default that it gives them: * **NAME=**`value` (default `value`)."""
    options = {}
    for item in re.split(r"^\* ", section(title), flags=re.M)[1:]:
        names = re.findall(r"\*\*([A-Z0-9_]+)=\*\*", item)
        default = re.search(r"\(default `([^`]*)`", item)
        for name in names:
            assert name not in options, f"{name} stands twice"
            options[name] = default[1] if default and len(names) == 1 else None
    return options


def words(path, start):
    """The strings of a C# list."""
    match = re.search(start + r"[^\[]*\[([^\]]*)\]", text_of(path))
    assert match, f"{path}: no list {start}"
    return re.findall(r'"([A-Z0-9_]+)"', match[1])


def settings_of_core():
    return words("src/TesseraGdal.Core/Settings/TesseraSettings.cs", r"\bOptionNames \{ get; \} =")


def options_of_requests():
    """The open options that are no settings: views, with their own, and parts of the Earth."""
    folder = "src/TesseraGdal.Core/Views"
    views = [f"{folder}/{name}" for name in sorted(os.listdir(os.path.join(REPOSITORY, folder))) if name.endswith(".cs")]
    code = "".join(map(text_of, ["src/TesseraGdal.Core/Naming/NameOptions.cs", *views]))
    return [option for constants in re.findall(r"\bconst string (.*?);", code) for option in re.findall(r'"([A-Z_]+)"', constants)]


def options_known_from_gdal():
    """The options without our prefix that the core reads."""
    readers = "".join(text_of(f"src/TesseraGdal.Core/Settings/{name}.cs") for name in ("TesseraSettings", "ProxyReader", "HeaderReader"))
    return set(re.findall(r'"((?:AWS|GDAL)_[A-Z0-9_]+)"', readers))


@pytest.fixture
def driver(programs):
    """The driver's option list: for each name, the attributes of its element and its values."""
    code = """
import json
from osgeo import gdal
import xml.etree.ElementTree as tree
options = tree.fromstring(gdal.GetDriverByName("TESSERA").GetMetadataItem("DMD_OPENOPTIONLIST"))
print(json.dumps({o.get("name"): dict(o.attrib, values=[v.text for v in o.findall("Value")]) for o in options}))
"""
    return json.loads(programs.python(code).output)


def test_the_page_has_the_open_options_that_the_driver_has(driver):
    assert sorted(documented("Open options")) == sorted(driver)


def test_the_driver_has_the_open_options_that_the_core_reads(driver):
    assert sorted(driver) == sorted([*settings_of_core(), *options_of_requests()])


def test_the_page_gives_the_defaults_and_the_values_that_the_driver_gives(driver):
    page = documented("Open options")
    for name, option in driver.items():
        if "default" in option:
            assert page[name] == option["default"], name
        item = re.search(rf"^\* \*\*{name}=\*\*(.*?)(?=^\* |\Z)", section("Open options"), re.M | re.S)[1]
        for value in option["values"]:
            assert f"`{value}`" in item, f"{name}: {value} is not on the page"


def test_the_page_has_the_configuration_options_that_the_core_reads():
    ours = {f"TESSERA_{name}" for name in settings_of_core()}
    assert sorted(documented("Configuration options")) == sorted(ours | options_known_from_gdal() | READ_BY_GDAL)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_no_setting_that_there_is_not(page):
    settings = {f"TESSERA_{name}" for name in settings_of_core()}
    tags = set(re.findall(r"`(TESSERA_[A-Z_]+)`", re.search(r"\* \*\*Metadata\.\*\*(.*?)\n\n", text_of("docs/driver.md"), re.S)[1]))
    found = set(re.findall(r"\bTESSERA_[A-Z_]+\b", text_of(page)))
    assert found <= settings | tags, found - settings - tags


def test_tags_that_the_page_names_are_there(programs, small):
    tags = re.findall(r"`(TESSERA_[A-Z_]+)`", re.search(r"\* \*\*Metadata\.\*\*(.*?)\n\n", text_of("docs/driver.md"), re.S)[1])
    metadata = json.loads(programs.run("gdalinfo", "-json", small.dataset).output)["metadata"][""]
    assert tags and set(tags) <= set(metadata)


# Options in names, as parts of the path and after '?': what NameOptions joins.
SETTINGS_IN_NAMES = words("src/TesseraGdal.Core/Naming/NameOptions.cs", r"\bOfSettings \{ get; \} =")
KEYS = "|".join(map(str.lower, [*options_of_requests(), *SETTINGS_IN_NAMES]))
NAME = r"TESSERA:[\w.,/~?=&:+-]*[\w/]"


def other_form(name):
    """A name whose options are parts of the path, with its options after '?'; any other name as it is."""
    place, *options = re.split(rf"(?:/|(?<=^TESSERA:))(?=(?:{KEYS}):)", name)
    return place + "?" + "&".join(option.replace(":", "=", 1) for option in options) if options else name


def test_names_are_rewritten_into_the_other_form():
    assert other_form("TESSERA:v1/2024/bbox:0.0,52.0,0.3,52.3/view:rgb") == "TESSERA:v1/2024?bbox=0.0,52.0,0.3,52.3&view=rgb"
    assert other_form("TESSERA:source:https://host/bucket/layout:s3-v0.9") == "TESSERA:?source=https://host/bucket&layout=s3-v0.9"
    assert other_form("TESSERA:v1/2024/grid_0.15_52.05") == "TESSERA:v1/2024/grid_0.15_52.05"


def test_pages_show_names_with_their_options_in_the_path():
    """The other form stands where it is explained, in docs/driver.md, once."""
    for page in WITH_CODE:
        found = [name for name in re.findall(NAME, text_of(page)) if "?" in name]
        assert len(found) <= (page == "docs/driver.md"), f"{page}: {found}"


def test_every_name_on_the_pages_can_be_parsed(programs, store):
    """In both forms."""
    paths = r"^TESSERA:(/|\.|path/|tiles|grid_)|source:(/|s3:)"  # of what is nowhere; test_local.py and test_names.py try them all
    names = sorted({name for page in PAGES for name in re.findall(NAME, text_of(page)) if not re.search(r"YEAR|LON|DATASET|KEY|PATH|" + paths, name)})
    names += [other_form(name) for name in names if other_form(name) != name]
    assert len(names) >= 12 and sum("?" in name for name in names) >= 5
    code = """
import sys
from osgeo import gdal
gdal.UseExceptions()
for name in sys.argv[1:]:
    try:
        gdal.Open(name)
        print("ok")
    except RuntimeError as e:
        print(e)
"""
    answers = programs.python(code, *names, TESSERA_SOURCE=store.folder, TESSERA_DATASET="v1", check=False).output.splitlines()
    assert len(answers) == len(names)
    for name, answer in zip(names, answers):
        assert answer == "ok" or "cannot be understood" not in answer and re.search("grid_|nearest|there is no file", answer), f"{name}: {answer}"


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text_of(page)):
            assert os.path.exists(os.path.join(REPOSITORY, os.path.dirname(page), link)), f"{page}: {link}"


def blocks(page):
    """The code blocks of a page: language and text."""
    return re.findall(r"^```(\w*)\n(.*?)^```", text_of(page), re.M | re.S)


def test_every_block_of_code_says_what_it_is():
    """bash and python are run here, csharp by tests/packages; RoomTests has mermaid. Text is no code: names, paths, pictures."""
    for page in WITH_CODE:
        for language, block in blocks(page):
            assert language in ("bash", "python", "csharp", "mermaid", "text"), f"{page}: {language or 'no language'}: {block}"


def test_no_file_gives_the_data_a_licence_that_its_authors_did_not():
    """They give it CC0, and ask to be named (formats.md, appendix B)."""
    for folder, folders, files in os.walk(REPOSITORY):
        folders[:] = [name for name in folders if name not in (".git", "artifacts", "bin", "obj")]
        for path in (os.path.join(folder, name) for name in files if name.endswith(WRITTEN)):
            assert not re.search(r"CC[- ]BY[- ]?4", text_of(path)), path
    assert "CC0" in text_of("README.md") and "CC0" in text_of("docs/driver.md")


def test_spans_and_instruments_are_documented_and_no_others():
    core = os.path.join(REPOSITORY, "src", "TesseraGdal.Core")
    code = "".join(text_of(os.path.join(folder, name)) for folder, _, files in os.walk(core) for name in files if name.endswith(".cs"))
    given = set(re.findall(r'"(tessera\.[a-z.]+[a-z])"', code))
    given |= {"tessera." + name for name in re.findall(r'(?:Operation\.Begin|TraceAsync)\(\s*"([a-z]+)"', code)}
    assert given == set(re.findall(r"`(tessera\.[a-z.]+)`", text_of("docs/csharp.md"))), given


def test_targets_that_the_pages_name_are_there():
    usage = subprocess.run([os.path.join(REPOSITORY, "build.sh")], stdout=subprocess.PIPE, text=True, check=False).stdout
    targets = set(re.findall(r"(?:^ {2}| {3,})([a-z]+) {3,}", usage, re.M))
    assert {"test", "referee", "format"} <= targets
    for page in PAGES:
        for target in re.findall(r"\./build\.sh ([a-z]+)", text_of(page)):
            assert target in targets, f"{page}: {target}"


# With every GDAL as they are printed. What the other form means, the core decides; that GDAL lets both through, test_names.py tries.
FORMS = [pytest.param(True, marks=pytest.mark.shim, id="as printed"), pytest.param(False, id="options after ?")]


@pytest.mark.referee
@pytest.mark.parametrize("is_printed", FORMS)
@pytest.mark.parametrize("page", WITH_CODE)
def test_the_examples_run(page, is_printed, served, store, folder, plugins):
    """Each block, in a new folder, with the store as the source: the tile of the pages is in the referee's store."""
    downloaded = geotessera_folder.write(os.path.join(folder, "tiles"), [store.tile("grid_0.15_52.05")])
    found = [(language, block) for language, block in blocks(page) if language in ("bash", "python")]
    assert len(found) >= {"README.md": 1, "docs/driver.md": 9, "docs/qgis.md": 1}.get(page, 0)
    for language, block in found:
        if "./build.sh" in block:
            continue  # the runner that runs this; .ci/run runs both
        if "sudo" in block:
            continue  # below
        block = block.replace("/data/tessera", store.folder).replace("/data/tiles", downloaded)
        if "$PWD/gdalplugins" in block:
            block = f"cd '{os.path.dirname(plugins)}'\n{block}"
        shell = ["/usr/bin/python3", "-c"] if language == "python" else ["bash", "-euc"]
        text = block if is_printed else in_other_form(language, block)
        if text:
            served.run(*shell, text, TESSERA_SOURCE=store.folder)


def in_other_form(language, block):
    """A block with the options of names after '?', quoted for the shell; None where there are none, and where gdal_calc.py refuses them."""
    quote = '"' if language == "bash" else ""
    other = re.sub(rf"(?<![\w/]){NAME}", lambda name: name[0] if other_form(name[0]) == name[0] else quote + other_form(name[0]) + quote, block)
    return None if other == block or "gdal_calc" in block else other


@pytest.mark.shim
def test_the_commands_that_install_for_good_work_as_they_are_printed(programs, plugins):
    block, = (text for _, text in blocks("README.md") if "sudo" in text)
    assert "SUBDATASET_1_NAME" in install_for_good(programs, block, os.path.dirname(plugins))
