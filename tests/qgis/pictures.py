"""Makes the pictures of docs/qgis.md: QGIS itself, as a user sees it, on a screen that nobody sees.

    GDAL_DRIVER_PATH=... TESSERA_SOURCE=... TESSERA_PICTURES=FOLDER xvfb-run -a -s "-screen 0 1280x900x24" qgis --nologo --noversioncheck --code tests/qgis/pictures.py

Types a name into the dialog for raster layers, chooses a zone of a year, and shows what that is. The source is a store of the set `pictures`.
"""
import os
import traceback

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton
from qgis.utils import iface

FOLDER = os.environ["TESSERA_PICTURES"]
YEAR, ZONE = "TESSERA:v1/2024", "TESSERA:v1/2024/utm31n/view:rgb"


def window(class_name):
    """The visible window of a class."""
    return next(w for w in QApplication.topLevelWidgets() if w.metaObject().className() == class_name and w.isVisible())


def save(widget, name):
    widget.grab().save(os.path.join(FOLDER, name))


def type_name():
    dialog = window("QgsDataSourceManagerDialog")
    dialog.resize(1000, 700)
    line = next(edit for edit in dialog.findChildren(QLineEdit) if edit.isVisible() and edit.parent().objectName() == "mFileWidget")
    line.setText(YEAR)
    save(dialog, "qgis-add.png")
    add = next(button for button in dialog.findChildren(QPushButton) if button.isVisible() and button.text().replace("&", "") == "Add")
    QTimer.singleShot(500, step(choose_zone))
    add.click()


def choose_zone():
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible() and "ublayer" in w.metaObject().className()]
    if not dialogs:
        QTimer.singleShot(500, step(choose_zone))
        return
    dialog = dialogs[0]
    dialog.resize(900, 260)
    save(dialog, "qgis-zones.png")
    QTimer.singleShot(500, step(show_zone))
    dialog.reject()


def show_zone():
    window("QgsDataSourceManagerDialog").hide()
    QgsProject.instance().clear()
    layer = iface.addRasterLayer(ZONE, "2024, zone 31N")
    iface.setActiveLayer(layer)
    iface.zoomToActiveLayer()
    QTimer.singleShot(8000, step(finish))


def finish():
    save(iface.mainWindow(), "qgis-zone.png")
    os._exit(0)


def step(action):
    """An action whose failure ends QGIS, since an exception in a timer would leave it waiting for ever."""
    def run():
        try:
            action()
        except Exception:
            traceback.print_exc()
            os._exit(1)
    return run


def begin():
    iface.mainWindow().resize(1200, 800)
    QTimer.singleShot(4000, step(type_name))
    iface.actionAddRasterLayer().trigger()


QTimer.singleShot(2000, step(begin))
