"""A server that is hostile in every way that the package hostile knows: right pixels or one error, in bounded time and memory, and nothing goes elsewhere.

Once the server is good again the very next read is right, in the same process and in another. Each way is tried on the embeddings, and in turn on one of the
other kinds of objects; what was read at the three doors (a tile, a zone, /vsitessera/) is a test each. Trials run beside one another, since most of them wait.
"""
import json
import os
import queue
import re
import select
import shutil
import subprocess
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pytest

from conftest import LAYOUT
from hostile import ANY, MODES
from hostile_server import HostileServer
from judge import differences
from mosaic_judge import Zone
from programs import PYTHON, Programs, is_consequence

PATTERNS = {"embeddings": r"\d\.npy$", "scales": r"_scales\.npy$", "landmask": r"\.tiff$", "manifest": r"manifest\.parquet$"}
DOORS = ("tile", "zone", "file")
SETTINGS = {"TESSERA_LAYOUT": LAYOUT, "TESSERA_TIMEOUT": "2", "TESSERA_RETRIES": "1"}
BOX = (20.02, 88.02, 20.08, 88.04)
MOST_SECONDS = 40  # a read may wait twice for what never comes, of each of a few objects one after the other
MOST_REQUESTS = 60
MOST_MEMORY = 160 << 20
MOST_SENT = 64 << 20  # bytes; the buffers of sockets count
MOST_TEXT = 2000  # characters of a message
AT_ONCE = 12
TRIALS_A_PROCESS = 20
LONGEST_WAIT = 90  # seconds until a read is said to hang
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _trials():
    others = ("manifest", "scales", "landmask")
    for number, mode in enumerate(MODES.values()):
        kinds = ("embeddings", others[number % 3]) if mode.kinds == ANY else mode.kinds
        yield from ((mode.name, kind) for kind in kinds)


def _causes(messages, door):
    """What tells a cause, once: GDAL's GeoTIFF driver tries a strip that could not be read again, and adds words of its own."""
    own_words = re.compile(r"^TIFF\w+\b.*(failed|Read error)|: Input/output error$")
    causes = [message for message in messages if not is_consequence("ERROR 1: " + message) and not own_words.search(message)]
    return list({message.split(" c")[0]: message for message in causes}.values()) if door == "file" else causes  # one for each object


