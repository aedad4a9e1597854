"""Machines without a network, and behind proxies: an error soon, that names who did not answer; what is cached works; proxies are those of GDAL and curl."""
import os
import re
import socket
import ssl
import subprocess
import time

import pytest

from counting_proxy import CountingProxy
from forward_proxy import ForwardProxy
from judge import assert_holds

NO_NETWORK = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
SOON = 3.0  # seconds, for the whole program


def translate(programs, tile, *before, **settings):
    out = os.path.join(programs.folder, "out.tif")
    result = programs.run(*before, "gdal_translate", "-q", tile.dataset, out, **settings)
    assert_holds(out, tile)
    return result


def timed(action):
    start = time.monotonic()
    result = action()
    return result, time.monotonic() - start


@pytest.fixture
def office(request):
    """A proxy that lets everyone through."""
    proxy = ForwardProxy()
    request.addfinalizer(proxy.close)
    return proxy


@pytest.fixture
def strict_office(request):
    """A proxy that wants to see a user."""
    proxy = ForwardProxy("me:s:cret")
    request.addfinalizer(proxy.close)
    return proxy


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"127.0.0.1:{server.getsockname()[1]}"


# ---- no network ------------------------------------------------------------------------------------


@pytest.mark.clock
@pytest.mark.parametrize("source", ["auto", "s3://some-bucket", "http://192.0.2.1/tessera"])
def test_without_a_network_the_error_comes_soon_and_names_each_source_once(programs, small, source):
    message, took = timed(lambda: programs.fails(*NO_NETWORK, "gdalinfo", small.dataset, TESSERA_SOURCE=source, TESSERA_LAYOUT=None))
    assert took < SOON, f"{took:.1f} s: {message}"
    assert "cannot be reached" in message and "TESSERA_OFFLINE" in message and "GDAL_HTTP_PROXY" in message, message
    hosts = re.findall(r"its host (\S+) cannot", message)
    assert hosts and len(hosts) == len(set(hosts)), message
    assert "tried" not in message, message


@pytest.mark.clock
def test_without_a_network_what_is_cached_is_read_with_one_warning(programs, small):
    translate(programs, small)
    result, took = timed(lambda: translate(programs, small, *NO_NETWORK, TESSERA_REGISTRY_TTL="0"))
    assert took < SOON, took
    assert len(re.findall("Warning", result.errors)) == 1 and "could not be asked for changes" in result.errors, result


@pytest.mark.clock
def test_a_source_that_lets_connections_hang_is_an_error_soon_and_what_is_cached_is_read(counted, small):
    """The registry is due."""
    translate(counted, small)
    listener = socket.socket()
    port = int(counted.proxy.url.rsplit(":", 1)[1])
    counted.proxy.close()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(0)
    waiting = [socket.socket() for _ in range(4)]
    try:
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        result, took = timed(lambda: translate(counted, small, TESSERA_REGISTRY_TTL="0"))
        assert took < SOON, took
        assert len(re.findall("Warning", result.errors)) == 1, result
        message, took = timed(lambda: counted.fails("gdalinfo", small.dataset, XDG_CACHE_HOME=os.path.join(counted.folder, "empty")))
        assert took < SOON, took
        assert "no connection came about" in message, message
    finally:
        for one in [*waiting, listener]:
            one.close()


