"""The real core, as NativeAOT library, in somebody else's process: its threads, its signals, its end.

Its source is a server on the loopback that answers every request by hanging up, so that .NET's sockets and threads are all there.
"""

import pytest
from conftest import PLUGINS, VERSION

HANGING_UP = """
import os, signal, socket, struct, threading
def serve():
    while True:
        connection, _ = server.accept()
        connection.recv(1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
server = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=serve, daemon=True).start()
os.environ.update(TESSERA_SOURCE="http://127.0.0.1:%d/bucket" % server.getsockname()[1], TESSERA_RETRIES="0", TESSERA_CACHE_DIR="NO")

from osgeo import gdal
gdal.UseExceptions()
def fail():
    try:
        gdal.Open("TESSERA:v1/2024/grid_0.15_52.05")
    except RuntimeError as error:
        return str(error)
def tasks():
    return set(os.listdir("/proc/self/task"))
def status(key, task="self"):
    path = "/proc/self/status" if task == "self" else "/proc/self/task/" + task + "/status"
    return int(next(line.split()[1] for line in open(path) if line.startswith(key)), 16)
"""


@pytest.fixture
def plugins(tmp_path):
    assert (PLUGINS / "libtessera_core.so").exists(), "the NativeAOT library has not been built"
    assert (PLUGINS / ("%d.%d" % VERSION) / "gdal_TESSERA.so").exists()
    return PLUGINS


def test_its_threads_block_sigpipe_and_the_program_keeps_its_own_disposition(python, plugins):
    out = python(
        HANGING_UP
        + """
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
pipe = 1 << (signal.SIGPIPE - 1)
before = tasks()
message = fail()
assert "127.0.0.1" in message, message
ours = tasks() - before
assert len(ours) > 2, ours
assert not status("SigIgn") & pipe and not status("SigCgt") & pipe and not status("SigBlk") & pipe
unblocked = [open("/proc/self/task/" + task + "/comm").read().strip() for task in ours if not status("SigBlk", task) & pipe]
assert not unblocked, unblocked
print("fine", len(ours))
""",
        plugins=plugins,
    )
    assert "fine" in out


def test_it_leaves_the_signals_of_a_program_alone_but_for_those_that_it_needs(python, plugins):
    out = python(
        HANGING_UP
        + """
before = status("SigCgt"), status("SigIgn")
fail()
added = [signal.Signals(n).name if n < 32 else n for n in range(1, 65) if (status("SigCgt") & ~before[0]) >> (n - 1) & 1]
assert status("SigIgn") == before[1]
print("added", added)
""",
        plugins=plugins,
    )
    # memory and arithmetic faults, which it turns into exceptions; 34 stops its threads for the garbage collector
    assert set(eval(out.split("added", 1)[1].splitlines()[0])) <= {"SIGSEGV", "SIGFPE", "SIGBUS", "SIGILL", 33, 34}


def test_a_forked_child_gets_an_error_and_both_processes_end(python, plugins):
    out = python(
        HANGING_UP
        + """
fail()
pid = os.fork()
if pid == 0:
    print(fail(), flush=True)
    raise SystemExit(3)
assert os.WEXITSTATUS(os.waitpid(pid, 0)[1]) == 3
print("parent:", fail())
""",
        plugins=plugins,
    )
    assert out.count("This process was forked") == 1 and "parent: " in out and "127.0.0.1" in out


def test_it_reserves_little_address_space(python, plugins):
    out = python(
        """
import resource
resource.setrlimit(resource.RLIMIT_AS, (12 << 30, 12 << 30))
from osgeo import gdal
gdal.UseExceptions()
try:
    gdal.Open("TESSERA:no such thing")
except RuntimeError as error:
    print("answered:", error)
""",
        plugins=plugins,
    )
    assert "answered:" in out and "no such thing" in out


def test_it_starts_at_the_first_name_and_many_threads_may_say_that_name_at_once(python, plugins):
    out = python(
        HANGING_UP
        + """
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(16) as pool:
    messages = list(pool.map(lambda _: fail(), range(32)))
assert all("127.0.0.1" in message for message in messages), messages
print("fine")
""",
        plugins=plugins,
    )
    assert "fine" in out


def test_its_file_system_says_what_is_there_and_why_something_is_not(python, plugins):
    out = python(
        """
from osgeo import gdal
print("folder:", gdal.VSIStatL("/vsitessera/").IsDirectory())
print("nothing:", gdal.VSIStatL("/vsitessera/nothing"))
""",
        plugins=plugins,
        CPL_DEBUG="TESSERA",
    )
    assert "folder: 1" in out and "nothing: None" in out and "There is nothing called" in out
