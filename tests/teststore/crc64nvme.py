"""CRC-64/NVME, as S3 has it in x-amz-checksum-crc64nvme, by NumPy: thousands of pieces side by side, then joined."""
import base64

import numpy as np

_POLYNOMIAL = 0x9A6C9329AC4BC9B5  # 0xAD93D23594C93659 with its bits in reverse
_ONES = (1 << 64) - 1
_PIECES = 4096


def _byte_tables():
    """Tables 0 ... 7: what a byte does to the register when k more bytes follow it."""
    tables = np.zeros((8, 256), np.uint64)
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (_POLYNOMIAL if value & 1 else 0)
        tables[0, byte] = value
    for k in range(1, 8):
        tables[k] = (tables[k - 1] >> np.uint64(8)) ^ tables[0, (tables[k - 1] & np.uint64(0xFF)).astype(np.intp)]
    return tables


_TABLES = _byte_tables()
_SHIFTS = [np.uint64(8 * k) for k in range(8)]
_BYTE = np.uint64(0xFF)


def _advance_8(registers):
    """The registers after eight more bytes of zeros."""
    out = np.zeros_like(registers)
    for k in range(8):
        out ^= _TABLES[7 - k, ((registers >> _SHIFTS[k]) & _BYTE).astype(np.intp)]
    return out


class _Linear:
    """A linear map of registers, as eight tables of a byte each."""

    def __init__(self, images):
        """`images` are those of the 64 single bits."""
        self.tables = np.zeros((8, 256), np.uint64)
        for bit in range(64):
            k, mask = bit // 8, 1 << (bit % 8)
            chosen = (np.arange(256) & mask) != 0
            self.tables[k, chosen] ^= images[bit]

    def __call__(self, registers):
        out = np.zeros_like(registers)
        for k in range(8):
            out ^= self.tables[k, ((registers >> _SHIFTS[k]) & _BYTE).astype(np.intp)]
        return out


_BITS = np.uint64(1) << np.arange(64, dtype=np.uint64)


def _shift_by(byte_count):
    """The map of a register to what it is after byte_count bytes of zeros; byte_count is a multiple of 8."""
    images, step, remaining = _BITS, _Linear(_advance_8(_BITS)), byte_count // 8
    while remaining:
        if remaining & 1:
            images = step(images)
        step, remaining = _Linear(step(step(_BITS))), remaining >> 1
    return _Linear(images)


def crc64nvme(data):
    """The checksum of bytes, as an integer."""
    data = np.frombuffer(data, np.uint8)
    words_a_piece = max(1, -(-data.size // (8 * _PIECES)))
    padded = np.zeros(_PIECES * words_a_piece * 8, np.uint8)  # zeros in front of the first byte leave an empty register empty
    padded[padded.size - data.size:] = data
    words = np.ascontiguousarray(padded.view("<u8").reshape(_PIECES, words_a_piece).T)
    registers = np.zeros(_PIECES, np.uint64)
    for word in words:
        registers = _advance_8(registers ^ word)
    length = 8 * words_a_piece
    while registers.size > 1:  # crc(a b) = crc(a) shifted by the length of b, xor crc(b)
        registers = _shift_by(length)(registers[0::2]) ^ registers[1::2]
        length *= 2
    # the published CRC begins with a register of ones, which the data shift too
    start = np.array([_ONES], np.uint64)
    start = _shift_by(data.size // 8 * 8)(start)
    for _ in range(data.size % 8):
        start = (start >> np.uint64(8)) ^ _TABLES[0, (start & _BYTE).astype(np.intp)]
    return int(registers[0] ^ start[0]) ^ _ONES


def header_value(data):
    """The checksum as the header x-amz-checksum-crc64nvme has it."""
    return base64.b64encode(crc64nvme(data).to_bytes(8, "big")).decode()
