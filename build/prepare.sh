#!/usr/bin/env bash
# prepare.sh "TARGET..." [ROOT...]: what targets of build.sh need of the network: their Debian packages, and then Debian folders
# (tests/servers/roots.sh). It is begun early and runs beside the compilers.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
read -r -a targets <<<"$1"
"$here/timed.sh" "packages of Debian for $1" "$here/install-packages.sh" "${targets[@]}"
for root in "${@:2}"; do "$here/timed.sh" "Debian folder $root" "$here/../tests/servers/roots.sh" "$root"; done
