"""Land as a satellite's embedding might see it: coast, hills, a river, woods, fields, towns, mixed into 128 bands."""
import numpy as np

from .noise import Surface

BANDS = 128
FEATURES = ("one", "hills", "light", "moisture", "wood", "field", "crop", "town", "river", "sea", "depth", "grain")
_AMPLITUDE = 3.2  # so that scales come out as published ones do: a median of about 0.06


def _step(x, width):
    """0 ... 1, smoothly, where x passes 0."""
    t = np.clip(x / np.float32(width) * np.float32(0.5) + np.float32(0.5), 0, 1)
    return t * t * (3 - 2 * t)


def _relief_light(hills):
    """Light from the north-west on the hills, -1 ... 1."""
    down, right = np.gradient(hills)
    return np.tanh((down + right) * np.float32(60))


class Landscape:
    """The land under one tile; `features(year)` and `water` are what the pixels are made from."""

    def __init__(self, tile, seed):
        surface = Surface(tile)
        salt = 1000 * (seed + 1)
        self._hills = surface.octaves(9000, 5, salt + 100)
        self._light = _relief_light(self._hills)
        self._moisture = surface.octaves(5000, 4, salt + 200)
        self._woods = surface.octaves(2600, 6, salt + 300, gain=0.6)
        self._towns = surface.octaves(4500, 3, salt + 400)
        self._grain = surface.octaves(120, 2, salt + 500)
        coast = surface.octaves(22000, 9, salt + 600, gain=0.55)
        valley = surface.octaves(11000, 5, salt + 700, gain=0.42)
        self._field, self._rotation = surface.parcels(300, 190, salt + 800)
        self._streets, _ = surface.parcels(70, 30, salt + 900)
        self._depth = coast - np.float32(0.34)
        self._sea = _step(self._depth, 0.008)
        self._river = np.exp(-((valley / np.float32(0.014)) ** 2))
        self._bank = np.exp(-((valley / np.float32(0.07)) ** 2))
        self.water = self._depth > 0
        self.deep = self._depth > 0.10

    def features(self, year):
        """Array (height, width, feature), float32, in the order of FEATURES; what grows changes slowly from year to year."""
        years = year - 2017
        land = 1 - self._sea
        wood = _step(self._woods + 0.35 * self._hills + 0.25 * self._bank - 0.30 - 0.008 * years, 0.07) * land
        town = _step(self._towns - 0.45 * self._woods - 0.62 + 0.010 * years, 0.12) * land
        open_land = land * (1 - wood) * (1 - town) * (1 - self._river)
        crop = np.cos(np.float32(2 * np.pi) * (self._rotation + np.float32(0.07 * years)))
        planes = {
            "one": np.ones_like(land),
            "hills": self._hills * land,
            "light": self._light * land * (1 - 0.5 * town),
            "moisture": (self._moisture + 0.8 * self._bank) * land,
            "wood": wood * (1 - self._river),
            "field": (self._field * 2 - 1) * open_land,
            "crop": crop * open_land,
            "town": town * (0.6 + 0.7 * self._streets),
            "river": self._river * land * (1 - 0.5 * town),
            "sea": self._sea,
            "depth": np.clip(self._depth, 0, 0.5) * 2 * self._sea,
            "grain": self._grain * (0.4 + 0.6 * land),
        }
        return np.stack([planes[name].astype(np.float32) for name in FEATURES], axis=-1)


def mixture(seed):
    """How much of each feature is in each band, (feature, band), float32. Bands 0, 1, 2 are made to look natural as red, green, blue."""
    generator = np.random.default_rng(seed + 77)
    mix = generator.normal(size=(len(FEATURES), BANDS))
    mix *= np.array([0.5, 0.5, 0.25, 0.7, 1.1, 0.6, 0.6, 1.2, 1.0, 1.6, 0.8, 0.10])[:, None]
    red_green_blue = {
        "one": (0.50, 0.53, 0.30), "hills": (0.06, 0.01, 0.04), "light": (0.09, 0.09, 0.07), "moisture": (-0.06, 0.02, 0.00), "wood": (-0.36, -0.17, -0.19),
        "field": (0.13, 0.07, 0.07), "crop": (-0.12, 0.05, -0.06), "town": (0.10, 0.00, 0.16), "river": (-0.34, -0.20, 0.06), "sea": (-0.42, -0.30, -0.06),
        "depth": (-0.06, -0.16, -0.12), "grain": (0.03, 0.03, 0.02)}
    for index, name in enumerate(FEATURES):
        mix[index, :3] = np.array(red_green_blue[name]) - (0.35 if name == "one" else 0)
    return (mix * _AMPLITUDE).astype(np.float32)
