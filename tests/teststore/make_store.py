#!/usr/bin/python3
"""Writes a store of Tessera tiles: true geometry, made-up land.

    make_store.py OUT [--set demo|small|referee|mosaic] [--layout s3-v0.9] [--layout source-coop] [--seed N]
                      [--manifest-writer "COMMAND ..."] [--upload URL]

OUT/LAYOUT/ is laid out as the publisher's bucket, ready to be a source (TESSERA_SOURCE=OUT/LAYOUT). Beside each object KEY
lies KEY.crc64, its checksum as S3 gives it. OUT/broken-manifests/ holds what a reader must refuse or tolerate,
OUT/older-registry/ the form of releases 0.7 and 0.8; OUT/real-tiles/ a manifest of tiles that were published, by tests/data/tiles-2017-2023.csv.gz; OUT/store.json says what is there. A store that the same program has already written there is kept as it is.
"""
import argparse
import hashlib
import json
import os
import shlex
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from teststore import broken, geometry, manifest, patchwork, plan, tiles  # noqa: E402
from teststore.crc64nvme import header_value  # noqa: E402
from teststore.layouts import DATASET, LAYOUTS  # noqa: E402
from teststore.upload import upload_tree  # noqa: E402


def write_checksum(path):
    """Writes PATH.crc64."""
    with open(path, "rb") as file:
        value = header_value(file.read())
    with open(path + ".crc64", "w", encoding="ascii") as file:
        file.write(value + "\n")


def write_tile(folder, layout, entry, seed):
    """Writes the objects of one tile; gives its manifest row and, where it has a landmask, that one's row."""
    tile = geometry.tile_of_name(entry.name)
    stem = os.path.join(folder, layout.stem(entry.year, tile.name))
    if entry.kind == "good":
        quantized, scales, land = tiles.make_arrays(tile, entry.year, seed)
        tiles.write_npy(stem + ".npy", quantized)
        tiles.write_npy(stem + "_scales.npy", tiles.scales_by_band(scales, seed) if entry.scales_by_band else scales)
    elif entry.kind == "patchwork":
        quantized, scales, land = patchwork.make_arrays(tile, entry.year, seed, entry.ragged)
        tiles.write_npy(stem + ".npy", quantized)
        tiles.write_npy(stem + "_scales.npy", scales)
    else:
        broken.write(stem, tile, entry.kind)
        land = tiles.all_land(tile)
    for path in (stem + ".npy", stem + "_scales.npy"):
        write_checksum(path)
    landmask = os.path.join(folder, layout.landmask(tile.name))
    if entry.landmask:
        # of several years one writes it, whole: another may be about to
        tiles.write_landmask(f"{landmask}.{entry.year}", tile, land)
        os.replace(f"{landmask}.{entry.year}", landmask)
        write_checksum(landmask)
    row = manifest.manifest_row(entry.year, tile, os.path.getsize(stem + ".npy"), os.path.getsize(stem + "_scales.npy"))
    return row, manifest.landmask_row(tile, os.path.getsize(landmask)) if entry.landmask else None


def odd_rows(rows):
    """Rows that published manifests hold too: size 0 (not there), a duplicate whose first is right, another dataset's tile."""
    first = rows[0]
    tile = geometry.tile_of_cell(first["lon_i"], first["lat_i"])
    return [
        manifest.manifest_row(2024, geometry.tile_of_name(plan.LISTED_BUT_EMPTY), 0, 0),
        dict(first, grid_size=first["grid_size"] + 1000),
        manifest.manifest_row(2018, tile, first["grid_size"], first["scales_size"], version="1.1", variant="cambridge")]


def write_manifests(folder, layout, rows, landmask_rows, writer):
    """Writes manifest.parquet and landmasks.parquet."""
    rows = manifest.sort_rows([*rows, *odd_rows(rows)])
    manifest.write_parquet(os.path.join(folder, layout.manifest), manifest.MANIFEST_COLUMNS, rows, writer)
    landmask_rows = sorted({row["key"]: row for row in landmask_rows}.values(), key=lambda row: (row["lon"], row["lat"]))
    manifest.write_parquet(os.path.join(folder, layout.landmasks), manifest.LANDMASK_COLUMNS, landmask_rows, writer)
    for name in (layout.manifest, layout.landmasks):
        write_checksum(os.path.join(folder, name))


