"""Sends another body, a part of it, more and more of it, or nothing for a long time."""
import socket

from .modes import LOGIN, error, mode, noise, stored, xml_error

mode("login-page")(lambda x: x.answer(200, LOGIN, drop=["Content-Range", "ETag", "Last-Modified"], Content_Type="text/html"))
mode("login-page-with-a-tag")(lambda x: x.answer(200, LOGIN, drop=["Content-Range"], Content_Type="text/html", ETag='"0123456789abcdef0123456789abcdef"'))
mode("login-page-that-is-stored")(stored(lambda _: LOGIN))
mode("empty-200")(lambda x: x.answer(200, b"", drop=["Content-Range"]))
mode("empty-object")(stored(lambda _: b""))
mode("one-byte")(stored(lambda _: b"\x93"))
mode("truncated-upload")(stored(lambda data: data[:len(data) * 3 // 5]))
mode("upload-that-lacks-a-byte")(stored(lambda data: data[:-1]))
mode("upload-that-goes-on")(stored(lambda data: data + b"more" * 1000))
mode("random-bytes")(stored(lambda data: noise(len(data))))
mode("zeros")(stored(lambda data: bytes(len(data))))
mode("error-as-200")(error(200, xml_error("InternalError", "We encountered an internal error")))


@mode("other-bytes-under-the-true-checksum", ("landmask", "manifest"), fatal=("landmask", "manifest"))
def _(x):
    """These are fetched whole. Of what is read in parts no server tells a checksum."""
    if x.data is not None:
        middle = len(x.data) // 3
        x.data = x.data[:middle] + bytes([x.data[middle] ^ 1]) + x.data[middle + 1:]
    return x.answer()


@mode("endless-body")
def _(x):
    x.head(200, [("ETag", '"endless"'), ("Transfer-Encoding", "chunked")])
    while x.method != "HEAD":
        x.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")


@mode("endless-body-of-a-range")
def _(x):
    status, headers, body = x.good()
    x.head(status, [(name, value) for name, value in headers.items() if name != "Content-Length"])
    x.send(body)
    while x.method != "HEAD":
        x.send(b"x" * 65536)


def _endless_error(status, **headers):
    def act(x):
        x.head(status, [("Content-Type", "application/xml"), ("Transfer-Encoding", "chunked"), *headers.items()])
        x.send(b"7\r\n<Error>\r\n")
        while x.method != "HEAD":
            x.send(b"10000\r\n" + b" " * 65536 + b"\r\n")

    return act


for _status in (200, 301, 400, 403, 404, 412, 416, 500, 503):
    mode(f"endless-error-{_status}")(_endless_error(_status))
mode("endless-error-307-with-a-place")(_endless_error(307, Location="http://127.0.0.2/tessera"))


def _drip(x, data, seconds=0.2):
    for byte in data:
        x.send(bytes([byte]))
        x.rest(seconds)


@mode("drip-of-a-body")
def _(x):
    status, headers, body = x.good()
    x.head(status, headers.items())
    _drip(x, body if x.method != "HEAD" else b"")


@mode("drip-of-an-error")
def _(x):
    x.head(403, [("Content-Length", "100000"), ("Content-Type", "application/xml")])
    _drip(x, b"<Error>" + b" " * 100000)


mode("drip-of-headers")(lambda x: _drip(x, b"HTTP/1.1 206 OK\r\n" + b"X-Slow: yes\r\n" * 1000))
mode("silence")(lambda x: x.rest(60))
mode("silence-after-the-headers")(lambda x: x.head(x.good()[0], x.good()[1].items()) or x.rest(60))
mode("silence-after-half")(lambda x: x.head(x.good()[0], x.good()[1].items()) or x.send(x.good()[2][:len(x.good()[2]) // 2]) or x.rest(60))
mode("silence-after-the-status")(lambda x: x.send(b"HTTP/1.1 200 OK\r\n") or x.rest(60))
mode("silence-of-an-error")(lambda x: x.head(500, [("Content-Length", "1000"), ("Content-Type", "application/xml")]) or x.rest(60))
mode("closed-at-once")(lambda x: False)
mode("reset-at-once")(lambda x: x.reset())
mode("reset-after-the-headers")(lambda x: x.head(x.good()[0], x.good()[1].items()) or x.reset())
mode("reset-after-half")(lambda x: x.head(x.good()[0], x.good()[1].items()) or x.send(x.good()[2][:len(x.good()[2]) // 2]) or x.reset())
mode("closed-after-half")(lambda x: x.head(x.good()[0], x.good()[1].items()) or x.send(x.good()[2][:len(x.good()[2]) // 2]))
mode("closed-after-the-status")(lambda x: x.send(b"HTTP/1.1 200 OK\r\n"))


@mode("half-closed-after-half")
def _(x):
    status, headers, body = x.good()
    x.head(status, headers.items())
    x.send(body[:len(body) // 2])
    x.connection.shutdown(socket.SHUT_WR)
    x.rest(60)


@mode("another-tag-at-each-request")
def _(x):
    x.server.answered = getattr(x.server, "answered", 0) + 1
    x.headers.pop("if-match", None)
    return x.answer(ETag=f'"{x.server.answered:032x}"')