def test_in_one_process_the_very_next_read_works_when_the_source_is_back(programs, small, s3):
    """The server goes, and comes back at the same address."""
    server, bucket = s3.rsplit("/", 1)
    address = closed_port()
    code = """
import sys
from osgeo import gdal
gdal.UseExceptions()
name, source = sys.argv[1:]
def read():
    try:
        return str(gdal.OpenEx(name, open_options=["SOURCE=" + source]).RasterCount)
    except RuntimeError as e:
        return str(e)
for line in sys.stdin:
    print(read().replace(chr(10), " "), flush=True)
"""
    process = subprocess.Popen(["/usr/bin/python3", "-c", code, small.dataset, f"http://{address}/{bucket}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               env=programs.environment(), text=True)
    def read():
        process.stdin.write("\n")
        process.stdin.flush()
        return process.stdout.readline()
    try:
        assert "refused the connection" in read()
        proxy = CountingProxy(server, port=int(address.rsplit(":", 1)[1]))
        try:
            assert read() == "128\n"
        finally:
            proxy.close()
    finally:
        process.stdin.close()
        process.wait(30)


# ---- proxies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["GDAL_HTTP_PROXY", "http_proxy", "all_proxy"])
def test_sources_are_asked_through_the_proxy(programs, small, office, name):
    translate(programs, small, **{name: office.address})
    assert any("manifest.parquet" in line for line in office.requests) and any(small.name in line for line in office.requests), office.requests


def test_a_proxy_may_be_given_as_a_configuration_option_with_its_user_beside_it(programs, small, strict_office):
    programs.run("gdalinfo", "--config", "GDAL_HTTP_PROXY", strict_office.address, "--config", "GDAL_HTTP_PROXYUSERPWD", "me:s%3Acret", small.dataset)
    assert any(small.name in line for line in strict_office.requests), strict_office.requests


@pytest.mark.parametrize("settings", [{"no_proxy": "127.0.0.1"}, {"NO_PROXY": "*"}, {"GDAL_HTTP_PROXY": ""}], ids=lambda settings: next(iter(settings)))
def test_sources_may_be_asked_without_the_proxy_that_there_is(programs, small, office, settings):
    programs.run("gdalinfo", small.dataset, http_proxy=office.address, **settings)
    assert office.requests == []


@pytest.mark.clock
@pytest.mark.parametrize("user", [None, "me:wrong-secret"], ids=["none", "wrong"])
def test_a_proxy_that_wants_a_user_is_named(programs, small, strict_office, user):
    message, took = timed(lambda: programs.fails("gdalinfo", small.dataset, GDAL_HTTP_PROXY=strict_office.address, GDAL_HTTP_PROXYUSERPWD=user))
    assert took < SOON, took
    assert f"the proxy http://{strict_office.address} answered 407" in message and "GDAL_HTTP_PROXYUSERPWD" in message and "secret" not in message, message


@pytest.mark.clock
@pytest.mark.parametrize("source", ["auto", None])
def test_a_proxy_that_is_not_there_is_named_and_asked_once(programs, small, source):
    address = closed_port()
    settings = {} if source is None else {"TESSERA_SOURCE": source, "TESSERA_LAYOUT": None}
    message, took = timed(lambda: programs.fails("gdalinfo", small.dataset, GDAL_HTTP_PROXY=f"http://me:secret@{address}", **settings))
    assert took < SOON, took
    assert message.count(f"the proxy http://{address} cannot be reached") == 1 and "Check GDAL_HTTP_PROXY" in message and "secret" not in message, message
    assert "any of" not in message, message


@pytest.fixture
def secure(folder, s3):
    """The S3 server behind TLS: its URL, and the file of its certificate."""
    certificate, key = (os.path.join(folder, name) for name in ("certificate.pem", "key.pem"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server, bucket = s3.rsplit("/", 1)
    proxy = CountingProxy(server, tls=context)
    yield f"{proxy.url}/{bucket}", certificate
    proxy.close()


def test_an_https_source_is_asked_through_a_tunnel(programs, small, strict_office, secure):
    url, certificate = secure
    translate(programs, small, TESSERA_SOURCE=url, SSL_CERT_FILE=certificate, GDAL_HTTPS_PROXY=f"http://me:s%3Acret@{strict_office.address}")
    assert strict_office.requests and all(line.startswith("CONNECT 127.0.0.1:") for line in strict_office.requests), strict_office.requests


def test_a_tunnel_that_wants_a_user_is_named(programs, small, strict_office, secure):
    message = programs.fails("gdalinfo", small.dataset, TESSERA_SOURCE=secure[0], GDAL_HTTP_PROXY=strict_office.address)
    assert f"the proxy http://{strict_office.address} answered 407" in message, message


def test_headers_of_the_user_are_sent(counted, small):
    counted.run("gdalinfo", small.dataset, GDAL_HTTP_HEADERS="X-Office: 7,Range: bytes=0-0")
    headers = counted.proxy.headers
    assert headers and all(one["X-Office"] == "7" for one in headers), headers
    assert all(one["Range"] != "bytes=0-0" for one in headers)