def link_tree(source, target, entries, manifests):
    """The same objects in another layout, without a second copy on the disk."""
    (source_folder, source_layout), (target_folder, target_layout) = source, target
    pairs = [(getattr(source_layout, kind), getattr(target_layout, kind)) for kind in manifests]
    for entry in entries:
        for suffix in (".npy", "_scales.npy"):
            pairs.append((source_layout.stem(entry.year, entry.name) + suffix, target_layout.stem(entry.year, entry.name) + suffix))
        if entry.landmask:
            pairs.append((source_layout.landmask(entry.name), target_layout.landmask(entry.name)))
    for old, new in dict.fromkeys(pairs):
        for suffix in ("", ".crc64"):
            path = os.path.join(target_folder, new + suffix)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if not os.path.exists(path):
                os.link(os.path.join(source_folder, old + suffix), path)


def fingerprint(arguments):
    """What the store's contents follow from: the arguments and this program."""
    digest = hashlib.sha256(json.dumps([arguments.set, arguments.layout, arguments.seed]).encode())
    folder = os.path.dirname(os.path.abspath(__file__))
    for name in sorted(os.listdir(folder)):
        if name.endswith(".py"):
            with open(os.path.join(folder, name), "rb") as file:
                digest.update(file.read())
    return digest.hexdigest()


def is_there(path, wanted):
    """Whether the store that store.json at `path` describes has the wanted fingerprint."""
    if not os.path.exists(path):
        return False
    with open(path, encoding="utf-8") as file:
        return json.load(file).get("fingerprint") == wanted


def make(arguments):
    """Writes the store; store.json comes last, so that half a store is never taken for one."""
    out, facts = arguments.out, os.path.join(arguments.out, "store.json")
    wanted = fingerprint(arguments)
    if is_there(facts, wanted):
        print(f"{out}: there already")
        return
    shutil.rmtree(out, ignore_errors=True)
    writer = shlex.split(arguments.manifest_writer) if arguments.manifest_writer else None
    entries = plan.SETS[arguments.set]
    layout = LAYOUTS[arguments.layout[0]]
    folder = os.path.join(out, layout.name)
    with ProcessPoolExecutor(arguments.jobs) as pool:
        written = list(pool.map(write_tile, *zip(*((folder, layout, entry, arguments.seed) for entry in entries))))
    rows = [row for row, _ in written]
    write_manifests(folder, layout, rows, [row for _, row in written if row], writer)
    for other in (LAYOUTS[name] for name in arguments.layout[1:]):
        link_tree((folder, layout), (os.path.join(out, other.name), other), entries, ("manifest", "landmasks"))
    if arguments.set != "demo":
        tile = geometry.tile_of_name(entries[0].name)
        manifest.write_broken(os.path.join(out, "broken-manifests"), manifest.sort_rows(rows), tile, writer)
        manifest.write_older(os.path.join(out, "older-registry"), manifest.sort_rows(rows), writer)
        manifest.write_real(os.path.join(out, "real-tiles"), writer)
    described = []
    for entry in entries:
        tile = geometry.tile_of_name(entry.name)
        described.append(dict(entry.facts(), epsg=tile.epsg, geotransform=tile.geotransform, width=tile.width, height=tile.height))
    with open(facts, "w", encoding="utf-8") as file:
        json.dump({"fingerprint": wanted, "dataset": DATASET, "seed": arguments.seed, "layouts": arguments.layout,
                   "listed_but_empty": plan.LISTED_BUT_EMPTY, "tiles": described}, file, indent=1)
    print(f"{out}: {len(entries)} tiles of set {arguments.set}, layouts {', '.join(arguments.layout)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", help="the folder to write; what is there is replaced")
    parser.add_argument("--set", choices=sorted(plan.SETS), default="small")
    parser.add_argument("--small", dest="set", action="store_const", const="small", help="the same as --set small")
    parser.add_argument("--layout", action="append", choices=sorted(LAYOUTS), help="may be given twice; default s3-v0.9")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--manifest-writer", default=os.environ.get("TESSERA_TEST_MANIFEST_WRITER"),
                        help="command that writes Parquet from CSV (default: $TESSERA_TEST_MANIFEST_WRITER, else pandas with pyarrow)")
    parser.add_argument("--upload", metavar="URL", help="then upload the first layout to this bucket, for example http://127.0.0.1:9000/tessera-embeddings")
    arguments = parser.parse_args()
    arguments.layout = arguments.layout or ["s3-v0.9"]
    make(arguments)
    if arguments.upload:
        print(f"{arguments.upload}: {upload_tree(os.path.join(arguments.out, arguments.layout[0]), arguments.upload)} objects uploaded")


if __name__ == "__main__":
    main()
