"""Has manifests that lie."""
import os
import struct

from .modes import mode, noise, stored


def _footer(parquet):
    length, = struct.unpack("<I", parquet[-8:-4])
    return len(parquet) - 8 - length, length


for _name, _change in {
        "of-a-huge-footer": lambda p: p[:-8] + b"\xff\xff\xff\x7fPAR1",
        "of-a-negative-footer": lambda p: p[:-8] + b"\xff\xff\xff\xffPAR1",
        "of-an-empty-footer": lambda p: p[:-8] + b"\0\0\0\0PAR1",
        "of-a-footer-of-lists": lambda p: b"PAR1" + b"\x19\xfc\xff\xff\xff\xff\x07" * 100 + struct.pack("<I", 700) + b"PAR1",
        "of-a-footer-of-structs": lambda p: b"PAR1" + b"\x1c" * 100000 + struct.pack("<I", 100000) + b"PAR1",
        "of-a-footer-of-noise": lambda p: p[:_footer(p)[0]] + noise(_footer(p)[1]) + p[-8:],
        "of-pages-of-noise": lambda p: p[:4] + noise(_footer(p)[0] - 4) + p[_footer(p)[0]:],
        "of-pages-of-zeros": lambda p: p[:4] + bytes(_footer(p)[0] - 4) + p[_footer(p)[0]:],
        "of-magic-alone": lambda p: b"PAR1PAR1",
        "of-an-encrypted-footer": lambda p: p[:-4] + b"PARE",
        "of-half-a-footer": lambda p: p[:_footer(p)[0] + 50] + p[-8:],
        "of-pages-of-ones": lambda p: p[:4] + b"\xff" * (_footer(p)[0] - 4) + p[_footer(p)[0]:]}.items():
    mode(f"manifest-{_name}", ("manifest",))(stored(_change))

_BROKEN = ("no-grid_size", "no-parquet", "no-year", "required-columns-only", "truncated", "zero-and-duplicates")  # of the store; one that lists nothing is right, and is believed as long as any


def _from_the_store(name):
    def act(x):
        with open(os.path.join(x.server.folder, "..", "broken-manifests", name + ".parquet"), "rb") as file:
            other = file.read()
        return stored(lambda _: other)(x)

    return act


for _name in _BROKEN:
    mode(f"manifest-{_name}", ("manifest",))(_from_the_store(_name))
