"""Renders layers with QGIS, without a screen: render.py JOBS.json, where each job is a layer, a place and a size.

    {"layer": NAME, "out": PNG, "extent": [xmin, ymin, xmax, ymax] or null, "size": [w, h], "crs": "EPSG:3857" or null,
     "bands": [r, g, b] and "stretch": [[lo, hi], ...], or neither}

Layers are kept from job to job, as they are in a session. Prints one JSON object a job: what QGIS found, and how it went.
"""
import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (  # noqa: E402
    QgsApplication, QgsContrastEnhancement, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsMapRendererParallelJob, QgsMapSettings,
    QgsMultiBandColorRenderer, QgsProject, QgsRasterLayer, QgsRectangle, Qgis)
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtGui import QColor  # noqa: E402


def stretched(layer, bands, limits):
    """Three bands as red, green and blue, each from its lower to its upper limit."""
    renderer = QgsMultiBandColorRenderer(layer.dataProvider(), *bands)
    setters = (renderer.setRedContrastEnhancement, renderer.setGreenContrastEnhancement, renderer.setBlueContrastEnhancement)
    for band, (low, high), set_enhancement in zip(bands, limits, setters):
        enhancement = QgsContrastEnhancement(layer.dataProvider().dataType(band))
        enhancement.setMinimumValue(low)
        enhancement.setMaximumValue(high)
        enhancement.setContrastEnhancementAlgorithm(QgsContrastEnhancement.StretchToMinimumMaximum)
        set_enhancement(enhancement)
    return renderer


def render(layer, job):
    """Renders a job into its file; gives the errors of the renderer."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    crs = QgsCoordinateReferenceSystem(job["crs"]) if job.get("crs") else layer.crs()
    settings.setDestinationCrs(crs)
    if job.get("extent"):
        extent = QgsRectangle(*job["extent"])
    else:
        extent = QgsCoordinateTransform(layer.crs(), crs, QgsProject.instance()).transformBoundingBox(layer.extent())
    settings.setExtent(extent)
    settings.setOutputSize(QSize(*job["size"]))
    settings.setBackgroundColor(QColor(255, 255, 255))
    work = QgsMapRendererParallelJob(settings)
    work.start()
    work.waitForFinished()
    if not work.renderedImage().save(job["out"], "PNG"):
        raise OSError(f"{job['out']} could not be written")
    return [error.message for error in work.errors()]


def main():
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    layers = {}
    with open(sys.argv[1], encoding="utf-8") as file:
        jobs = json.load(file)
    for job in jobs:
        if job["layer"] not in layers:
            layers[job["layer"]] = QgsRasterLayer(job["layer"], "layer", "gdal")
        layer = layers[job["layer"]]
        found = {"qgis": Qgis.QGIS_VERSION, "valid": layer.isValid()}
        if layer.isValid():
            if job.get("stretch"):
                layer.setRenderer(stretched(layer, job["bands"], job["stretch"]))
            found.update(width=layer.width(), height=layer.height(), bands=layer.bandCount(), crs=layer.crs().authid(), errors=render(layer, job))
        else:
            found["sublayers"] = layer.subLayers()
            found["error"] = layer.error().message()
        print(json.dumps(found), flush=True)
    layers.clear()
    del layer  # QGIS wants its layers gone before it ends
    application.exitQgis()


main()
