#!/usr/bin/env bash
# gdal-sdk.sh SUITE X.Y FOLDER: headers and library of the GDAL of a Debian suite, to compile and link against, in FOLDER/usr.
#
# apt is used with lists, state and sources of its own beside FOLDER: those of the machine are neither read nor written.
# Signatures are checked. Nothing is installed.
set -euo pipefail
suite=$1 version=$2 folder=$3
mirror=$("$(dirname "${BASH_SOURCE[0]}")/debian-mirror.sh")
[[ -f $folder/recipe && $(<"$folder/recipe") == "$suite $version $mirror" ]] && exit 0

rm -rf "$folder"
apt=$folder/apt
mkdir -p "$apt"/{lists/partial,cache/archives/partial,packages}
: >"$apt/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$apt/sources.list"
# The index of a suite that is being frozen or tested may be past its date; its signature is checked all the same.
cat >"$apt/apt.conf" <<C
Dir::State "$apt";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::Log "$apt";
Acquire::Check-Valid-Until "false";
Acquire::Check-Date "false";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
Acquire::Retries "3";
APT::Sandbox::User "";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
C
get() { command "$1" -c "$apt/apt.conf" "${@:2}" </dev/null; }

get apt-get update -q=2
library=$(get apt-cache depends libgdal-dev | sed -n 's/^ *Depends: \(libgdal[0-9][0-9a-z]*\)$/\1/p')
(cd "$apt/packages" && get apt-get download -q=2 libgdal-dev "$library")
for package in "$apt"/packages/*.deb; do dpkg -x "$package" "$folder"; done
rm -rf "$apt"

found=$(sed -n 's/^# *define GDAL_VERSION_M[AI][JN]O\{0,1\}R  *\([0-9]*\).*/\1/p' "$folder/usr/include/gdal/gdal_version.h" | paste -sd .)
[[ $found == "$version" ]] || { echo "gdal-sdk.sh: $suite has GDAL $found, not $version: correct build/gdal-versions.txt" >&2; exit 1; }
echo "$suite $version $mirror" >"$folder/recipe"
