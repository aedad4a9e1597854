"""What every test gets: the store, the servers, a folder and programs of its own.

The tests are run by tests/servers/with-servers.sh, which starts the servers and says in the environment where everything is.
"""
import inspect
import os
import shutil
import sys
import tempfile

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from counting_proxy import CountingProxy  # noqa: E402
from judge import Store, Tile  # noqa: E402
from programs import Programs, link_or_copy  # noqa: E402
from teststore import plan  # noqa: E402
from teststore.upload import upload_tree  # noqa: E402

LAYOUT = "s3-v0.9"


def _given(name):
    value = os.environ.get(name)
    if not value:
        raise pytest.UsageError(f"{name} is not set: run the tests through build.sh, or tests/servers/with-servers.sh")
    return value


_STORE = Store(_given("TESSERA_TEST_STORE"))
_PLUGINS = os.path.join(_given("TESSERA_TEST_ARTIFACTS"), "gdalplugins")


def pytest_generate_tests(metafunc):
    """`tile` is in turn every good tile of the store, `ordinary_tile` those with a landmask and a scale a pixel."""
    if "tile" in metafunc.fixturenames:
        metafunc.parametrize("tile", _STORE.good, ids=lambda tile: tile.id)
    if "ordinary_tile" in metafunc.fixturenames:
        ordinary = [tile for tile in _STORE.good if tile.landmask and not tile.scales_by_band]
        metafunc.parametrize("ordinary_tile", ordinary, ids=lambda tile: tile.id)
    if "broken_tile" in metafunc.fixturenames:
        metafunc.parametrize("broken_tile", _STORE.broken, ids=lambda tile: tile.kind)


def pytest_collection_modifyitems(items):
    """Marks as `larger` what says more on this store than on the set small: tests of its other tiles, of a wide one, or of the store as a whole."""
    small = {(entry.name, entry.year) for entry in plan.SMALL}
    if all((tile.name, tile.year) in small for tile in _STORE.tiles):
        return
    for item in items:
        given = getattr(item, "callspec", None)
        tiles = [tile for tile in (given.params.values() if given else ()) if isinstance(tile, Tile)]
        takes_more = "wide" in item.fixturenames or "store" in inspect.signature(item.function).parameters
        if any((tile.name, tile.year) not in small for tile in tiles) or takes_more and not tiles:
            item.add_marker(pytest.mark.larger)


@pytest.fixture(scope="session")
def store():
    return _STORE


@pytest.fixture(scope="session")
def plugins():
    return _PLUGINS


@pytest.fixture(scope="session")
def s3():
    """URL of the bucket, on a real S3 server, that holds the store."""
    url = _given("TESSERA_TEST_S3")
    upload_tree(_STORE.folder, url)
    return url


@pytest.fixture(scope="session")
def faulty_server():
    """URL of the server with faults. It serves the store as the bucket `tessera`, and without a prefix it serves it well."""
    target = os.path.join(_given("TESSERA_TEST_FAULTS_ROOT"), "tessera")
    if not os.path.exists(target):
        shutil.copytree(_STORE.folder, target, copy_function=link_or_copy)
    return _given("TESSERA_TEST_FAULTS")


@pytest.fixture
def folder():
    """A folder that is gone after the test: its files are large."""
    with tempfile.TemporaryDirectory(prefix="tessera-test-") as path:
        yield path


@pytest.fixture
def programs(folder, plugins, s3):
    """Programs that read from the S3 server, with an empty cache."""
    return Programs(folder, plugins, TESSERA_SOURCE=s3, TESSERA_LAYOUT=LAYOUT)


@pytest.fixture
def served(folder, plugins, faulty_server):
    """The same from the server with faults, which has none here, and which needs no upload of a store."""
    return Programs(folder, plugins, TESSERA_SOURCE=faulty_server + "/tessera", TESSERA_LAYOUT=LAYOUT)


@pytest.fixture
def counted(folder, plugins, s3):
    """Programs that read from the S3 server through `counted.proxy`, which counts."""
    yield from _through_proxy(folder, plugins, s3)


@pytest.fixture
def faulty(folder, plugins, faulty_server):
    """Programs that read from the server with faults through `faulty.proxy`, which says what gets which fault."""
    yield from _through_proxy(folder, plugins, faulty_server + "/tessera", TESSERA_RETRIES=1, TESSERA_TIMEOUT=20)


def _through_proxy(folder, plugins, bucket_url, **settings):
    server, bucket = bucket_url.rsplit("/", 1)
    proxy = CountingProxy(server)
    try:
        programs = Programs(folder, plugins, TESSERA_SOURCE=f"{proxy.url}/{bucket}", TESSERA_LAYOUT=LAYOUT, **settings)
        programs.proxy = proxy
        yield programs
    finally:
        proxy.close()


@pytest.fixture(scope="session")
def geotiffs():
    """Float32 GeoTIFFs with the same pixels as tiles, or as some bands of them, counted from 0; made by NumPy, each once."""
    with tempfile.TemporaryDirectory(prefix="tessera-geotiffs-") as path:
        made = {}

        def of(tile, bands=None):
            key = (tile.id, bands)
            if key not in made:
                made[key] = tile.write_geotiff(os.path.join(path, f"{tile.id}-{len(made)}.tif"), bands=bands)
            return made[key]

        yield of


@pytest.fixture
def narrow(store):
    """A tile at 80 degrees north, 30 MB."""
    return store.tile("grid_20.05_80.05")


@pytest.fixture
def small(store):
    """The smallest tile, 8 MB: for what is tried many times."""
    return store.tile("grid_20.05_88.05")


@pytest.fixture
def wide(store):
    """The first tile of 2024 that is at least 600 pixels wide, or else the one at 80 degrees north."""
    return next((tile for tile in store.good if tile.width >= 600 and tile.year == 2024), store.tile("grid_20.05_80.05"))
