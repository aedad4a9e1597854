"""The tests' own servers: what is measured against one that dawdles is the dawdling."""
import http.client
import os
import socket
import statistics
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from counting_proxy import CountingProxy

REQUESTS = 15


@pytest.fixture
def proxied(s3):
    """URL of the bucket behind the door that counts."""
    server, bucket = s3.rsplit("/", 1)
    proxy = CountingProxy(server)
    yield f"{proxy.url}/{bucket}"
    proxy.close()


def _median_of_ranges(url, is_kept):
    """Median seconds of a small range of one object, each over a new connection, or all over one that is kept."""
    address = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc)
    seconds = []
    for index in range(REQUESTS):
        begin = time.perf_counter()
        connection.request("GET", address.path, headers={"Range": f"bytes={index * 64}-{index * 64 + 63}"})
        answer = connection.getresponse()
        assert (answer.status, len(answer.read())) == (206, 64)
        seconds.append(time.perf_counter() - begin)
        if not is_kept:
            connection.close()
    connection.close()
    return statistics.median(seconds)


@pytest.mark.clock
@pytest.mark.parametrize("server", ["s3", "faulty_server", "proxied"])
def test_a_kept_connection_is_answered_as_soon_as_a_new_one(request, small, server):
    """A server that leaves Nagle's algorithm on waits, on a kept connection only, 40 ms for an acknowledgement before it sends the body."""
    url = request.getfixturevalue(server) + ("/tessera/" if server == "faulty_server" else "/") + small.stem + ".npy"
    _median_of_ranges(url, True)
    new, kept = (_median_of_ranges(url, is_kept) for is_kept in (False, True))
    assert kept < 3 * new, f"{kept * 1000:.1f} ms, over new connections {new * 1000:.1f} ms"


_LOADER = """#!/bin/bash
case "$*" in *radosgw-admin*) %(real)s "$@"; exec sleep 1000 ;; *) exec %(real)s "$@" ;; esac
"""


def test_the_s3_server_starts_though_its_tool_does_not_end(tmp_path):
    """As it happens one time in thirty: radosgw-admin has made the user, and stays."""
    repository = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    root = os.path.join(os.environ.get("TESSERA_ROOTS") or os.path.join(repository, "artifacts", "roots"), "s3")
    loader = tmp_path / "root" / "lib64" / "ld-linux-x86-64.so.2"
    loader.parent.mkdir(parents=True)
    loader.write_text(_LOADER % {"real": os.path.join(root, "lib64", loader.name)})
    loader.chmod(0o755)
    os.symlink(os.path.join(root, "usr"), tmp_path / "root" / "usr")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen([os.path.join(repository, "tests/servers/s3-server.sh"), tmp_path / "root", tmp_path / "state", str(port), "bucket"])
    try:
        assert any(_answers(f"http://127.0.0.1:{port}/bucket?list-type=2") for _ in range(400)), "it did not start"
    finally:
        server.kill()
        server.wait()


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        time.sleep(0.05)
        return False
