#!/usr/bin/env bash
# build.sh TARGET [--gdal=3.6,3.10,3.13]: from a bare Debian 12 with the .NET 10 SDK to a built, tested driver.
#
#   restore   NuGet packages                              test      managed, native and GDAL tests (system's GDAL, S3, faults)
#   core      the managed solution                        referee   the same GDAL tests with GDAL 3.6, 3.10 and 3.13, and more
#   native    the NativeAOT library                       bench     measurements
#   shim      the GDAL plugins, one a version             package   an archive of the plugins, NuGet packages
#   demo      a small store, and two pictures of it       format    is everything formatted?
#   qgis      what QGIS 3.22 and 3.40 render              roots     only makes the Debian folders that test and referee use
#   clean     removes what was built
#
# It installs the Debian packages that the target needs and that are missing (by sudo if not root), restores Cake and
# calls it: build.cake has the targets. Everything is written under artifacts/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' build.sh; }

# Which lines of build/debian-packages.txt a target needs.
package_groups() {
  case $1 in
    restore | core | clean) echo "*" ;;
    native) echo "* native" ;;
    shim | package) echo "* native shim" ;;
    demo) echo "* native shim demo" ;;
    test | referee | bench | roots) echo "* native shim test" ;;
    qgis) echo "* native shim test qgis" ;;
    format) echo "* format" ;;
    *) return 1 ;;
  esac
}

packages_of() {
  local groups
  read -r -a groups <<<"$1"
  local group
  for group in "${groups[@]}"; do
    awk -v group="$group" '$1 == group { for (i = 2; i <= NF; i++) print $i }' build/debian-packages.txt
  done | sort -u
}

as_root() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi; }

# Installs what is missing. A service that comes with a package (nginx) is neither started now nor at the next boot.
install_packages() {
  local wanted installed missing=() package policy=/usr/sbin/policy-rc.d denied=
  mapfile -t wanted < <(packages_of "$1")
  installed=$(dpkg-query --show --showformat '${binary:Package} ${db:Status-Status}\n' | sed -n 's/\(:[a-z0-9]*\)\{0,1\} installed$//p')
  for package in "${wanted[@]}"; do
    grep -qxF "$package" <<<"$installed" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  echo "Installing: ${missing[*]}"
  if [[ ! -e $policy ]]; then
    as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy"
    denied=yes
  fi
  local status=0
  { as_root apt-get update -q -o Acquire::Retries=3 \
      && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        -o Acquire::Retries=3 -o Dpkg::Options::=--force-confold "${missing[@]}"; } </dev/null >artifacts/apt.log 2>&1 || status=$?
  [[ -z $denied ]] || as_root rm -f "$policy"
  if ((status)); then
    cat artifacts/apt.log >&2
    echo "apt-get could not install: ${missing[*]}" >&2
    return "$status"
  fi
  if [[ " ${missing[*]} " == *" nginx "* ]] && command -v systemctl >/dev/null; then
    as_root systemctl --quiet disable nginx || echo "nginx will start at the next boot: its service could not be disabled." >&2
  fi
}

target=${1:-}
[[ -n $target ]] || { usage; exit 2; }
shift
target=${target,,}
groups=$(package_groups "$target") || { echo "build.sh: there is no target '$target'." >&2; usage >&2; exit 2; }
command -v dotnet >/dev/null || { echo "build.sh: the .NET 10 SDK is missing: https://dotnet.microsoft.com/download" >&2; exit 2; }

mkdir -p artifacts
install_packages "$groups"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export CAKE_SETTINGS_ENABLESCRIPTCACHE=true CAKE_SETTINGS_SHOWPROCESSCOMMANDLINE=false CAKE_PATHS_CACHE="$PWD/artifacts/cake" CAKE_PATHS_TOOLS="$PWD/artifacts/cake/tools"
dotnet tool restore >artifacts/tools.log 2>&1 || { cat artifacts/tools.log >&2; exit 1; }

summary=artifacts/results/$target/summary.txt
rm -f "$summary"
status=0
dotnet cake build.cake --target="${target^}" --verbosity=normal "$@" </dev/null || status=$?

# The last line of a target that tests is its sum, and nothing comes after it.
case $target in
  test | referee | qgis | bench | format)
    [[ -f $summary ]] || { mkdir -p "${summary%/*}" && echo "0 passed, 1 failed" >"$summary"; }
    [[ $(<"$summary") == *", 0 failed" ]] || ((status)) || status=1
    cat "$summary"
    ;;
esac
exit "$status"
