"""What test_mosaics.py has done by processes with the driver: reads of zones, compared with what mosaic_judge.py makes of the stored arrays."""
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from osgeo import gdal

from mosaic_judge import PIXEL, differences, zones_of

gdal.UseExceptions()
BLOCK = 128  # pixels; side of the windows that a zone is compared by
REACH = 64  # pixels by which a tile may reach over its cell's edges
FEW = [1, 64, 128]  # bands, where all would be the same again


def pixels(dataset, x, y, width, height, bands=None):
    """A window as (row, column, band)."""
    wanted = bands or list(range(1, dataset.RasterCount + 1))
    return dataset.ReadAsArray(x, y, width, height, band_list=wanted, interleave="pixel").reshape(height, width, len(wanted))


def same(dataset, zone, window, bands=None, at=None):
    """A window of the zone is what the judge says; `at` is where it lies in the dataset, if that is not the zone itself. Gives the judge's."""
    x, y, width, height = window
    found = zone.look(x, y, width, height)
    expected = zone.embedding(found, [band - 1 for band in bands] if bands else slice(None))
    wrong = differences(pixels(dataset, *(at or (x, y)), width, height, bands), expected)
    assert not wrong, f"{zone.name}, window {window}: {wrong}"
    return found


def open_zone(zone):
    dataset = gdal.Open(zone.dataset)
    assert (dataset.RasterXSize, dataset.RasterYSize, dataset.RasterCount) == (zone.width, zone.height, 128), zone.name
    assert dataset.GetGeoTransform() == zone.geotransform, dataset.GetGeoTransform()
    assert dataset.GetSpatialRef().GetAuthorityCode(None) == str(zone.epsg)
    return dataset


def windows_of(zone):
    return [(x, y, min(BLOCK, zone.width - x), min(BLOCK, zone.height - y)) for y in range(0, zone.height, BLOCK) for x in range(0, zone.width, BLOCK)]


def is_at_an_edge(zone, window):
    """Whether tiles meet in a window or near it, or the zone ends there."""
    x, y, width, height = window
    x0, y0, x1, y1 = x - REACH, y - REACH, x + width + REACH, y + height + REACH
    return x0 < 0 or y0 < 0 or x1 >= zone.width or y1 >= zone.height or zone.look(x0, y0, 2, 2, step=max(x1 - x0, y1 - y0)).cells > 1


def every_pixel(store, name, part, parts):
    """Every pixel in every band of each `parts`-th window of a zone."""
    zone = zones_of(store)[name]
    dataset = open_zone(zone)
    counts = np.zeros(4, int)
    for window in list(windows_of(zone))[part::parts]:
        found = same(dataset, zone, window)
        counts += found.tile.size, found.valid.sum(), found.stand_ins, (found.tile < 0).sum()
    print(*counts)


def in_any_order(store, name, seed):
    """Windows where tiles meet, in an order that follows from the seed, by threads that do not wait for one another."""
    zone = zones_of(store)[name]
    dataset = open_zone(zone)
    windows = [window for window in windows_of(zone) if is_at_an_edge(zone, window)][::7]
    np.random.default_rng(seed).shuffle(windows)
    for window in windows:
        same(dataset, zone, [int(n) for n in window], FEW)


def views(store, name, count):
    """Stored vectors and scales, where they are valid and where they are not."""
    zone = zones_of(store)[name]
    quantized, scales = gdal.Open(zone.dataset + "?view=quantized"), gdal.Open(zone.dataset + "?view=scales")
    random = np.random.default_rng(2)
    for _ in range(count):
        x, y = int(random.integers(0, zone.width - 90)), int(random.integers(0, zone.height - 90))
        vectors, scale = zone.stored(zone.look(x, y, 90, 90))
        wrong = differences(pixels(quantized, x, y, 90, 90).astype(np.int8), vectors)
        assert not wrong, f"quantized, {(x, y)}: {wrong}"
        actual = pixels(scales, x, y, 90, 90)[..., 0]
        nans = np.isnan(actual)
        assert np.array_equal(nans, np.isnan(scale)) and np.array_equal(actual[~nans], scale[~nans]), f"scales, {(x, y)}"


