#!/usr/bin/env bash
# roots.sh NAME...: makes the Debian folders that the tests use, under artifacts/roots (or $TESSERA_ROOTS), where they are not there yet.
#   s3               Ceph's RADOS gateway, a real S3 server that keeps its objects in a folder
#   trixie, forky    stock GDAL 3.10 and 3.13, Python's bindings, pytest; forky has pandas, pyarrow, rasterio and libtiff's tools too
#   qgis             as trixie, with its QGIS (3.40)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
roots=${TESSERA_ROOTS:-$here/../../artifacts/roots}
mkdir -p "$roots"
roots=$(cd "$roots" && pwd)

stock=(ca-certificates curl gdal-bin python3-gdal python3-numpy python3-pytest)
for name in "$@"; do
  case $name in
    s3) "$here/debian-root.sh" forky "$roots/s3" extract base-files radosgw ceph-common ;;
    trixie) "$here/debian-root.sh" trixie "$roots/trixie" apt "${stock[@]}" ;;
    qgis) "$here/debian-root.sh" trixie "$roots/qgis" apt "${stock[@]}" qgis python3-qgis ;;
    forky) "$here/debian-root.sh" forky "$roots/forky" apt "${stock[@]}" python3-pandas python3-pyarrow python3-rasterio libtiff-tools ;;
    *) echo "roots.sh: there is no root '$name'" >&2; exit 2 ;;
  esac
done
