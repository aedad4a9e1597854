"""Sends true answers with some bytes changed: always the same ones for the same request."""
import random

from .modes import NPY, mode, stored

_PIECES = (b"\r\n", b"\n", b"\0", b":", b"99999999", b"-", b" ", b"\x1b[31m", b"\xff", b",", b"chunked")
NPY_HEADER = 128  # bytes


def _mutated(data, dice):
    data = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        at = dice.randrange(len(data))
        match dice.randrange(5):
            case 0:
                data[at] ^= 1 << dice.randrange(8)
            case 1:
                del data[at:at + dice.choice((1, 2, 10))]
            case 2:
                data[at:at] = dice.choice(_PIECES)
            case 3:
                data[at] = dice.randrange(256)
            case 4:
                start = dice.randrange(len(data))
                data[at:at] = data[start:start + 20]
    return bytes(data)


def _with_head(seed):
    def act(x):
        status, headers, body = x.good()
        lines = [f"HTTP/1.1 {status} OK", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        x.send(_mutated("\r\n".join(lines).encode(), random.Random(f"{seed} {x}")))
        x.send(body if x.method != "HEAD" else b"")

    return act


def _with_header_of_array(seed):
    return stored(lambda data: _mutated(data[:NPY_HEADER], random.Random(seed)) + data[NPY_HEADER:])


for _seed in range(30):
    mode(f"head-mutated-{_seed}")(_with_head(_seed))
for _seed in range(15):
    mode(f"array-mutated-{_seed}", NPY)(_with_header_of_array(_seed))
