"""Tiles that cannot be right, each for a reason of its own. They lie near the pole, where true tiles are
small (1.4 MB), and the registry lists them as any other."""
import io
import os

import numpy as np

YEAR = 2024


def _npy(array):
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def _header(descr, shape):
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    text += b" " * (128 - 10 - 1 - len(text)) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


def make(tile, kind):
    """The bytes of (embeddings, scales) for a kind of BROKEN_TILES; what is not broken is right, but holds zeros."""
    height, width = tile.height, tile.width
    embeddings = np.zeros((height, width, 128), np.int8)
    scales = np.full((height, width), 0.5, np.float32)
    good, good_scales = _npy(embeddings), _npy(scales)
    if kind == "wrong-magic":
        return b"\x93NUMPU" + good[6:], good_scales
    if kind == "fortran-order":
        return _npy(np.asfortranarray(embeddings)), good_scales
    if kind == "wrong-dtype":
        return _npy(embeddings.view(np.uint8)), good_scales
    if kind == "wrong-shape":
        return _npy(embeddings[:-7]), _npy(scales[:-7])
    if kind == "wrong-bands":
        return _npy(embeddings[..., :64]), good_scales
    if kind == "huge-shape":
        return _header("|i1", "(2147483647, 2147483647, 128)") + good[128:], good_scales
    if kind == "truncated":
        return good[:-width * 128 * 10], good_scales
    if kind == "wrong-scales-dtype":
        return good, _npy(scales.astype(np.float64))
    if kind == "wrong-scales-shape":
        return good, _npy(scales[:, :-1])
    if kind == "truncated-scales":
        return good, good_scales[:-4]
    if kind == "no-header":
        return good[:60], good_scales
    raise ValueError(kind)


# name of the tile: what is wrong with it
BROKEN_TILES = {
    f"grid_{lon / 100:.2f}_89.45": kind for lon, kind in zip(range(2005, 2400, 10), (
        "wrong-magic", "fortran-order", "wrong-dtype", "wrong-shape", "wrong-bands", "huge-shape", "truncated",
        "wrong-scales-dtype", "wrong-scales-shape", "truncated-scales", "no-header"))}


def write(stem, tile, kind):
    """Writes the two objects of a broken tile."""
    os.makedirs(os.path.dirname(stem), exist_ok=True)
    for suffix, content in zip((".npy", "_scales.npy"), make(tile, kind)):
        with open(stem + suffix, "wb") as file:
            file.write(content)
