#!/usr/bin/env bash
# debian-mirror.sh: the mirror of Debian that this machine installs from, or $DEBIAN_MIRROR. Other suites are taken from there too.
set -euo pipefail
mirror=${DEBIAN_MIRROR:-}
if [[ -z $mirror ]]; then
  # Both forms that apt knows: 'deb [...] URL suite' and 'URIs: URL'. Security updates and others' packages lie elsewhere.
  mirror=$(find /etc/apt/sources.list /etc/apt/sources.list.d -type f 2>/dev/null -exec grep -hE '^ *(deb|URIs:)[ \t]' {} + \
    | grep -oE '[a-z]+://[^] \t]+/debian/?([ \t]|$)' | head -n 1 | tr -d ' \t') || mirror=
fi
[[ -n $mirror ]] || { echo "debian-mirror.sh: /etc/apt names no mirror of Debian: set DEBIAN_MIRROR to one" >&2; exit 1; }
echo "${mirror%/}"
