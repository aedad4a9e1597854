#!/usr/bin/env bash
# roots.sh NAME...: makes the Debian folders that the tests use, under artifacts/roots (or $TESSERA_ROOTS), where they are not there yet.
#   s3       Ceph's RADOS gateway, a real S3 server that keeps its objects in a folder
#   SUITE    a suite of build/gdal-versions.txt: its stock GDAL, Python's bindings, rasterio, pytest; forky has pandas, pyarrow and libtiff's tools too
#   qgis     as trixie, with its QGIS (3.40): where it is there, or is being made, trixie is not made beside it
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
roots=${TESSERA_ROOTS:-$here/../../artifacts/roots}
mkdir -p "$roots"
roots=$(cd "$roots" && pwd)

is_suite() { awk -v suite="$1" '$1 !~ /^#/ && $2 == suite { found = 1 } END { exit !found }' "$here/../../build/gdal-versions.txt"; }
has_qgis() { flock "$roots/qgis.lock" test -f "$roots/qgis.recipe"; }

make() { "$here/debian-root.sh" "$2" "$roots/$1" "${@:3}"; }

stock=(ca-certificates curl gdal-bin python3-gdal python3-numpy python3-pytest)
for name in "$@"; do
  case $name in
    s3) make s3 forky extract base-files radosgw ceph-common ;;
    qgis) make qgis trixie apt "${stock[@]}" python3-rasterio qgis python3-qgis ;;
    trixie) has_qgis || make trixie trixie apt "${stock[@]}" python3-rasterio ;;
    forky) make forky forky apt "${stock[@]}" python3-pandas python3-pyarrow python3-rasterio libtiff-tools ;;
    *)
      is_suite "$name" || { echo "roots.sh: there is no root '$name'" >&2; exit 2; }
      make "$name" "$name" apt "${stock[@]}" python3-rasterio
      ;;
  esac
done
