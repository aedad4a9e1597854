"""Where a tile lies: the published grid formula (corners of the 0.1 degree cell, projected by PROJ, origin not snapped)."""
import math
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from osgeo import osr

osr.UseExceptions()
PIXEL = 10.0  # metres


def _crs(epsg):
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return crs


@lru_cache(maxsize=None)
def _to_utm(epsg):
    return osr.CoordinateTransformation(_crs(4326), _crs(epsg))


@lru_cache(maxsize=None)
def _to_lonlat(epsg):
    return osr.CoordinateTransformation(_crs(epsg), _crs(4326))


@dataclass(frozen=True)
class Tile:
    """One 0.1 degree cell, known by its centre in hundredths of a degree, and its 10 m grid in the zone's UTM."""

    lon_i: int
    lat_i: int
    epsg: int
    e0: float  # metres, the west edge
    n0: float  # metres, the north edge
    width: int
    height: int

    @property
    def name(self):
        return f"grid_{self.lon_i / 100:.2f}_{self.lat_i / 100:.2f}"

    @property
    def geotransform(self):
        return (self.e0, PIXEL, 0.0, self.n0, 0.0, -PIXEL)

    def wkt(self):
        return _crs(self.epsg).ExportToWkt()

    def lonlat(self, columns, rows):
        """Longitudes and latitudes, two arrays (rows, columns) in degrees, of positions counted in pixels from the corner."""
        east, north = np.meshgrid(self.e0 + PIXEL * np.asarray(columns), self.n0 - PIXEL * np.asarray(rows))
        points = np.column_stack([east.ravel(), north.ravel()])
        lonlat = np.array(_to_lonlat(self.epsg).TransformPoints(points.tolist()))
        return lonlat[:, 0].reshape(east.shape), lonlat[:, 1].reshape(east.shape)


def tile_of_cell(lon_i, lat_i):
    """The tile whose centre is lon_i, lat_i hundredths of a degree (odd multiples of 5)."""
    zone = max(1, min(60, math.floor((lon_i / 100 + 180) / 6) + 1))
    epsg = (32600 if lat_i >= 0 else 32700) + zone
    west, east, south, north = (lon_i - 5) / 100, (lon_i + 5) / 100, (lat_i - 5) / 100, (lat_i + 5) / 100
    ul, ur, ll, lr = (_to_utm(epsg).TransformPoint(x, y)[:2] for x, y in ((west, north), (east, north), (west, south), (east, south)))
    e0, n0 = min(ul[0], ll[0]), max(ul[1], ur[1])
    # Python's round is half to even, as the publisher's is
    return Tile(lon_i, lat_i, epsg, e0, n0, round((max(ur[0], lr[0]) - e0) / PIXEL), round((n0 - min(ll[1], lr[1])) / PIXEL))


def tile_of_name(name):
    """The tile called, for example, grid_0.15_52.05."""
    match = re.fullmatch(r"grid_(-?\d+\.\d+)_(-?\d+\.\d+)", name)
    if not match:
        raise ValueError(f"{name!r} is no tile's name: grid_LON_LAT with two decimals is")
    return tile_of_cell(round(float(match[1]) * 100), round(float(match[2]) * 100))
