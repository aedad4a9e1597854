#!/usr/bin/env bash
# debian-root.sh SUITE ROOT VARIANT PACKAGE...: a Debian of another suite in a folder, made once.
#
# VARIANT is one of mmdebstrap's: 'apt' for a folder to chroot into, 'extract' for one whose programs run from outside.
# Calls for the same folder wait for one another. A folder of other packages than are asked for now is made anew.
set -euo pipefail
suite=$1 root=$2 variant=$3
shift 3
mirror=$("$(dirname "${BASH_SOURCE[0]}")/../../build/debian-mirror.sh")
recipe="$suite $variant $mirror $*"

mkdir -p "${root%/*}"
exec 9>"$root.lock"
flock 9
[[ -f $root.recipe && $(<"$root.recipe") == "$recipe" && -d $root/usr ]] && exit 0

as_root() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi; }
rm -f "$root.recipe"
as_root rm -rf "$root"
# The index of a suite that is being frozen or tested may be past its date; its signature is checked all the same.
as_root mmdebstrap --quiet --variant="$variant" --include="$(IFS=,; echo "$*")" \
  --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Check-Date "false"' --aptopt='Acquire::Retries "3"' \
  "$suite" "$root" "$mirror" </dev/null
echo "$recipe" >"$root.recipe"
