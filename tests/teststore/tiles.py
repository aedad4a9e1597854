"""The objects of one tile: int8 embeddings and float32 scales as .npy, and the landmask as GeoTIFF."""
import os

import numpy as np
from osgeo import gdal

from .landscape import BANDS, Landscape, mixture

gdal.UseExceptions()

# Scales that published files hold beside the good ones, and values at the edges of the rule "finite, > 0 and < 1.0 is valid".
ODD_SCALES = np.array([
    0.0, -0.0, np.nan, np.inf, -np.inf, 3.4e38, 999_999.0, 1.0, np.nextafter(np.float32(1), np.float32(2)), 2.0, -0.05, -3.4e38,  # not valid
    np.nextafter(np.float32(1), np.float32(0)), 0.999, 1e-8, 1e-30, 1e-40, 1.4e-45], np.float32)                             # valid
_ROWS_AT_ONCE = 8  # small enough for a processor's cache


def quantize(vectors):
    """The publisher's rule for float32 vectors (pixel, band): scale = max|x| / 127, at least 1e-8; q = x / scale, rounded and clamped."""
    scale = np.maximum(np.maximum(vectors.max(axis=1), -vectors.min(axis=1)) / np.float32(127), np.float32(1e-8))
    quotient = np.rint(vectors / scale[:, None])
    return np.clip(quotient, -128, 127, out=quotient).astype(np.int8), scale


def _scatter_odd_scales(quantized, scales):
    """Puts every odd scale into the first and last rows, a column in the middle and the corners; its vector is left as it was, but for zero."""
    height, width = scales.shape
    n = len(ODD_SCALES)
    scales[1, 2:2 + n] = ODD_SCALES
    scales[height - 2, width - 2 - n:width - 2] = ODD_SCALES
    scales[height // 2:height // 2 + n, width // 2] = ODD_SCALES
    for (row, column), value in zip(((0, 0), (0, width - 1), (height - 1, 0), (height - 1, width - 1)), (np.nan, 0, np.inf, 3.4e38)):
        scales[row, column] = value
    quantized[scales == 0] = 0
    quantized[2, 2] = -128  # a value that the symmetrical rule never makes but the type allows
    quantized[height - 3, 3, ::2] = -128


def make_arrays(tile, year, seed):
    """Quantized vectors (height, width, 128) int8, scales (height, width) float32, and land (height, width) as bool."""
    land = Landscape(tile, seed)
    features, mix = land.features(year), mixture(seed)
    quantized = np.empty((tile.height, tile.width, BANDS), np.int8)
    scales = np.empty((tile.height, tile.width), np.float32)
    for row in range(0, tile.height, _ROWS_AT_ONCE):
        rows = slice(row, min(row + _ROWS_AT_ONCE, tile.height))
        vectors = np.einsum("pf,fb->pb", features[rows].reshape(-1, features.shape[2]), mix)
        q, s = quantize(vectors)
        quantized[rows], scales[rows] = q.reshape(-1, tile.width, BANDS), s.reshape(-1, tile.width)
    scales[land.deep] = 0  # never embedded: both arrays keep the zeros they began with
    _scatter_odd_scales(quantized, scales)
    return quantized, scales, ~land.water


def scales_by_band(scales, seed):
    """Scales (height, width, 128) in place of (height, width): each band's a little different; a pixel that was not valid is so in all bands,
    and one pixel becomes invalid in every third band only."""
    factor = np.random.default_rng(seed).uniform(0.5, 0.99, BANDS).astype(np.float32)
    with np.errstate(all="ignore"):
        valid = np.isfinite(scales) & (scales > 0) & (scales < 1)
        by_band = np.where(valid[..., None], scales[..., None] * factor, scales[..., None]).astype(np.float32)
    by_band[5, 5, ::3] = np.nan
    return by_band


def write_npy(path, array):
    """Writes as NumPy does: a header of 128 bytes, then the elements, rows first."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        np.save(file, array, allow_pickle=False)
    with open(path, "rb") as file:
        head = file.read(10)
    assert head[:8] == b"\x93NUMPY\x01\x00" and 10 + int.from_bytes(head[8:10], "little") == 128, f"{path}: the header is not as published"


def write_landmask(path, tile, land):
    """Writes 1 for land and 0 for water, one band of bytes with the tile's CRS and transform."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    options = ["COMPRESS=DEFLATE", "TILED=YES"]
    dataset = gdal.GetDriverByName("GTiff").Create(path, tile.width, tile.height, 1, gdal.GDT_Byte, options)
    dataset.SetProjection(tile.wkt())
    dataset.SetGeoTransform(tile.geotransform)
    dataset.GetRasterBand(1).WriteArray(land.astype(np.uint8))
    dataset = None


def all_land(tile):
    """Land everywhere, as bool (height, width)."""
    return np.ones((tile.height, tile.width), bool)
