"""Has landmasks that lie."""
import struct
import zlib
from functools import lru_cache

from .modes import mode, stored


def _fields(tiff):
    """The fields of a TIFF's first directory: {tag: (offset of its entry, type, count, value or offset)}. Little-endian and classic, as the store's are."""
    assert tiff[:4] == b"II*\0"
    start, = struct.unpack_from("<I", tiff, 4)
    count, = struct.unpack_from("<H", tiff, start)
    entries = range(start + 2, start + 2 + 12 * count, 12)
    return {struct.unpack_from("<H", tiff, at)[0]: (at, *struct.unpack_from("<HII", tiff, at + 2)) for at in entries}


def _with_field(tag, **changed):
    """The true file with another number in the entry of a tag: type, count, value."""

    def make(tiff):
        at, *old = _fields(tiff)[tag]
        new = [changed.get(name, value) for name, value in zip(("type", "count", "value"), old)]
        return tiff[:at + 2] + struct.pack("<HII", *new) + tiff[at + 12:]

    return make


def _with_doubles(tag, change):
    """The true file with other numbers where the entry of a tag points."""

    def make(tiff):
        _, _, count, offset = _fields(tiff)[tag]
        values = struct.pack(f"<{count}d", *change(list(struct.unpack_from(f"<{count}d", tiff, offset))))
        return tiff[:offset] + values + tiff[offset + 8 * count:]

    return make


def _with_epsg(code):
    def make(tiff):
        _, _, count, offset = _fields(tiff)[34735]
        keys = list(struct.unpack_from(f"<{count}H", tiff, offset))
        for i in range(4, count, 4):
            if keys[i] == 3072:
                keys[i + 3] = code
        return tiff[:offset] + struct.pack(f"<{count}H", *keys) + tiff[offset + 2 * count:]

    return make


def _directories_in_a_circle(tiff):
    start, = struct.unpack_from("<I", tiff, 4)
    count, = struct.unpack_from("<H", tiff, start)
    at = start + 2 + 12 * count
    return tiff[:at] + struct.pack("<I", start) + tiff[at + 4:]


@lru_cache(maxsize=None)
def _bomb(tiff):
    """A mask of 8000 x 8000 pixels that a few thousand bytes inflate to, and on and on."""
    data = zlib.compress(bytes(256 << 20), 6)
    for tag in (256, 257):
        tiff = _with_field(tag, type=4, value=8000)(tiff)
    return _with_strip(tiff, data, 8)


def _with_strip(tiff, data, compression):
    fields = _fields(tiff)
    offsets, counts = (273, 279) if 273 in fields else (324, 325)
    at = len(tiff)
    for tag, kind, value in ((offsets, 4, at), (counts, 4, len(data)), (259, 3, compression)):
        if tag in fields:
            tiff = _with_field(tag, type=kind, count=1, value=value)(tiff)
    return tiff + data


for _name, _change in {
        "1000-km-away": _with_doubles(33922, lambda v: [*v[:3], v[3] + 1e6, *v[4:]]),
        "north-of-the-pole": _with_doubles(33922, lambda v: [*v[:4], 1e12, *v[5:]]),
        "at-no-number": _with_doubles(33922, lambda v: [*v[:3], float("nan"), *v[4:]]),
        "at-infinity": _with_doubles(33922, lambda v: [*v[:3], float("inf"), *v[4:]]),
        "of-tiny-pixels": _with_doubles(33550, lambda v: [1e-300, 1e-300, 0]),
        "of-huge-pixels": _with_doubles(33550, lambda v: [1e300, 1e300, 0]),
        "of-negative-pixels": _with_doubles(33550, lambda v: [-10, -10, 0]),
        "of-pixels-of-20-m": _with_doubles(33550, lambda v: [20, 20, 0]),
        "in-web-mercator": _with_epsg(3857),
        "in-the-next-zone": _with_epsg(32635),
        "in-no-crs": _with_epsg(32767),
        "of-the-south": _with_epsg(32734),
        "of-a-huge-width": _with_field(256, type=4, value=0xFFFFFFFF),
        "of-no-width": _with_field(256, value=0),
        "of-another-height": _with_field(257, value=1000),
        "of-8000-pixels": _with_field(256, value=8000),
        "of-many-strips": lambda t: _with_field(273 if 273 in _fields(t) else 324, count=0x7FFFFFFF)(t),
        "of-doubles-without-end": _with_field(33550, count=0x20000000),
        "of-keys-beyond-its-end": _with_field(34735, value=0xFFFFFFF0),
        "of-directories-in-a-circle": _directories_in_a_circle,
        "that-is-a-bomb": _bomb,
        "of-an-unknown-compression": lambda t: _with_strip(t, bytes(100), 34712),
        "of-no-bits": _with_field(258, value=0),
        "of-many-bits": _with_field(258, value=65535),
        "of-samples": lambda t: _with_field(277, value=65535)(t) if 277 in _fields(t) else t[:20],
        "that-begins-beyond-its-end": lambda t: t[:4] + b"\xf0\xff\xff\xff" + t[8:],
        "that-is-only-a-beginning": lambda t: t[:8],
        "of-65535-fields": lambda t: t[:8] + b"\xff\xff" + t[10:],
        "that-is-a-big-one": lambda t: b"II+\0\x08\0\0\0" + struct.pack("<QQ", 16, 0xFFFFFFFFFFFFFFFF) + t[32:],
        "that-is-another-format": lambda t: b"\x89PNG\r\n\x1a\n" + t[8:]}.items():
    mode(f"landmask-{_name}", ("landmask",))(stored(_change))