class Reader:
    """A process that reads what it is asked for (hostile_reader.py)."""

    def __init__(self, programs):
        work = os.path.join(programs.folder, "work")
        os.makedirs(work, exist_ok=True)
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "hostile_reader.py")
        self.said = tempfile.TemporaryFile()
        self.process = subprocess.Popen([PYTHON, "-B", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.said, text=True,
                                        cwd=work, env=programs.environment())
        self.trials = 0

    def ask(self, **request):
        """How it went, or None where the process died or did not come to an end."""
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        except OSError:
            return None
        if not select.select([self.process.stdout], [], [], LONGEST_WAIT)[0]:
            self.process.kill()
            return None
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def close(self):
        self.process.kill()
        self.process.communicate()
        self.said.close()


@dataclass
class Read:
    """One read: what was said, and what it cost."""

    right: str = ""  # what differs from the right pixels; "" where nothing does; "none" where none came
    errors: list = field(default_factory=list)
    seconds: float = 0
    peak: int = 0
    requests: list = field(default_factory=list)
    sent: int = 0
    is_open: bool = False  # a dataset that could be opened, but not read, is kept
    end: str = ""  # how the process ended, if it did

    def __str__(self):
        cost = f"{self.seconds:.1f} s, {self.peak >> 20} MiB, {len(self.requests)} requests {self.requests[:10]}, {self.sent} bytes sent"
        return f"{self.right or 'right pixels'}; {len(self.errors)} errors {[message[:400] for message in self.errors]}; {cost} {self.end}"


@dataclass
class Trial:
    """What was read at each door: while the server was hostile, when it was good again, and then by another process."""

    hostile: dict = field(default_factory=dict)
    healed: dict = field(default_factory=dict)
    anew: dict = field(default_factory=dict)
    again: dict = field(default_factory=dict)  # datasets that could be opened, but not read, when the server was good again
    elsewhere: list = field(default_factory=list)


class Laboratory:
    """Makes trials, some at once."""

    def __init__(self, folder, plugins, store, tile):
        self.store, self.tile = store, tile
        self.programs = Programs(folder, plugins, **SETTINGS)
        self.expected = {}
        rows = slice(100, 160)
        whole = np.ascontiguousarray(tile.expected(rows))
        zone = Zone(tile.epsg, [other for other in store.tiles if other.year == tile.year])
        pixels = np.ascontiguousarray(np.moveaxis(zone.embedding(zone.look(*zone.window_of(*BOX))), 2, 0))
        window = [0, 100, tile.width, 60]
        self.doors = {"tile": (tile.dataset, window, whole), "zone": (f"TESSERA:v1/{tile.year}/{zone.name}?bbox={','.join(map(str, BOX))}", None, pixels),
                      "file": (f"/vsitessera/v1/{tile.year}/{tile.name}.tif", window, whole)}
        self._pairs = queue.SimpleQueue()
        for _ in range(AT_ONCE):
            self._pairs.put([])
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._trials = {}
        self._lock = threading.Lock()

    def begin(self, names):
        for name in dict.fromkeys(names):
            self._trials[name] = self._pool.submit(self._try, *name)

    def trial(self, mode, kind):
        return self._trials[mode, kind].result()

    def close(self):
        self._pool.shutdown(cancel_futures=True)
        while not self._pairs.empty():
            for reader in self._pairs.get():
                reader.close()

    def _try(self, mode, kind):
        pair = self._pairs.get()
        try:
            if not pair:
                pair = [Reader(self.programs), Reader(self.programs)]
            trial = self._try_with(pair, MODES[mode], kind)
            pair[0].trials += 1
            if pair[0].trials >= TRIALS_A_PROCESS or any(reader.process.poll() is not None for reader in pair):
                for reader in pair:
                    reader.close()
                pair = []
            return trial
        finally:
            self._pairs.put(pair)

    def _try_with(self, pair, mode, kind):
        first = sorted(MODES).index(mode.name) % len(DOORS)  # which door is tried first, when nothing is known of the objects
        doors = DOORS[first:] + DOORS[:first]
        server, elsewhere = HostileServer(self.store.folder), HostileServer(self.store.folder, "127.0.0.2", "127.0.0.1")
        trial = Trial()
        with tempfile.TemporaryDirectory(dir=self.programs.folder) as folder:
            try:
                server.elsewhere, server.pattern, server.mode = elsewhere, PATTERNS[kind], mode.act
                for door in doors:
                    trial.hostile[door] = self._read(pair[0], door, server, folder)
                server.mode = None
                for reader, reads in ((pair[0], trial.healed), (pair[1], trial.anew)):
                    for door in doors:
                        reads[door] = self._read(reader, door, server, folder)
                for door in doors:
                    if trial.hostile[door].is_open:
                        trial.again[door] = self._read(pair[0], door, server, folder, again=True)
                trial.elsewhere = [f"{elsewhere.connections} connections", *map(str, elsewhere.requests)] if elsewhere.connections else []
            finally:
                server.close()
                elsewhere.close()
        return trial

    def _read(self, reader, door, server, folder, again=False):
        name, window, expected = self.doors[door]
        out = os.path.join(folder, "pixels.npy")
        settings = {"TESSERA_SOURCE": server.url, "TESSERA_CACHE_DIR": os.path.join(folder, "cache")}
        requests, sent = len(server.requests), server.sent
        answer = reader.ask(settings=settings, name=name, window=window, out=out, again=again)
        asked = [str(request) for request in server.requests[requests:]]
        if answer is None:
            return Read(right="none", requests=asked, sent=server.sent - sent, end=f"the process ended with {reader.process.poll()}, or did not answer")
        right = differences(np.load(out), expected) if answer["read"] else "none"
        return Read(right, _causes(answer["errors"], door), answer["seconds"], answer["peak"], asked, server.sent - sent, answer["open"])


@pytest.fixture(scope="module")
def laboratory(request, plugins, store):
    with tempfile.TemporaryDirectory(prefix="tessera-hostile-") as folder:
        made = Laboratory(folder, plugins, store, store.tile("grid_20.05_88.05"))
        chosen = [item.callspec.params for item in request.session.items if item.fspath == request.node.fspath and hasattr(item, "callspec")]
        made.begin((params["mode"], params["kind"]) for params in chosen if "mode" in params)
        yield made
        made.close()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("mode, kind", list(_trials()))
def test_a_hostile_server(laboratory, mode, kind, door):
    trial = laboratory.trial(mode, kind)
    read = trial.hostile[door]
    assert not read.end, read
    assert read.right in ("", "none"), f"wrong pixels: {read}"
    assert len(read.errors) == (read.right != ""), f"neither pixels nor one error: {read}"
    assert read.errors or kind not in MODES[mode].fatal, f"pixels came: {read}"
    for message in read.errors:
        assert not mode.startswith("redirect-") or re.search(r"\b3\d\d\b", message), f"the redirect is not named: {message}"
        assert not CONTROLS.search(message), f"raw characters: {message!r}"
        assert len(message) <= MOST_TEXT and "s3cr3t" not in message, message
    assert read.seconds <= MOST_SECONDS, read
    assert read.peak <= MOST_MEMORY, read
    assert len(read.requests) <= MOST_REQUESTS, read
    assert read.sent <= MOST_SENT, read
    assert not trial.elsewhere, trial.elsewhere
    for healed, what in ((trial.healed[door], "the same process"), (trial.anew[door], "another process")):
        assert not healed.right and not healed.errors and not healed.end, f"the server is good again, and in {what}: {healed}"
    again = trial.again.get(door, Read())
    assert again.right in ("", "none") and len(again.errors) == (again.right != ""), f"the server is good again, and the dataset that was open: {again}"


def test_a_good_server_is_read_at_all_doors(laboratory, folder):
    server = HostileServer(laboratory.store.folder)
    reader = Reader(laboratory.programs)
    try:
        for door in DOORS:
            read = laboratory._read(reader, door, server, folder)
            assert not read.right and not read.errors, f"{door}: {read}"
    finally:
        reader.close()
        server.close()
