"""Which tiles a store holds. Every tile has its true geometry; the small sets are small by being few and far north."""
from dataclasses import asdict, dataclass

from .broken import BROKEN_TILES, YEAR as BROKEN_YEAR


@dataclass(frozen=True)
class Entry:
    """One tile of one year. `kind` is "good", "patchwork" (patchwork.py), or what is wrong with it (broken.py)."""

    name: str
    year: int
    kind: str = "good"
    landmask: bool = True
    scales_by_band: bool = False
    ragged: bool = False  # its edges were never filled (patchwork.py)

    def facts(self):
        return asdict(self)


DEMO = (Entry("grid_0.15_52.05", 2024),)

SMALL = (
    Entry("grid_20.05_80.05", 2023), Entry("grid_20.05_80.05", 2024),
    Entry("grid_20.15_80.05", 2024),
    Entry("grid_20.15_80.05", 2022, scales_by_band=True),
    Entry("grid_20.25_80.05", 2024, landmask=False),
    Entry("grid_20.05_88.05", 2024),  # 56 columns, 8 MB: for what must be tried many times
    *(Entry(name, BROKEN_YEAR, kind) for name, kind in BROKEN_TILES.items()),
)

REFEREE = (
    *SMALL,
    Entry("grid_0.15_52.05", 2023), Entry("grid_0.15_52.05", 2024),        # 52 degrees north
    Entry("grid_-0.05_51.95", 2024), Entry("grid_0.05_51.95", 2024),       # both sides of a zone's edge
    Entry("grid_3.05_0.05", 2024), Entry("grid_3.05_-0.05", 2024),         # both sides of the equator, on a central meridian
    Entry("grid_-71.25_-53.15", 2024),                                     # southern hemisphere
    Entry("grid_179.95_66.05", 2024), Entry("grid_-179.95_66.05", 2024),   # both sides of the antimeridian
)



def _around(lon_i, lat_i, ragged, without=()):
    """3 x 3 tiles around one, known by its centre in hundredths of a degree."""
    names = [f"grid_{(lon_i + right) / 100:.2f}_{(lat_i + up) / 100:.2f}" for up in (10, 0, -10) for right in (-10, 0, 10)]
    assert {*ragged, *without} <= {*names}
    return tuple(Entry(name, 2024, "patchwork", landmask=index % 4 != 3, ragged=name in ragged) for index, name in enumerate(names) if name not in without)


MOSAIC = (
    *_around(-105, 5205, ragged=("grid_-1.05_52.05",)),                                      # in the middle of a zone
    *_around(595, 7805, ragged=("grid_5.95_78.05", "grid_6.05_77.95"), without=("grid_5.85_78.15",)),  # two columns of one zone and one of the next
    *_around(-6295, -7995, ragged=("grid_-62.95_-79.95",), without=("grid_-62.85_-79.95",)),  # in the south, on both sides of a central meridian
)

# Neighbours that make one landscape: for the pictures of the docs.
PICTURES = tuple(Entry(f"grid_{-0.05 + 0.1 * column:.2f}_{52.05 + 0.1 * row:.2f}", 2024) for column in range(4) for row in range(3))

SETS = {"demo": DEMO, "small": SMALL, "referee": REFEREE, "pictures": PICTURES, "mosaic": MOSAIC}
LISTED_BUT_EMPTY = "grid_20.45_80.05"  # a row of size 0: not there
