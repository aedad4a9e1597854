"""Answers another range than was asked for, or says so."""
from .modes import ESCAPES, mode, xml_error


def _of_range(change):
    """Changes Content-Range: from (first, last, length) to a text, or None for no such header. What is no range is well answered."""

    def act(x):
        status, headers, _ = x.good()
        if status != 206:
            return x.answer()
        first, last = (int(n) for n in headers["Content-Range"][6:].split("/")[0].split("-"))
        text = change(first, last, len(x.data))
        return x.answer(drop=["Content-Range"]) if text is None else x.answer(Content_Range=text)

    return act


for _name, _change in {
        "without-a-header": lambda a, b, n: None,
        "that-starts-elsewhere": lambda a, b, n: f"bytes {a + 1}-{b + 1}/{n + 1}",
        "that-starts-earlier": lambda a, b, n: f"bytes 0-{b}/{n}" if a else f"bytes 5-{b}/{n}",
        "that-ends-earlier": lambda a, b, n: f"bytes {a}-{b - 1}/{n}",
        "that-ends-later": lambda a, b, n: f"bytes {a}-{b + 1}/{n + 2}",
        "of-a-larger-object": lambda a, b, n: f"bytes {a}-{b}/{n + 100}",
        "of-a-huge-object": lambda a, b, n: f"bytes {a}-{b}/{1 << 60}",
        "of-a-smaller-object": lambda a, b, n: f"bytes {a}-{b}/{b + 1}",
        "of-a-length-that-is-not-told": lambda a, b, n: f"bytes {a}-{b}/*",
        "in-another-unit": lambda a, b, n: f"rows {a}-{b}/{n}",
        "that-is-negative": lambda a, b, n: f"bytes -{a}-{b}/{n}",
        "of-huge-numbers": lambda a, b, n: f"bytes {a}-{b}/99999999999999999999",
        "that-is-upside-down": lambda a, b, n: f"bytes {b}-{a}/{n}",
        "beyond-its-object": lambda a, b, n: f"bytes {a}-{b}/{max(b - 5, 1)}",
        "with-escapes": lambda a, b, n: f"bytes {a}-{b}/{n}{ESCAPES}".strip("\r"),
        "of-many-ranges": lambda a, b, n: f"bytes {a}-{b},{a}-{b}/{n}", "that-is-empty": lambda a, b, n: ""}.items():
    mode(f"range-{_name}")(_of_range(_change))
mode("range-told-twice")(lambda x: x.answer(extra=[("Content-Range", "bytes 0-1/2")]))


@mode("range-whose-length-changes")
def _(x):
    """The first answer tells the truth, those that follow another length."""
    x.server.answered = getattr(x.server, "answered", 0) + 1
    return _of_range((lambda a, b, n: f"bytes {a}-{b}/{n + x.server.answered * 10}"))(x)


@mode("range-in-parts")
def _(x):
    status, headers, body = x.good()
    if status != 206:
        return x.answer()
    part = b"\r\n--edge\r\nContent-Type: application/octet-stream\r\nContent-Range: %b\r\n\r\n%b\r\n--edge--\r\n" % (headers["Content-Range"].encode(), body)
    return x.answer(body=part, drop=["Content-Range"], Content_Type="multipart/byteranges; boundary=edge")


mode("range-ignored")(lambda x: x.answer(200, x.data, drop=["Content-Range"]) if x.data is not None else x.answer())


@mode("range-ignored-and-cut")
def _(x):
    x.answer(200, x.data[:len(x.data) // 2], drop=["Content-Range"], Content_Length=len(x.data))


mode("range-answered-by-200")(lambda x: x.answer(200, drop=["Content-Range"]))
mode("range-refused-by-416")(lambda x: x.answer(416, xml_error("InvalidRange", "no"), drop=["Content-Range", "ETag"]))
mode("range-refused-by-416-of-nothing")(lambda x: x.answer(416, b"", drop=["ETag"], Content_Range="bytes */0"))
mode("range-with-a-longer-body")(lambda x: x.answer(body=x.good()[2] + b"more" * 100))
mode("range-with-a-shorter-body")(lambda x: x.answer(body=x.good()[2][:-100]))
mode("range-without-a-body")(lambda x: x.answer(body=b""))
mode("range-beside-204")(lambda x: x.answer(204, b"", drop=["Content-Length"]))
mode("range-beside-205")(lambda x: x.answer(205, b""))
mode("not-modified-without-having-been-asked")(lambda x: x.answer(304, b""))
