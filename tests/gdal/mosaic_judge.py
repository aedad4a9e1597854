"""What the pixels of a zone must be, by NumPy and PROJ from the stored arrays: the rule of design.md, "Mosaic", pixel by pixel. It knows nothing of the driver.

A zone's grid has 10 m pixels and its origin at a multiple of 10 m, and holds the grids of all its tiles. A pixel shows the tile in whose 0.1 degree cell its
centre lies: the tile's pixel into which the centre falls. Where there is no such tile, or it does not reach there, or has no valid scale there, another tile of
the zone stands in that reaches there and has one: of the same row of cells first, then of the rows beside it; nearer columns first, south before north, west
before east. Where none has, the pixel shows what its own tile stores, or nothing.
"""
import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from osgeo import gdal, osr

from judge import Store

gdal.UseExceptions()
osr.UseExceptions()
PIXEL = 10  # metres
MAX_SCALE = np.float32(1)
SEAM = 0.001  # degrees by which a box's part in a zone reaches over the zone's edge, where the box does


def _crs(epsg):
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return crs


@lru_cache(maxsize=None)
def _transformation(source, target):
    return osr.CoordinateTransformation(_crs(source), _crs(target))


@dataclass
class Window:
    """Where each pixel of a window comes from, arrays (row, column): the index of a tile or -1, its row and column, and whether that is valid."""

    tile: np.ndarray
    row: np.ndarray
    column: np.ndarray
    valid: np.ndarray
    cells: int = 0  # in how many cells the window lies
    stand_ins: int = 0  # pixels that another tile than their own gave a value


@dataclass
class Zone:
    """One zone of a store."""

    epsg: int
    tiles: list
    left: int = 0  # metres
    top: int = 0
    width: int = 0
    height: int = 0
    _arrays: dict = field(default_factory=dict)

    def __post_init__(self):
        edges = [(t.geotransform[0], t.geotransform[0] + PIXEL * t.width, t.geotransform[3] - PIXEL * t.height, t.geotransform[3]) for t in self.tiles]
        west, east, south, north = (pick(edge[i] for edge in edges) for i, pick in enumerate((min, max, min, max)))
        self.left, self.top = math.floor(west / PIXEL) * PIXEL, math.ceil(north / PIXEL) * PIXEL
        self.width, self.height = math.ceil(east / PIXEL) - self.left // PIXEL, self.top // PIXEL - math.floor(south / PIXEL)
        self._of_cell = {_cell_of(tile.name): index for index, tile in enumerate(self.tiles)}

    @property
    def number(self):
        return self.epsg % 100

    @property
    def name(self):
        return f"utm{self.number:02d}{'n' if self.epsg < 32700 else 's'}"

    @property
    def dataset(self):
        """What a user types."""
        return f"TESSERA:v1/2024/{self.name}"

    @property
    def geotransform(self):
        return (self.left, PIXEL, 0, self.top, 0, -PIXEL)

    def arrays(self, index):
        """Stored vectors and scales of a tile, mapped."""
        if index not in self._arrays:
            self._arrays[index] = self.tiles[index].quantized(), self.tiles[index].scales()
        return self._arrays[index]

    def look(self, x, y, width, height, step=1):
        """The window whose first pixel is (x, y), every `step`-th pixel of it, as a Window of (height, width)."""
        east = self.left + PIXEL * (x + step * np.arange(width)) + PIXEL / 2
        north = self.top - PIXEL * (y + step * np.arange(height)) - PIXEL / 2
        easts, norths = np.meshgrid(east, north)
        points = np.array(_transformation(self.epsg, 4326).TransformPoints(np.column_stack([easts.ravel(), norths.ravel()]).tolist()))
        cells = np.floor(points[:, :2] * 10).astype(int).reshape(height, width, 2)
        found = Window(np.full((height, width), -1), np.zeros((height, width), int), np.zeros((height, width), int), np.zeros((height, width), bool))
        for cell in map(tuple, np.unique(cells.reshape(-1, 2), axis=0)):
            self._look_in_cell(found, cell, (cells == cell).all(axis=2), east, north)
        return found

    def _look_in_cell(self, found, cell, inside, east, north):
        found.cells += 1
        rows, columns = np.nonzero(inside)
        own = self._of_cell.get(cell)
        for index in ([own] if own is not None else []) + self._neighbours(cell):
            tile = self.tiles[index]
            column = np.floor((east[columns] - tile.geotransform[0]) / PIXEL).astype(int)
            row = np.floor((tile.geotransform[3] - north[rows]) / PIXEL).astype(int)
            reaches = (column >= 0) & (column < tile.width) & (row >= 0) & (row < tile.height)
            scale = np.zeros(rows.size, np.float32)
            scale[reaches] = self.arrays(index)[1][row[reaches], column[reaches]]
            with np.errstate(invalid="ignore"):
                valid = np.isfinite(scale) & (scale > 0) & (scale < MAX_SCALE)
            take = reaches if index == own else valid
            at = rows[take], columns[take]
            found.tile[at], found.row[at], found.column[at], found.valid[at] = index, row[take], column[take], valid[take]
            if index != own:
                found.stand_ins += int(valid.sum())
            rows, columns = rows[~valid], columns[~valid]

    def _neighbours(self, cell):
        """Indices of tiles around a cell, in the order in which they stand in."""
        pole = max(abs(cell[1]), abs(cell[1] + 1)) / 10
        furthest = 1 + math.ceil(0.06 / math.cos(math.radians(pole)))
        near = []
        for (column, row), index in self._of_cell.items():
            right, up = column - cell[0], row - cell[1]
            if (right, up) != (0, 0) and abs(right) <= furthest and abs(up) <= 1:
                near.append((abs(up), abs(right), up, right, index))
        return [index for *_, index in sorted(near)]

    def embedding(self, found, bands=slice(None)):
        """Pixels (row, column, band), float32: float32(q) * scale, NaN where nothing is valid."""
        out = np.full((*found.tile.shape, np.arange(128)[bands].size), np.nan, np.float32)
        for index in np.unique(found.tile[found.valid]):
            here = found.valid & (found.tile == index)
            quantized, scales = self.arrays(index)
            row, column = found.row[here], found.column[here]
            out[here] = quantized[row, column][:, bands].astype(np.float32) * scales[row, column][:, None]
        return out

    def stored(self, found):
        """Vectors (row, column, 128) int8 and scales (row, column) float32 as they are stored, valid or not; 0 and NaN where there is nothing."""
        vectors, scales = np.zeros((*found.tile.shape, 128), np.int8), np.full(found.tile.shape, np.nan, np.float32)
        for index in np.unique(found.tile[found.tile >= 0]):
            here = found.tile == index
            for out, array in zip((vectors, scales), self.arrays(index)):
                out[here] = array[found.row[here], found.column[here]]
        return vectors, scales

    def window_of(self, west, south, east, north):
        """The window (x, y, width, height) of the pixels whose centres lie within the bounds of the projected box; None where there is none.

        Of a box that goes on beyond the zone's 6 degrees or the equator, the part in the zone counts, and SEAM more.
        """
        first = self.number * 6 - 186
        west, east = max(west, first - SEAM), min(east, first + 6 + SEAM)
        south, north = (max(south, -SEAM), north) if self.epsg < 32700 else (south, min(north, SEAM))
        if west >= east or south >= north:
            return None
        x0, y0, x1, y1 = _transformation(4326, self.epsg).TransformBounds(west, south, east, north, 21)
        columns = _centres_within(x0 - self.left, x1 - self.left, self.width)
        rows = _centres_within(self.top - y1, self.top - y0, self.height)
        return (columns[0], rows[0], columns[1], rows[1]) if columns[1] > 0 and rows[1] > 0 else None


