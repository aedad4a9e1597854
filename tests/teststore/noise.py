"""Smooth noise over the Earth's surface, continuous across tiles, UTM zones and the antimeridian.

It is value noise in the three dimensions of space, taken on the sphere: a plane's coordinates would tear at a zone's edge.
"""
import numpy as np

EARTH_RADIUS = 6_371_000.0  # metres
_CONTROL_STEP = 64  # pixels between the points that PROJ is asked for; between them the surface is interpolated (error < 1 cm)


def _hash(x, y, z, salt):
    """A float32 in 0 ... 1 for each lattice point; arrays of int32 in, the same everywhere and always."""
    h = x.astype(np.uint32) * np.uint32(0x8DA6B343)
    h ^= y.astype(np.uint32) * np.uint32(0xD8163841)
    h ^= z.astype(np.uint32) * np.uint32(0xCB1AB31F)
    h ^= np.uint32((salt * 0x9E3779B1) & 0xFFFFFFFF)
    h ^= h >> np.uint32(15)
    h *= np.uint32(0x2C1B3C6D)
    h ^= h >> np.uint32(12)
    h *= np.uint32(0x297A2D39)
    h ^= h >> np.uint32(15)
    return (h >> np.uint32(8)).astype(np.float32) * np.float32(2**-24)


def _value_noise(points, salt):
    """Noise in -1 ... 1 at points (3, ...), in units of the lattice."""
    cell = np.floor(points)
    t = (points - cell).astype(np.float32)
    t = t * t * t * (t * (t * 6 - 15) + 10)
    x, y, z = cell.astype(np.int32)
    corner = [[[_hash(x + i, y + j, z + k, salt) for k in (0, 1)] for j in (0, 1)] for i in (0, 1)]
    along_z = [[a + (b - a) * t[2] for a, b in row] for row in corner]
    along_y = [a + (b - a) * t[1] for a, b in along_z]
    return (along_y[0] + (along_y[1] - along_y[0]) * t[0]) * 2 - 1


def _resample(coarse, axis, first, step, count):
    """Cubic (Catmull-Rom) interpolation along one axis, at pixel centres 0.5 ... count - 0.5; coarse[i] lies at first + i * step."""
    position = (np.arange(count) + 0.5 - first) / step
    i = np.floor(position).astype(np.intp)
    t = position - i
    weights = (t * (-0.5 + t * (1 - 0.5 * t)), 1 + t * t * (-2.5 + 1.5 * t), t * (0.5 + t * (2 - 1.5 * t)), t * t * (-0.5 + 0.5 * t))
    shape = [1, 1]
    shape[axis] = count
    out = 0
    for k, weight in enumerate(weights):
        out = out + coarse.take(i + k - 1, axis=axis) * weight.reshape(shape).astype(coarse.dtype)
    return out


class Surface:
    """The ground under a tile's pixels, as positions in space."""

    def __init__(self, tile):
        self.shape = (tile.height, tile.width)
        self._first = -2.0 * _CONTROL_STEP
        rows, columns = (self._first + _CONTROL_STEP * np.arange(n // _CONTROL_STEP + 6) for n in self.shape)
        lon, lat = (np.radians(v) for v in tile.lonlat(columns, rows))
        self._control = EARTH_RADIUS * np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])

    def _points(self, rows, columns):
        """Positions (3, len(rows), len(columns)) in metres, of pixel coordinates that are equally spaced."""
        def along(values, axis, at):
            position = (at - self._first) / _CONTROL_STEP
            i = np.clip(np.floor(position).astype(np.intp), 0, values.shape[axis] - 2)
            t = (position - i).reshape([-1 if d == axis else 1 for d in range(values.ndim)])
            return values.take(i, axis=axis) * (1 - t) + values.take(i + 1, axis=axis) * t
        return along(along(self._control, 1, rows), 2, columns)

    def positions(self):
        """Positions (3, height, width) in metres, of the pixels' centres."""
        return self._points(np.arange(self.shape[0]) + 0.5, np.arange(self.shape[1]) + 0.5)

    def noise(self, wavelength, salt):
        """Noise (height, width) in -1 ... 1, float32; wavelength in metres. Long waves are computed on a coarser grid."""
        step = max(1.0, wavelength / 10.0 / 6.0)
        if step < 1.5:
            return _value_noise(self.positions() / wavelength, salt)
        rows, columns = (step * (np.arange(int(n / step) + 5) - 2) for n in self.shape)
        coarse = _value_noise(self._points(rows, columns) / wavelength, salt)
        return _resample(_resample(coarse, 0, rows[0], step, self.shape[0]), 1, columns[0], step, self.shape[1])

    def octaves(self, longest, count, salt, gain=0.5):
        """A sum of noises, each of half the wavelength and `gain` of the height of the one before; about -1 ... 1."""
        total, height, sum_of_heights = np.float32(0), 1.0, 0.0
        for k in range(count):
            total = total + np.float32(height) * self.noise(longest / 2**k, salt + k)
            sum_of_heights += height
            height *= gain
        return total * np.float32(1.6 / sum_of_heights)

    def parcels(self, size, warp, salt):
        """Two values in 0 ... 1 for each pixel, each constant over a parcel of land about `size` metres wide with bent edges."""
        axes = np.linalg.qr(np.random.default_rng(salt).normal(size=(3, 3)))[0]
        bent = self.positions() + warp * np.stack([self.noise(4 * size, salt + 11 + k) for k in range(3)])
        cell = np.floor(np.einsum("ij,jrc->irc", axes, bent) / size).astype(np.int32)
        return _hash(*cell, salt), _hash(*cell, salt + 1)
