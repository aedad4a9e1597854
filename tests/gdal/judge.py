"""What a tile's pixels must be, by NumPy, from the stored arrays. It knows the published formats and nothing of the driver."""
import json
import os
from dataclasses import dataclass

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
BANDS = 128


@dataclass(frozen=True)
class Tile:
    """A stored tile of one year."""

    folder: str  # of a store in the layout s3-v0.9
    name: str
    year: int
    kind: str
    landmask: bool
    scales_by_band: bool
    epsg: int
    geotransform: tuple
    width: int
    height: int
    ragged: bool = False

    @property
    def id(self):
        return f"{self.year}-{self.name}"

    @property
    def dataset(self):
        """What a user types."""
        return f"TESSERA:v1/{self.year}/{self.name}"

    @property
    def stem(self):
        """Key of the embeddings, without .npy."""
        return f"v1/global_0.1_degree_representation/{self.year}/{self.name}/{self.name}"

    @property
    def landmask_key(self):
        return f"v1/global_0.1_degree_tiff_all/{self.name}.tiff"

    def path(self, key):
        return os.path.join(self.folder, key)

    def quantized(self):
        """Stored vectors (height, width, 128) int8, mapped."""
        return np.load(self.path(self.stem + ".npy"), mmap_mode="r")

    def scales(self):
        """Stored scales (height, width) or (height, width, 128) float32, mapped."""
        return np.load(self.path(self.stem + "_scales.npy"), mmap_mode="r")

    def landmask_dataset(self):
        return gdal.Open(self.path(self.landmask_key))

    def expected(self, rows=slice(None), bands=None, invalid="nan", max_scale=1.0, water="keep"):
        """Pixels (band, row, column) float32: float32(q) * scale, NaN where the scale is not finite, not > 0 or not < max_scale.

        invalid="raw" is what geotessera's dequantize_embedding gives: NaN only where the scale is not finite.
        """
        bands = np.arange(BANDS) if bands is None else np.asarray(bands)
        quantized, scales = self.quantized()[rows], np.array(self.scales()[rows], np.float32)
        scales = scales[..., None] if scales.ndim == 2 else scales[..., bands]
        with np.errstate(all="ignore"):
            valid = np.isfinite(scales)
            if invalid == "nan":
                valid &= (scales > 0) & (scales < np.float32(max_scale))
            if water == "mask" and self.landmask:
                valid &= (self.landmask_dataset().ReadAsArray() != 0)[rows][..., None]
            pixels = quantized[..., bands].astype(np.float32) * np.where(valid, scales, np.float32(np.nan))
        return np.ascontiguousarray(np.moveaxis(pixels, 2, 0))

    def write_geotiff(self, path, options=(), bands=None, **rule):
        """The expected pixels, of all bands or of some counted from 0, as a float32 GeoTIFF: what any other driver would serve."""
        bands = range(BANDS) if bands is None else bands
        dataset = gdal.GetDriverByName("GTiff").Create(path, self.width, self.height, len(bands), gdal.GDT_Float32, list(options))
        crs = osr.SpatialReference()
        crs.ImportFromEPSG(self.epsg)
        dataset.SetProjection(crs.ExportToWkt())
        dataset.SetGeoTransform(self.geotransform)
        dataset.GetRasterBand(1).SetNoDataValue(float("nan"))
        for number, band in enumerate(bands):
            dataset.GetRasterBand(number + 1).SetDescription(f"Tessera_Band_{band}")
        for row in range(0, self.height, 64):
            rows = slice(row, min(row + 64, self.height))
            dataset.WriteArray(self.expected(rows, bands, **rule), 0, row)
        dataset = None
        return path


class Store:
    """The generated store that the tests run against."""

    def __init__(self, folder):
        self.root = folder
        with open(os.path.join(folder, "store.json"), encoding="utf-8") as file:
            facts = json.load(file)
        self.folder = os.path.join(folder, "s3-v0.9")
        self.listed_but_empty = facts["listed_but_empty"]
        self.tiles = [Tile(folder=self.folder, **dict(tile, geotransform=tuple(tile["geotransform"]))) for tile in facts["tiles"]]

    @property
    def good(self):
        return [tile for tile in self.tiles if tile.kind == "good"]

    @property
    def broken(self):
        return [tile for tile in self.tiles if tile.kind != "good"]

    def tile(self, name, year=2024):
        return next(tile for tile in self.tiles if (tile.name, tile.year) == (name, year))


def differences(actual, expected):
    """What differs between two float32 arrays, in words, or "" where every bit that counts is the same (any NaN is as good as another)."""
    if actual.shape != expected.shape or actual.dtype != expected.dtype:
        return f"shape and type are {actual.shape} {actual.dtype}, not {expected.shape} {expected.dtype}"
    if actual.dtype != np.float32:
        wrong = actual != expected
    else:
        actual_nan, expected_nan = np.isnan(actual), np.isnan(expected)
        wrong = actual_nan != expected_nan
        if wrong.any():
            where = tuple(int(i) for i in np.argwhere(wrong)[0])
            return f"{int(wrong.sum())} pixels differ in being NaN, the first at {where}: {actual[where]!r}, not {expected[where]!r}"
        bits, expected_bits = (np.ascontiguousarray(a).view(np.uint32) for a in (actual, expected))
        wrong = (bits != expected_bits) & ~expected_nan
    if not wrong.any():
        return ""
    where = tuple(int(i) for i in np.argwhere(wrong)[0])
    return f"{int(wrong.sum())} values differ, the first at {where}: {actual[where]!r}, not {expected[where]!r}"


def assert_holds(path_or_dataset, tile, rows_at_once=128, **rule):
    """Every band of a raster of the tile's size is as expected."""
    dataset = gdal.Open(path_or_dataset) if isinstance(path_or_dataset, str) else path_or_dataset
    assert (dataset.RasterXSize, dataset.RasterYSize, dataset.RasterCount) == (tile.width, tile.height, BANDS)
    for row in range(0, tile.height, rows_at_once):
        count = min(rows_at_once, tile.height - row)
        found = differences(dataset.ReadAsArray(0, row, tile.width, count), tile.expected(slice(row, row + count), **rule))
        assert not found, f"{tile.id}, rows from {row}: {found}"
