"""Tiles for mosaics: noise that no two tiles share, with patches that were never filled.

A landscape looks the same from both sides of a tile's edge, and so would hide a pixel that was taken from the wrong tile. Here each value tells its tile and place.
"""
import numpy as np

from .landscape import BANDS

_PATCH = 16  # pixels; the side of a patch that is valid, or not
_GAPS = np.array([0.0, np.nan, np.inf, 3.4e38, -0.05, 999_999.0], np.float32)  # scales that are not valid, by the rule "finite, > 0 and < 1.0"
_SHARE_OF_GAPS = 0.08
_SHARE_OF_WATER = 0.1
_DEEPEST = 40  # pixels from its edge that a ragged tile lacks at most


def _patches(generator, shape, values):
    """Each of the given function's values, held over a patch."""
    coarse = values(generator, (-(-shape[0] // _PATCH), -(-shape[1] // _PATCH)))
    return np.kron(coarse, np.ones((_PATCH, _PATCH), coarse.dtype))[:shape[0], :shape[1]]


def _tear_edges(generator, scales):
    """Takes away what lies nearer to an edge than a depth that varies along it."""
    for side in (scales, scales[::-1], scales.T, scales.T[::-1]):
        depths = np.repeat(generator.integers(0, _DEEPEST, -(-side.shape[1] // 7)), 7)[:side.shape[1]]
        side[np.arange(side.shape[0])[:, None] < depths] = 0


def make_arrays(tile, year, seed, ragged):
    """Quantized vectors (height, width, 128) int8, scales (height, width) float32, and land (height, width) as bool."""
    generator = np.random.default_rng([seed, year, tile.lon_i + 18000, tile.lat_i + 9000])
    shape = (tile.height, tile.width)
    quantized = np.frombuffer(generator.bytes(tile.height * tile.width * BANDS), np.int8).reshape(*shape, BANDS).copy()
    scales = generator.uniform(0.02, 0.13, shape).astype(np.float32)
    gaps = _patches(generator, shape, lambda g, size: np.where(g.random(size) < _SHARE_OF_GAPS, g.integers(0, len(_GAPS), size), -1))
    scales = np.where(gaps >= 0, _GAPS[gaps], scales)
    if ragged:
        _tear_edges(generator, scales)
    quantized[scales == 0] = 0  # as published: what was never embedded is 0 throughout
    land = ~_patches(generator, shape, lambda g, size: g.random(size) < _SHARE_OF_WATER)
    return quantized, scales, land
