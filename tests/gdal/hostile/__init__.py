"""The ways in which a server (hostile_server.py) misbehaves, by name: MODES.

A way is for all kinds of objects, unless it says for which. None of them can make a true client believe wrong pixels: what is sent under true headers is
either right, or wrong where the format shows it.
"""
from . import arrays, bodies, encodings, errors, heads, landmasks, lengths, manifests, mutations, ranges, redirects  # noqa: F401  each registers its own
from .modes import ANY, MODES  # noqa: F401
