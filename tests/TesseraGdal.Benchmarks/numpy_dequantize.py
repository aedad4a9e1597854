#!/usr/bin/env python3
"""NumPy's part of TileReadBenchmarks: the same tile, the same work. Prints medians in milliseconds."""
import time
import numpy as np

H, W = 1139, 729
rng = np.random.default_rng(1)
q = rng.integers(-128, 128, (H, W, 128), dtype=np.int8)
s = rng.random((H, W), dtype=np.float32)


def median(what, f, n=7):
    times = []
    for _ in range(n):
        start = time.perf_counter()
        f()
        times.append(time.perf_counter() - start)
    print(f"{what:45} {sorted(times)[n // 2] * 1e3:8.1f} ms")


out = np.empty((128, H, W), np.float32)
median("memset of the output (out.fill)", lambda: out.fill(1))
median("q.astype(f4) * s[..., None]", lambda: q.astype("f4") * s[..., None])
median("the same, to planes in memory at hand", lambda: np.copyto(out, np.moveaxis(q.astype("f4") * s[..., None], 2, 0)))
