"""Compresses, or says so."""
import gzip
from functools import lru_cache

from .modes import mode, stored

mode("gzip-that-is-told")(lambda x: x.answer(body=gzip.compress(x.good()[2], 1), Content_Encoding="gzip"))
mode("gzip-that-is-not-told")(lambda x: x.answer(body=gzip.compress(x.good()[2], 1)))
mode("gzip-that-is-stored")(stored(lambda data: gzip.compress(data, 1)))
mode("gzip-of-the-whole-as-200")(lambda x: x.answer(200, _zipped(x.data), drop=["Content-Range"], Content_Encoding="gzip"))
mode("gzip-that-is-a-bomb")(lambda x: x.answer(200, _gzip_bomb(), drop=["Content-Range"], Content_Encoding="gzip"))
mode("gzip-that-is-only-told")(lambda x: x.answer(Content_Encoding="gzip"))
for _coding in ("br", "zstd", "deflate", "aws-chunked", "identity", "tessera\x1b[31m"):
    mode(f"encoding-{_coding.split(chr(27))[0]}-that-is-only-told")(lambda x, coding=_coding: x.answer(Content_Encoding=coding))
mode("transfer-encoding-gzip")(lambda x: x.answer(Transfer_Encoding="gzip") and False)
mode("transfer-encoding-gzip-chunked")(lambda x: x.answer(drop=["Content-Length"], Transfer_Encoding="gzip, chunked") and False)
mode("transfer-encoding-unknown")(lambda x: x.answer(Transfer_Encoding="tessera") and False)


@lru_cache(maxsize=8)
def _zipped(data):
    return gzip.compress(data, 1)


@lru_cache(maxsize=None)
def _gzip_bomb():
    return gzip.compress(bytes(256 << 20), 6)
