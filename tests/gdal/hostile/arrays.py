"""Has arrays whose headers lie."""
import ast
import struct

from .modes import NPY, mode, stored


def _npy(text, version=b"\x01\x00", length=None):
    text = text.encode("latin-1") if isinstance(text, str) else text
    size = len(text) if length is None else length
    return b"\x93NUMPY" + version + (struct.pack("<H", size & 0xFFFF) if version[0] == 1 else struct.pack("<I", size)) + text


def _header(data, descr=None, order="False", shape=None):
    """The header of the true object, but for what is given."""
    size = struct.unpack("<H", data[8:10])[0]
    text = data[10:10 + size].decode("latin-1")
    true = ast.literal_eval(text.strip())
    made = f"{{'descr': {descr or repr(true['descr'])}, 'fortran_order': {order}, 'shape': {shape or true['shape']}, }}"
    return made + " " * (size - 1 - len(made)) + "\n" if len(made) < size else made + "\n"


def _with_header(make):
    """The true object, under another header."""
    return stored(lambda data: make(data) + data[10 + struct.unpack("<H", data[8:10])[0]:])


for _name, _make in {
        "of-a-huge-shape": lambda d: _npy(_header(d, shape="(9223372036854775807, 9223372036854775807, 128)")),
        "of-a-shape-that-overflows": lambda d: _npy(_header(d, shape="(4294967296, 4294967296, 128)")),
        "of-a-shape-without-end": lambda d: _npy(_header(d, shape="(" + "9" * 5000 + ", 1, 128)")),
        "of-a-negative-shape": lambda d: _npy(_header(d, shape="(-1117, -56, 128)")),
        "of-no-dimension": lambda d: _npy(_header(d, shape="()")),
        "of-many-dimensions": lambda d: _npy(_header(d, shape="(" + "1, " * 10000 + ")")),
        "of-fractions": lambda d: _npy(_header(d, shape="(1117.0, 56.0, 128.0)")),
        "of-truth-values": lambda d: _npy(_header(d, shape="(True, True, True)")),
        "that-is-empty": lambda d: _npy(_header(d, shape="(0, 56, 128)")),
        "in-Fortran's-order": lambda d: _npy(_header(d, order="True")),
        "of-objects": lambda d: _npy(_header(d, descr="'|O'")),
        "of-doubles": lambda d: _npy(_header(d, descr="'<f8'")),
        "of-records": lambda d: _npy(_header(d, descr="[('a', '|i1'), ('b', '<f4')]")),
        "of-text": lambda d: _npy(_header(d, descr="'<U2147483647'")),
        "of-escapes": lambda d: _npy(_header(d, descr="'\x1b]0;owned\x07\x1b[31m'")),
        "of-version-3": lambda d: _npy(_header(d), version=b"\x03\x00"),
        "of-version-255": lambda d: _npy(_header(d), version=b"\xff\xff"),
        "of-a-header-of-4-GiB": lambda d: _npy(_header(d), version=b"\x02\x00", length=0xFFFFFFFF),
        "of-a-header-beyond-its-end": lambda d: _npy(_header(d), length=65535),
        "of-an-empty-header": lambda _: _npy(""),
        "of-brackets": lambda _: _npy("(" * 60000),
        "of-braces": lambda _: _npy("{'descr':" * 7000),
        "of-code": lambda _: _npy("__import__('os').system('touch owned')\n"),
        "of-spaces": lambda _: _npy(" " * 1000000, version=b"\x02\x00"),
        "of-NULs": lambda _: _npy("\0" * 118),
        "of-two-shapes": lambda d: _npy(_header(d).replace("}", "'shape': (1, 1, 128), }")),
        "of-an-endless-string": lambda _: _npy("{'descr': '" + "a" * 60000),
        "that-is-a-zip": lambda _: b"PK\x03\x04" + b"\x14\0\0\0\x08\0" + bytes(100)}.items():
    mode(f"array-{_name}", NPY)(_with_header(_make))

# A type that scales may have, and embeddings not: of scales the bytes would be read the other way round, as they should be.
mode("array-of-the-other-endianness", ("embeddings",))(_with_header(lambda d: _npy(_header(d, descr="'>f4'"))))