def three_ways(store, names, box, count):
    """Random windows by bbox, by -projwin, and as the zone's own: identical, and as the judge says. Gives how many lay in more than one zone."""
    zones = [zones_of(store)[name] for name in names]
    wholes = {zone.epsg: open_zone(zone) for zone in zones}
    random = np.random.default_rng(3)
    compared = shared = 0
    while compared < count:
        west, east = sorted(random.uniform(box[0], box[2], 2))
        south = random.uniform(box[1], box[3])
        middle, half = (west + east) / 2, random.uniform(0.0005, 0.02)
        bbox = [round(float(n), 6) for n in (max(middle - half, box[0]), south, min(middle + half, box[2]), min(south + random.uniform(0.0002, 0.006), box[3]))]
        touched = [zone for zone in zones if any(_overlap(bbox, tile.name) for tile in zone.tiles)]
        if not touched:
            continue
        opened = gdal.Open("TESSERA:v1/2024?bbox=" + ",".join(map(str, bbox)))
        listed = [opened] if opened.RasterCount else [gdal.Open(name) for name, _ in opened.GetSubDatasets()]
        assert sorted(int(one.GetSpatialRef().GetAuthorityCode(None)) for one in listed) == sorted(zone.epsg for zone in touched), bbox
        shared += len(listed) > 1
        for crop in listed:
            zone = next(zone for zone in zones if str(zone.epsg) == crop.GetSpatialRef().GetAuthorityCode(None))
            _compare_crop(zone, wholes[zone.epsg], crop, bbox, None if compared % 25 == 0 else FEW)
        compared += 1
    print(compared, shared)


def _compare_crop(zone, whole, crop, bbox, bands):
    window = zone.window_of(*bbox)
    x, y, width, height = window
    left, top = zone.left + PIXEL * x, zone.top - PIXEL * y
    assert (crop.RasterXSize, crop.RasterYSize) == (width, height), (zone.name, bbox, window)
    assert crop.GetGeoTransform() == (left, PIXEL, 0, top, 0, -PIXEL), (zone.name, bbox, crop.GetGeoTransform())
    same(crop, zone, window, bands, at=(0, 0))
    own = pixels(whole, x, y, width, height, bands)
    assert not differences(pixels(crop, 0, 0, width, height, bands), own), (zone.name, bbox)
    cut = gdal.Translate("", whole, format="MEM", projWin=[left, top, left + PIXEL * width, top - PIXEL * height], bandList=bands or list(range(1, 129)))
    assert not differences(pixels(cut, 0, 0, width, height), own), (zone.name, bbox)


def _overlap(bbox, name):
    """Whether a box and a tile's cell have more than an edge in common."""
    _, longitude, latitude = name.split("_")
    return abs(float(longitude) * 2 - bbox[0] - bbox[2]) < 0.1 + bbox[2] - bbox[0] and abs(float(latitude) * 2 - bbox[1] - bbox[3]) < 0.1 + bbox[3] - bbox[1]


def many_threads(store, name, area, count, one_handle):
    """Random windows of an area (x, y, width, height) by eight threads, on one handle or on one each."""
    zone = zones_of(store)[name]
    shared = gdal.OpenEx(zone.dataset, gdal.OF_RASTER | gdal.OF_THREAD_SAFE) if one_handle else None
    own = threading.local()
    lock = threading.Lock()  # PROJ's objects, which the judge keeps, are for one thread at a time

    def work(seed):
        if shared is None and not hasattr(own, "dataset"):
            own.dataset = gdal.Open(zone.dataset)
        dataset = shared or own.dataset
        random = np.random.default_rng(seed)
        width, height = (int(n) for n in random.integers(1, 40, 2))
        x, y = area[0] + int(random.integers(0, area[2] - width)), area[1] + int(random.integers(0, area[3] - height))
        actual = pixels(dataset, x, y, width, height, FEW)
        with lock:
            expected = zone.embedding(zone.look(x, y, width, height), [band - 1 for band in FEW])
        wrong = differences(actual, expected)
        assert not wrong, f"window {(x, y, width, height)}: {wrong}"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(count)))


def decimated(name, store, shift):
    """The whole zone at 1 / 2^shift, by one read of one band; what overviews must show, the judge says."""
    zone = zones_of(store)[name]
    step = 1 << shift
    dataset = open_zone(zone)  # GDAL's bands do not keep theirs
    overview = dataset.GetRasterBand(5).GetOverview(shift - 1)
    width, height = -(-zone.width // step), -(-zone.height // step)
    assert (overview.XSize, overview.YSize) == (width, height)
    expected = zone.embedding(zone.look(0, 0, width, height, step), [4])[..., 0]
    wrong = differences(overview.ReadAsArray(), expected)
    assert not wrong, wrong


def averages(name, store, window, factor):
    """gdal_translate -r average of a window, of which there are no overviews, is the mean of what is valid."""
    zone = zones_of(store)[name]
    x, y, width, height = window
    smaller = gdal.Translate("", zone.dataset, format="MEM", srcWin=window, width=width // factor, height=height // factor, resampleAlg="average", bandList=FEW)
    fine = zone.embedding(zone.look(*window), [band - 1 for band in FEW])
    patches = fine.reshape(height // factor, factor, width // factor, factor, len(FEW))
    with np.errstate(invalid="ignore"):
        valid = ~np.isnan(patches)
        expected = np.where(valid, patches, 0).sum(axis=(1, 3), dtype=np.float64) / valid.sum(axis=(1, 3))
    actual = pixels(smaller, 0, 0, width // factor, height // factor)
    assert np.array_equal(np.isnan(actual), np.isnan(expected))
    assert np.allclose(actual, expected, rtol=1e-5, atol=1e-6, equal_nan=True)
