#!/usr/bin/env bash
# build.sh TARGET... [--gdal=3.6,3.10,3.13]: from a bare Debian 12 with the .NET 10 SDK to a built, tested driver.
#
#   restore   NuGet packages                              test      managed, native and GDAL tests (system's GDAL, S3, faults)
#   core      the managed solution                        referee   what test leaves: the other GDALs, tiles of real size, measures
#   native    the NativeAOT library                       bench     measurements
#   shim      the GDAL plugins, one a version             package   an archive of the plugins, NuGet packages
#   demo      a small store, and two pictures of it       format    is everything formatted?
#   qgis      what QGIS 3.22 and 3.40 render              roots     only makes the Debian folders that test and referee use
#   clean     removes what was built
#
# It installs the Debian packages that the target needs and that are missing (by sudo if not root), restores Cake and
# calls it: build.cake has the targets. Everything is written under artifacts/. Of test, referee, qgis and format several may be
# given: they share what they need. --gdal says which plugins are built; test runs the system's, referee all of them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' build.sh; }

targets=()
while [[ ${1:-} == [^-]* ]]; do
  targets+=("${1,,}")
  shift
done
((${#targets[@]})) || { usage; exit 2; }
checks=()
for target in "${targets[@]}"; do
  case $target in
    test | referee | qgis | format) checks+=("$target") ;;
    restore | core | native | shim | demo | bench | package | roots | clean) ;;
    *) echo "build.sh: there is no target '$target'." >&2; usage >&2; exit 2 ;;
  esac
done
((${#targets[@]} == 1 || ${#targets[@]} == ${#checks[@]})) || { echo "build.sh: only test, referee, qgis and format can be given together." >&2; exit 2; }
[[ ${targets[0]} != bench ]] || checks=(bench)
command -v dotnet >/dev/null || { echo "build.sh: the .NET 10 SDK is missing: https://dotnet.microsoft.com/download" >&2; exit 2; }

# What .NET itself needs. The rest is installed beside the first steps; sudo asks for its password now, if it has to.
mkdir -p artifacts
build/install-packages.sh base
[[ $(id -u) == 0 || -z $(build/install-packages.sh --list "${targets[@]}") ]] || sudo -v

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export CAKE_SETTINGS_ENABLESCRIPTCACHE=true CAKE_SETTINGS_SHOWPROCESSCOMMANDLINE=false CAKE_PATHS_CACHE="$PWD/artifacts/cake" CAKE_PATHS_TOOLS="$PWD/artifacts/cake/tools"
dotnet tool restore >artifacts/tools.log 2>&1 || { cat artifacts/tools.log >&2; exit 1; }

for check in "${checks[@]}"; do rm -f "artifacts/results/$check/summary.txt"; done
status=0
dotnet cake build.cake --target="$(IFS=,; echo "${targets[*]}")" --verbosity=normal "$@" </dev/null || status=$?
((${#checks[@]})) || exit "$status"

# The last line of a target that tests is its sum, and nothing comes after it.
passed=0 failed=0
for check in "${checks[@]}"; do
  summary=artifacts/results/$check/summary.txt
  [[ -f $summary ]] || { mkdir -p "${summary%/*}" && echo "0 passed, 1 failed" >"$summary"; }
  read -r p _ f _ <"$summary"
  ((passed += p, failed += f)) || true # its status is that of a sum of 0
done
((failed == 0 || status)) || status=1
echo "$passed passed, $failed failed"
exit "$status"
