"""The commands that a page prints to install the driver for good, run as they are printed."""
import os
import re

from programs import PYTHON

# As `mount --make-rprivate /; mount -t tmpfs none FOLDER`, which the Debian folders lack. There the root is no mount, and nothing in it is shared.
_COVER = """
import ctypes, sys
MS_REC, MS_PRIVATE = 1 << 14, 1 << 18
mount = ctypes.CDLL(None, use_errno=True).mount
mount(None, b"/", None, ctypes.c_ulong(MS_REC | MS_PRIVATE), None)
if mount(b"none", sys.argv[1].encode(), b"tmpfs", ctypes.c_ulong(0), None): sys.exit("no tmpfs: " + str(ctypes.get_errno()))
"""


def install_for_good(programs, block, folder):
    """
    Runs them in a folder that has gdalplugins, and tells what GDAL then says of the name TESSERA: by itself.
    The system's own plugin folder is an empty one while they run, and only sudo is another: who runs the tests may do all there.
    """
    installed = re.search(r"/usr/\S+/gdalplugins", block)[0]
    bin_folder = os.path.join(programs.folder, "bin")
    os.makedirs(bin_folder)
    with open(os.path.join(bin_folder, "sudo"), "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o755)) as file:
        file.write('#!/bin/sh\nexec "$@"\n')
    use = "gdalinfo --format TESSERA | grep -q 'Short Name: TESSERA'\ngdalinfo TESSERA:\ngdalinfo --format GTiff > /dev/null"
    script = f"cd '{folder}'\nexport PATH='{bin_folder}':$PATH\n{block}\n{use}"
    is_new = not os.path.exists(installed)
    os.makedirs(installed, exist_ok=True)
    try:
        alone = ["unshare", *([] if os.geteuid() == 0 else ["--map-root-user"]), "--mount", "--propagation", "unchanged",
                 "bash", "-euc", f"\"$0\" -c \"$1\" '{installed}'\n{script}", PYTHON, _COVER]
        return programs.run(*alone, GDAL_DRIVER_PATH=None).output
    finally:
        if is_new:
            os.rmdir(installed)