def _centres_within(low, high, length):
    """First and number of the pixels 0 ... length - 1 whose centres lie at low ... high metres."""
    centres = PIXEL * np.arange(length) + PIXEL / 2
    within = np.nonzero((centres >= low) & (centres <= high))[0]
    return (int(within[0]), within.size) if within.size else (0, 0)


def _cell_of(name):
    """The cell (column, row) of a tile, in tenths of a degree."""
    _, longitude, latitude = name.split("_")
    return math.floor(float(longitude) * 10), math.floor(float(latitude) * 10)


def zones_of(folder):
    """The zones of a store, by name."""
    store = Store(folder)
    by_epsg = {}
    for tile in store.tiles:
        by_epsg.setdefault(tile.epsg, []).append(tile)
    return {zone.name: zone for zone in (Zone(epsg, tiles) for epsg, tiles in by_epsg.items())}


def differences(actual, expected):
    """What differs between two arrays, in words, or "" where every bit is the same; NaN has one form only."""
    actual, expected = np.ascontiguousarray(actual), np.ascontiguousarray(expected)
    if actual.shape != expected.shape or actual.dtype != expected.dtype:
        return f"shape and type are {actual.shape} {actual.dtype}, not {expected.shape} {expected.dtype}"
    bits = np.dtype(f"u{actual.itemsize}")
    if np.array_equal(actual.view(bits), expected.view(bits)):
        return ""
    wrong = actual.view(bits) != expected.view(bits)
    where = tuple(int(i) for i in np.argwhere(wrong)[0])
    return f"{int(wrong.sum())} values differ, the first at {where}: {actual[where]!r}, not {expected[where]!r}"
