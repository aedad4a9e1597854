"""Lies about the length of a body, or says nothing."""
from .modes import mode


@mode("length-too-long-then-closed")
def _(x):
    x.answer(Content_Length=int(x.good()[1]["Content-Length"]) + 1000)


@mode("length-too-long-then-silence")
def _(x):
    x.answer(Content_Length=int(x.good()[1]["Content-Length"]) + 1000)
    x.rest(60)


@mode("length-too-short")
def _(x):
    return x.answer(Content_Length=int(x.good()[1]["Content-Length"]) // 2)


for _name, _length in {
        "negative": "-5",
        "huge": str(1 << 62),
        "of-a-gigabyte": str(1000 << 20),
        "beyond-64-bits": "99999999999999999999",
        "of-words": "many",
        "signed": "+100",
                       "hexadecimal": "0x400", "of-a-list": "10, 20", "empty": "", "with-escapes": "12\x1b[31m"}.items():
    mode(f"length-{_name}")(lambda x, length=_length: x.answer(Content_Length=length) and False)
mode("length-of-a-gigabyte-as-200")(lambda x: x.answer(200, drop=["Content-Range"], Content_Length=1000 << 20) and x.rest(60))
mode("length-twice-with-different-values")(lambda x: x.answer(extra=[("Content-Length", "7")]) and False)
mode("length-twice")(lambda x: x.answer(extra=[("Content-Length", x.good()[1]["Content-Length"])]))
mode("length-missing-then-closed")(lambda x: x.answer(drop=["Content-Length"], Connection="close") and False)
mode("length-missing-and-cut")(lambda x: x.answer(body=x.good()[2][:100], drop=["Content-Length"]) and False)


def _chunked(x, *pieces, ends=b"0\r\n\r\n", **headers):
    status, own, body = x.good()
    x.head(status, [*((name, value) for name, value in own.items() if name != "Content-Length"), ("Transfer-Encoding", "chunked"), *headers.items()])
    if x.method == "HEAD" or status == 304:
        return True
    for piece in pieces or (b"%x\r\n%b\r\n" % (len(body), body) if body else b"",):
        x.send(piece)
    x.send(ends)
    return True


mode("chunked")(_chunked)
mode("chunked-and-a-length")(lambda x: _chunked(x, **{"Content-Length": "10"}))
mode("chunked-of-no-number")(lambda x: _chunked(x, b"zz\r\nabc\r\n") and False)
mode("chunked-of-a-huge-number")(lambda x: _chunked(x, b"ffffffffffffffff0\r\nabc\r\n") and False)
mode("chunked-of-a-negative-number")(lambda x: _chunked(x, b"-5\r\nabc\r\n") and False)
mode("chunked-without-an-end")(lambda x: _chunked(x, ends=b"") and False)
mode("chunked-of-nothing")(lambda x: _chunked(x, b""))


@mode("chunked-with-an-endless-extension")
def _(x):
    _chunked(x, b"5;name=", ends=b"")
    while True:
        x.send(b"a" * (1 << 16))


@mode("chunked-with-endless-trailers")
def _(x):
    _chunked(x, ends=b"0\r\n")
    while True:
        x.send(b"X-More: and more\r\n" * 4000)


@mode("chunked-in-single-bytes")
def _(x):
    body = x.good()[2]
    return _chunked(x, b"".join(b"1\r\n%c\r\n" % byte for byte in body[:1 << 20])) if len(body) <= 1 << 20 else _chunked(x)
