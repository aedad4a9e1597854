#!/usr/bin/env bash
# debian-mirror.sh: the mirror of Debian that this machine installs from, or $DEBIAN_MIRROR. Other suites are taken from there too.
set -euo pipefail
mirror=${DEBIAN_MIRROR:-}
if [[ -z $mirror ]]; then
  # Both forms that apt knows: 'deb [...] URL suite' and 'URIs: URL'. Security updates and others' packages lie elsewhere.
  mirror=$(find /etc/apt -type f \( -name '*.list' -o -name '*.sources' \) -exec grep -hE '^[[:space:]]*(deb|URIs:)[[:space:]]' {} + \
    | grep -oE '[a-z]+://[^][:space:]]+/debian/?([[:space:]]|$)' | head -n 1 | tr -d '[:space:]') || mirror=
fi
[[ -n $mirror ]] || { echo "debian-mirror.sh: /etc/apt names no mirror of Debian: set DEBIAN_MIRROR to one" >&2; exit 1; }
echo "${mirror%/}"
