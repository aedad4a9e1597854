"""Reads what it is told, a line of JSON after the other, and says how that went. A process of its own: its memory and its time are measured.

A request has `settings` (configuration options), `name`, `window` and `out`: a file for the pixels; with `again` the dataset that could be opened before, and
not read, is read instead of a new one. The answer has `errors` and `warnings` (what GDAL was told), `seconds`, `open` (whether there is such a dataset now),
and `peak`: by how many bytes the process has grown meanwhile at most.
"""
import json
import sys
import time

import numpy as np
from osgeo import gdal

gdal.DontUseExceptions()


def _memory(name):
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(name + ":"))


unread = {}  # datasets, by their names


def _read(request):
    name = request["name"]
    dataset = unread.pop(name, None) if request["again"] else gdal.Open(name)
    if dataset is None:
        return False
    x, y, width, height = request["window"] or (0, 0, dataset.RasterXSize, dataset.RasterYSize)
    pixels = dataset.ReadAsArray(x, y, width, height)
    if pixels is None:
        unread[name] = dataset
        return False
    np.save(request["out"], pixels)
    return True


def _serve(request):
    said = {gdal.CE_Warning: [], gdal.CE_Failure: [], gdal.CE_Fatal: []}
    gdal.PushErrorHandler(lambda severity, number, message: said.setdefault(severity, []).append(message))
    for name, value in request["settings"].items():
        gdal.SetConfigOption(name, value)
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")  # forget the peak
    before, start = _memory("VmRSS"), time.monotonic()
    is_read = _read(request)
    seconds, peak = time.monotonic() - start, _memory("VmHWM") - before
    gdal.PopErrorHandler()
    return {"read": is_read, "open": request["name"] in unread, "seconds": seconds, "peak": peak, "warnings": said[gdal.CE_Warning],
            "errors": said[gdal.CE_Failure] + said[gdal.CE_Fatal]}


for line in sys.stdin:
    print(json.dumps(_serve(json.loads(line))), flush=True)
