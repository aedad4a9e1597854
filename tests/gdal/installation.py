"""The commands that a page prints to install the driver for good, run as they are printed."""
import os
import re


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
        # A Debian folder's root is no mount, and nothing in it is shared.
        alone = ["unshare", *([] if os.geteuid() == 0 else ["--map-root-user"]), "--mount", "--propagation", "unchanged", "bash", "-euc", f"mount --make-rprivate / || true\nmount -t tmpfs none {installed}\n{script}"]
        return programs.run(*alone, GDAL_DRIVER_PATH=None).output
    finally:
        if is_new:
            os.rmdir(installed)
