"""Which tiles a store holds. Every tile has its true geometry; the small sets are small by being few and far north."""
from dataclasses import asdict, dataclass

from .broken import BROKEN_TILES, YEAR as BROKEN_YEAR


@dataclass(frozen=True)
class Entry:
    """One tile of one year. `kind` is "good", or what is wrong with it (broken.py)."""

    name: str
    year: int
    kind: str = "good"
    landmask: bool = True
    scales_by_band: bool = False

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

SETS = {"demo": DEMO, "small": SMALL, "referee": REFEREE}
LISTED_BUT_EMPTY = "grid_20.45_80.05"  # a row of size 0: not there
