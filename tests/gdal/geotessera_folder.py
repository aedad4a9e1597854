"""Folders as geotessera's `download -f npy` leaves them, made of a store's tiles by links."""
import json
import os
import shutil

TILES, LANDMASKS, NOTE = "global_0.1_degree_representation", "global_0.1_degree_tiff_all", "tessera_metadata.json"
V1 = {
    "dataset_path": "v1", "dataset_variant": "vultr", "dataset_version": "1.0", "dataset_version_path": "v1",
    "embeddings_subdir": TILES, "s3_embeddings_subdir": TILES, "format": "npy", "generated_at": "2026-09-12T10:00:00+00:00",
    "source_url_prefix": "https://data.source.coop/tessera/tessera/npy/v1/", "tile_count": 3, "year": 2024}
CAMBRIDGE = {**V1, "dataset_path": "v1.1-cam", "dataset_variant": "cambridge", "dataset_version": "1.1", "dataset_version_path": "v1.1"}


def link(source, target):
    """A second name for a file, or a copy where the disk is another one."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def write(folder, tiles, note=V1):
    """Writes the folder; the note may be a text of any kind, or None for none. Gives the folder."""
    for tile in tiles:
        for suffix in (".npy", "_scales.npy"):
            link(tile.path(tile.stem + suffix), file_of(folder, tile, suffix))
        if tile.landmask:
            link(tile.path(tile.landmask_key), os.path.join(folder, LANDMASKS, tile.name + ".tiff"))
    if note is not None:
        with open(os.path.join(folder, NOTE), "w", encoding="utf-8") as file:
            file.write(note if isinstance(note, str) else json.dumps(note, indent=2, sort_keys=True) + "\n")
    return folder


def file_of(folder, tile, suffix=".npy"):
    """A tile's file."""
    return os.path.join(folder, TILES, str(tile.year), tile.name, tile.name + suffix)
