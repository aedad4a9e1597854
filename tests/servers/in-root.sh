#!/usr/bin/env bash
# in-root.sh ROOT COMMAND...: runs a command in a Debian folder, with this repository at the path that it has outside.
#
# The repository is read-only there, but for its artifacts; /tmp is a new folder; the network is the machine's, so servers
# that run outside are reached. Variables TESSERA_*, GDAL_* and CPL_* are handed on. Where the machine lets nobody mount,
# the repository is copied (by hard links where possible), and runs in one folder wait for one another.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
root=$(cd "$1" && pwd -P)
shift

variables=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1)
while IFS= read -r name; do variables+=("$name=${!name}"); done < <(compgen -e | grep -E '^(TESSERA|GDAL|CPL)_' || true)
as_root() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi; }

mkdir -p "$repository/artifacts/run"
temporary=$(mktemp -d "$repository/artifacts/run/tmp.XXXXXX")
trap 'as_root rm -rf "$temporary"' EXIT

if as_root unshare --mount true 2>/dev/null; then
  as_root unshare --mount --propagation private bash -euc '
    repository=$1 root=$2 temporary=$3
    shift 3
    mkdir -p "$root$repository"
    mount --bind "$repository" "$root$repository"
    mount -o remount,bind,ro "$root$repository"
    mount --bind "$repository/artifacts" "$root$repository/artifacts"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --bind "$temporary" "$root/tmp"
    exec chroot "$root" /usr/bin/env --ignore-environment --chdir="$repository" "$@"
  ' in-root "$repository" "$root" "$temporary" "${variables[@]}" "$@"
else
  # One at a time: they would share the copy.
  exec 8>"$root.copy.lock"
  flock 8
  copy=$root$repository
  as_root rm -rf "$copy"
  as_root mkdir -p "$copy/artifacts/results"
  as_root cp -a --link "$repository/tests" "$copy/" 2>/dev/null || as_root cp -a "$repository/tests" "$copy/"
  for part in gdalplugins native teststore test-packages test-program; do
    [[ -d $repository/artifacts/$part ]] || continue
    as_root cp -a --link "$repository/artifacts/$part" "$copy/artifacts/" 2>/dev/null || as_root cp -a "$repository/artifacts/$part" "$copy/artifacts/"
  done
  status=0
  as_root chroot "$root" /usr/bin/env --ignore-environment --chdir="$repository" "${variables[@]}" "$@" || status=$?
  as_root cp -a "$copy/artifacts/results/." "$repository/artifacts/results/"
  exit "$status"
fi
