#!/usr/bin/env python3
"""Writes a manifest.parquet of the published size: 4.7 million tiles, by pandas and pyarrow as the publisher does
(formats.md 2.1: columns, types, order, snappy, row groups of pyarrow's default size).

    make_manifest.py OUT [--rows 4700000] [--land tests/data/land-0.1deg.tif]

The newest full year has every cell of the land raster, the years around it have the same 5 degree blocks of it each,
until the number of rows is reached. Sizes are those of the true tiles; times of writing go with the order of an upload
by many hands. OUT is the file, its folder is made.

Needs python3-pyarrow, python3-pandas, python3-gdal.
"""
import argparse
import os

import numpy as np
import pandas as pd
from osgeo import gdal, osr

gdal.UseExceptions()
HERE = os.path.dirname(os.path.abspath(__file__))
YEARS = range(2017, 2026)
FULL_YEAR = 2024


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--rows", type=int, default=4_700_000)
    parser.add_argument("--land", default=os.path.join(HERE, "..", "data", "land-0.1deg.tif"))
    return parser.parse_args()


def land_cells(path):
    """(lon_i, lat_i) of all land cells: hundredths of a degree of their centres."""
    land = gdal.Open(path).ReadAsArray()
    row, col = np.nonzero(land)
    return (col * 10 - 17995).astype("int32"), (8995 - row * 10).astype("int32")


def tile_sizes():
    """W x H of the tiles of one zone by (lat index from the south, lon index from the zone's west edge); all zones are alike."""
    sizes = np.empty((1800, 60), "int64")
    for epsg, first in ((32731, 0), (32631, 900)):
        ll, utm = osr.SpatialReference(), osr.SpatialReference()
        ll.ImportFromEPSG(4326)
        utm.ImportFromEPSG(epsg)
        for crs in (ll, utm):
            crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        lat, lon = np.mgrid[first : first + 901, 0:61]
        corners = np.array([lon.ravel() / 10, lat.ravel() / 10 - 90]).T
        projected = np.array(osr.CoordinateTransformation(ll, utm).TransformPoints(corners))[:, :2].reshape(901, 61, 2)
        east, north = projected[..., 0], projected[..., 1]
        width = np.rint((np.maximum(east[1:, 1:], east[:-1, 1:]) - np.minimum(east[1:, :-1], east[:-1, :-1])) / 10)
        height = np.rint((np.maximum(north[1:, 1:], north[1:, :-1]) - np.minimum(north[:-1, 1:], north[:-1, :-1])) / 10)
        sizes[first : first + 900] = width * height
    return sizes


def tiles(lon_i, lat_i, rows):
    """(year, lon_i, lat_i) of as many tiles as wanted."""
    block = (((lon_i + 18000) // 500) * 36 + (lat_i + 9000) // 500).astype("int64")
    share = min(1.0, max(0.0, (rows - lon_i.size) / ((len(YEARS) - 1) * lon_i.size)))
    chosen = (block * 2654435761 % 4294967296) / 4294967296 < share * 1.05
    parts = [(np.full(lon_i.size, FULL_YEAR), lon_i, lat_i)]
    parts += [(np.full(chosen.sum(), year), lon_i[chosen], lat_i[chosen]) for year in YEARS if year != FULL_YEAR]
    frame = pd.DataFrame({name: np.concatenate(values) for name, values in zip(("year", "lon_i", "lat_i"), zip(*parts))})
    return frame.head(rows)


def main():
    given = arguments()
    df = tiles(*land_cells(given.land), given.rows)
    df["year"] = df.year.astype("int64")
    df["version"], df["variant"] = "1.0", "vultr"
    df["lon"], df["lat"] = df.lon_i / 100, df.lat_i / 100
    df = df.sort_values(["version", "variant", "year", "lon", "lat"], ignore_index=True)

    degrees = {i: f"{i / 100:.2f}" for i in range(-17995, 18000, 10)}
    name = "grid_" + df.lon_i.map(degrees) + "_" + df.lat_i.map(degrees)
    df["directory"] = "s3://tessera-embeddings/v1/global_0.1_degree_representation/" + df.year.astype(str) + "/" + name
    df["grid_path"] = df.directory + "/" + name + ".npy"
    df["scales_path"] = df.directory + "/" + name + "_scales.npy"

    pixels = tile_sizes()[(df.lat_i + 8995) // 10, (df.lon_i + 17995) // 10 % 60]
    df["grid_size"], df["scales_size"] = 128 + pixels * 128, 128 + pixels * 4

    seconds = np.arange(len(df)) // 200 + np.random.default_rng(1).integers(0, 3600, len(df))
    uploaded = pd.Timestamp("2026-03-01", tz="UTC") + pd.to_timedelta(seconds, unit="s")
    df["grid_mtime"], df["scales_mtime"] = uploaded, uploaded + pd.Timedelta(seconds=1)

    df = df[["version", "variant", "year", "lon", "lat", "directory", "grid_path", "scales_path", "grid_mtime", "scales_mtime",
             "grid_size", "scales_size", "lon_i", "lat_i"]]
    os.makedirs(os.path.dirname(os.path.abspath(given.out)), exist_ok=True)
    df.to_parquet(given.out, index=False)
    print(f"{given.out}: {len(df)} rows, {os.path.getsize(given.out)} bytes, years {sorted(df.year.unique())}")


if __name__ == "__main__":
    main()
