"""The tests' own servers: what is measured against one that dawdles is the dawdling."""
import http.client
import statistics
import time
import urllib.parse

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
