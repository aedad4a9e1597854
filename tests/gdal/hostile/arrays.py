"""Has arrays whose headers lie."""
import ast
import struct

from .modes import NPY, mode


def _npy(text, version=b"\x01\x00", length=None):
    text = text.encode("latin-1") if isinstance(text, str) else text
    size = len(text) if length is None else length
    return b"\x93NUMPY" + version + (struct.pack("<H", size & 0xFFFF) if version[0] == 1 else struct.pack("<I", size)) + text


def _header(x, descr=None, order="False", shape=None):
    """The header of the true object, but for what is given."""
    size = struct.unpack("<H", x.data[8:10])[0]
    text = x.data[10:10 + size].decode("latin-1")
    true = ast.literal_eval(text.strip())
    made = f"{{'descr': {descr or repr(true['descr'])}, 'fortran_order': {order}, 'shape': {shape or true['shape']}, }}"
    return made + " " * (size - 1 - len(made)) + "\n" if len(made) < size else made + "\n"


def _with_header(make):
    """The true object, under another header."""

    def act(x):
        if x.data is None or not x.data.startswith(b"\x93NUMPY"):
            return x.answer()
        x.use(make(x) + x.data[10 + struct.unpack("<H", x.data[8:10])[0]:])
        return x.answer()

    return act


for _name, _make in {
        "of-a-huge-shape": lambda x: _npy(_header(x, shape="(9223372036854775807, 9223372036854775807, 128)")),
        "of-a-shape-that-overflows": lambda x: _npy(_header(x, shape="(4294967296, 4294967296, 128)")),
        "of-a-shape-without-end": lambda x: _npy(_header(x, shape="(" + "9" * 5000 + ", 1, 128)")),
        "of-a-negative-shape": lambda x: _npy(_header(x, shape="(-1117, -56, 128)")),
        "of-no-dimension": lambda x: _npy(_header(x, shape="()")),
        "of-many-dimensions": lambda x: _npy(_header(x, shape="(" + "1, " * 10000 + ")")),
        "of-fractions": lambda x: _npy(_header(x, shape="(1117.0, 56.0, 128.0)")),
        "of-truth-values": lambda x: _npy(_header(x, shape="(True, True, True)")),
        "that-is-empty": lambda x: _npy(_header(x, shape="(0, 56, 128)")),
        "in-Fortran's-order": lambda x: _npy(_header(x, order="True")),
        "of-objects": lambda x: _npy(_header(x, descr="'|O'")),
        "of-doubles": lambda x: _npy(_header(x, descr="'<f8'")),
        "of-records": lambda x: _npy(_header(x, descr="[('a', '|i1'), ('b', '<f4')]")),
        "of-text": lambda x: _npy(_header(x, descr="'<U2147483647'")),
        "of-escapes": lambda x: _npy(_header(x, descr="'\x1b]0;owned\x07\x1b[31m'")),
        "of-version-3": lambda x: _npy(_header(x), version=b"\x03\x00"),
        "of-version-255": lambda x: _npy(_header(x), version=b"\xff\xff"),
        "of-a-header-of-4-GiB": lambda x: _npy(_header(x), version=b"\x02\x00", length=0xFFFFFFFF),
        "of-a-header-beyond-its-end": lambda x: _npy(_header(x), length=65535),
        "of-an-empty-header": lambda x: _npy(""),
        "of-brackets": lambda x: _npy("(" * 60000),
        "of-braces": lambda x: _npy("{'descr':" * 7000),
        "of-code": lambda x: _npy("__import__('os').system('touch /tmp/owned')\n"),
        "of-spaces": lambda x: _npy(" " * 1000000, version=b"\x02\x00"),
        "of-NULs": lambda x: _npy("\0" * 118),
        "of-two-shapes": lambda x: _npy(_header(x).replace("}", "'shape': (1, 1, 128), }")),
        "of-an-endless-string": lambda x: _npy("{'descr': '" + "a" * 60000),
        "that-is-a-zip": lambda x: b"PK\x03\x04" + b"\x14\0\0\0\x08\0" + bytes(100)}.items():
    mode(f"array-{_name}", NPY)(_with_header(_make))

# A type that scales may have, and embeddings not: of scales the bytes would be read the other way round, as they should be.
mode("array-of-the-other-endianness", ("embeddings",))(_with_header(lambda x: _npy(_header(x, descr="'>f4'"))))
