"""calculate.py NAME FOLDER: twice the first band of a raster, by each of QGIS's raster calculators: own.tif, and gdal.tif and qgis.tif of Processing."""
import sys

from qgis.analysis import QgsRasterCalculator, QgsRasterCalculatorEntry
from qgis.core import QgsApplication, QgsCoordinateTransformContext, QgsProject, QgsRasterLayer

sys.path.append("/usr/share/qgis/python/plugins")
NAME, FOLDER = sys.argv[1:]

application = QgsApplication([], False)
application.initQgis()

from processing.core.Processing import Processing  # noqa: E402  (it needs the application)
import processing  # noqa: E402

layer = QgsRasterLayer(NAME, "tessera", "gdal")
assert layer.isValid(), layer.error().message()
QgsProject.instance().addMapLayer(layer)

entry = QgsRasterCalculatorEntry()
entry.ref, entry.raster, entry.bandNumber = "tessera@1", layer, 1
calculator = QgsRasterCalculator('"tessera@1" * 2', f"{FOLDER}/own.tif", "GTiff", layer.extent(), layer.crs(), layer.width(), layer.height(), [entry], QgsCoordinateTransformContext())
status = calculator.processCalculation()
assert status == QgsRasterCalculator.Success, status

Processing.initialize()
processing.run("gdal:rastercalculator", {"INPUT_A": layer, "BAND_A": 1, "FORMULA": "A * 2", "RTYPE": 5, "OUTPUT": f"{FOLDER}/gdal.tif"})
processing.run("qgis:rastercalculator", {"EXPRESSION": '"tessera@1" * 2', "LAYERS": [layer], "CRS": layer.crs(), "EXTENT": layer.extent(), "OUTPUT": f"{FOLDER}/qgis.tif"})
