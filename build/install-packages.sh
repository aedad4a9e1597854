#!/usr/bin/env bash
# install-packages.sh [--list] TARGET...: installs the Debian packages that targets of build.sh need and that are missing (by sudo if not root).
#
# With --list it only says which are missing.
# Calls wait for one another, so that one may be begun early beside other work, and the work that needs the packages calls again.
# A service that comes with a package (nginx) is neither started now nor at the next boot.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Which lines of build/debian-packages.txt a target needs.
groups_of() {
  case $1 in
    base | restore | core | clean) echo "*" ;;
    native) echo "* native" ;;
    shim | package) echo "* native shim" ;;
    demo) echo "* native shim demo" ;;
    test | referee | bench | roots) echo "* native shim test" ;;
    qgis) echo "* native shim test qgis" ;;
    format) echo "* format" ;;
    *) return 1 ;;
  esac
}

as_root() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi; }

only_list=
[[ ${1:-} != --list ]] || { only_list=yes; shift; }
wanted=()
for target in "$@"; do
  groups=$(groups_of "$target") || { echo "install-packages.sh: there is no target '$target'." >&2; exit 2; }
  mapfile -t -O "${#wanted[@]}" wanted < <(awk -v groups=" $groups " 'index(groups, " " $1 " ") { for (i = 2; i <= NF; i++) print $i }' build/debian-packages.txt)
done

find_missing() {
  local installed
  installed=$(dpkg-query --show --showformat '${binary:Package} ${db:Status-Status}\n' | sed -n 's/\(:[a-z0-9]*\)\{0,1\} installed$//p')
  mapfile -t missing < <(printf '%s\n' "${wanted[@]}" | sort -u | grep -vxF "$installed" || true)
}

find_missing
[[ -z $only_list ]] || { echo "${missing[*]}"; exit 0; }
((${#missing[@]})) || exit 0

mkdir -p artifacts
exec 9>artifacts/apt.lock
flock 9
find_missing
((${#missing[@]})) || exit 0

echo "Installing: ${missing[*]}"
policy=/usr/sbin/policy-rc.d denied=
if [[ ! -e $policy ]]; then
  as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy"
  denied=yes
fi
status=0
{ as_root apt-get update -q -o Acquire::Retries=3 \
    && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
      -o Acquire::Retries=3 -o Dpkg::Options::=--force-confold "${missing[@]}"; } 9>&- </dev/null >artifacts/apt.log 2>&1 || status=$?
[[ -z $denied ]] || as_root rm -f "$policy"
if ((status)); then
  cat artifacts/apt.log >&2
  echo "apt-get could not install: ${missing[*]}" >&2
  exit "$status"
fi
if [[ " ${missing[*]} " == *" nginx "* ]] && command -v systemctl >/dev/null; then
  as_root systemctl --quiet disable nginx || echo "nginx will start at the next boot: its service could not be disabled." >&2
fi
