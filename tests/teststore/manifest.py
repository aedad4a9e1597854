"""Manifests as published: rows of tiles, sorted, as Parquet.

NumPy and GDAL of Debian 12 cannot write Parquet. Where pandas and pyarrow can be imported they do it, as the publisher does;
elsewhere a CSV goes through the program that `writer` names (tests/TesseraGdal.ManifestWriter: IN.csv OUT.parquet).
"""
import csv
import gzip
import importlib.util
import os
import subprocess
import tempfile

from . import geometry
from .layouts import DATASET

# column: its type in the published file
MANIFEST_COLUMNS = {
    "version": "string", "variant": "string", "year": "int64", "lon": "float64", "lat": "float64", "directory": "string", "grid_path": "string",
    "scales_path": "string", "grid_mtime": "timestamp", "scales_mtime": "timestamp", "grid_size": "int64", "scales_size": "int64", "lon_i": "int32", "lat_i": "int32"}
LANDMASK_COLUMNS = {"lon": "float64", "lat": "float64", "file_size": "int64", "mtime": "timestamp", "key": "string", "lon_i": "int32", "lat_i": "int32"}
OLDER_COLUMNS = {"lon": "float64", "lat": "float64", "year": "int64", "grid_size": "int64", "scales_size": "int64", "hash": "string", "scales_hash": "string"}
REQUIRED_COLUMNS = ("lat", "lon", "year", "grid_size")
_STAMP = "2026-03-01T12:00:00Z"


def manifest_row(year, tile, grid_size, scales_size, version=DATASET["version"], variant=DATASET["variant"]):
    """One row of manifest.parquet; the paths name the publisher's bucket, which is not where the store is."""
    directory = f"s3://tessera-embeddings/v1/global_0.1_degree_representation/{year}/{tile.name}"
    return {
        "version": version, "variant": variant, "year": year, "lon": tile.lon_i / 100, "lat": tile.lat_i / 100, "directory": directory,
        "grid_path": f"{directory}/{tile.name}.npy", "scales_path": f"{directory}/{tile.name}_scales.npy", "grid_mtime": _STAMP, "scales_mtime": _STAMP,
        "grid_size": grid_size, "scales_size": scales_size, "lon_i": tile.lon_i, "lat_i": tile.lat_i}


def landmask_row(tile, size):
    """One row of landmasks.parquet."""
    key = f"s3://tessera-embeddings/v1/global_0.1_degree_tiff_all/{tile.name}.tiff"
    return {"lon": tile.lon_i / 100, "lat": tile.lat_i / 100, "file_size": size, "mtime": _STAMP, "key": key, "lon_i": tile.lon_i, "lat_i": tile.lat_i}


def sort_rows(rows):
    """In the published order; rows that are equal by it keep theirs."""
    return sorted(rows, key=lambda row: (row["version"], row["variant"], row["year"], row["lon"], row["lat"]))


def _write_by_pandas(path, columns, rows):
    import pandas

    frame = pandas.DataFrame(rows, columns=list(columns))
    for name, kind in columns.items():
        frame[name] = pandas.to_datetime(frame[name], utc=True) if kind == "timestamp" else frame[name].astype(kind if kind != "string" else object)
    frame.to_parquet(path, index=False)


def write_parquet(path, columns, rows, writer=None):
    """Writes rows (dictionaries) with these columns; `writer` is the command of the program that does it, as a list of arguments."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if not writer:
        if not (importlib.util.find_spec("pandas") and importlib.util.find_spec("pyarrow")):
            raise SystemExit("A Parquet writer is needed: pandas with pyarrow, or --manifest-writer (tests/TesseraGdal.ManifestWriter).")
        _write_by_pandas(path, columns, rows)
        return
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8", delete=False) as file:
        table = csv.DictWriter(file, list(columns), extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    try:
        subprocess.run([*writer, file.name, path], check=True)
    finally:
        os.unlink(file.name)


def write_older(folder, rows, writer=None):
    """registry.parquet as releases 0.7 and 0.8 had it: no version, no integer keys, hashes, and some rows twice."""
    older = [dict(row, hash="0" * 64, scales_hash="1" * 64) for row in rows]
    write_parquet(os.path.join(folder, "registry.parquet"), OLDER_COLUMNS, [*older, *older[:3]], writer)


def real_tiles():
    """(lon_i, lat_i, years) of tiles that were published."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "tiles-2017-2023.csv.gz")
    with gzip.open(path, "rt", encoding="ascii") as file:
        return [(int(row["lon_i"]), int(row["lat_i"]), [int(year) for year in row["years"].split()]) for row in csv.DictReader(file)]


def write_real(folder, writer=None):
    """manifest.parquet of the tiles that were published."""
    cells = [(geometry.tile_of_cell(lon_i, lat_i), years) for lon_i, lat_i, years in real_tiles()]
    rows = [manifest_row(year, tile, 128 + tile.width * tile.height * 128, 128 + tile.width * tile.height * 4) for tile, years in cells for year in years]
    write_parquet(os.path.join(folder, "manifest.parquet"), MANIFEST_COLUMNS, sort_rows(rows), writer)


def write_broken(folder, rows, tile, writer=None):
    """Manifests that a reader must refuse, or must read in spite of what they lack; their names say which."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "no-parquet.parquet"), "wb") as file:
        file.write(b"<html>This is not the manifest you are looking for.</html>\n" * 40)
    good = os.path.join(folder, "good.parquet")
    write_parquet(good, MANIFEST_COLUMNS, rows, writer)
    with open(good, "rb") as file:
        content = file.read()
    with open(os.path.join(folder, "truncated.parquet"), "wb") as file:
        file.write(content[:-100])

    def subset(keep):
        return {name: kind for name, kind in MANIFEST_COLUMNS.items() if keep(name)}

    write_parquet(os.path.join(folder, "no-grid_size.parquet"), subset(lambda name: name != "grid_size"), rows, writer)
    write_parquet(os.path.join(folder, "no-year.parquet"), subset(lambda name: name != "year"), rows, writer)
    write_parquet(os.path.join(folder, "required-columns-only.parquet"), subset(lambda name: name in REQUIRED_COLUMNS), rows, writer)
    first = manifest_row(2024, tile, 1 << 20, 1 << 10)
    twice = [row for row in rows for _ in (0, 1)]
    zero = manifest_row(2019, tile, 0, 0)
    write_parquet(os.path.join(folder, "zero-and-duplicates.parquet"), MANIFEST_COLUMNS, sort_rows([*twice, zero, first]), writer)
    write_parquet(os.path.join(folder, "all-of-size-zero.parquet"), MANIFEST_COLUMNS, [dict(row, grid_size=0, scales_size=0) for row in rows], writer)
