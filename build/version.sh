#!/usr/bin/env bash
# version.sh: the version of what is built here, if it is a release: of a commit with a tag vX.Y.Z it is X.Y.Z, or X.Y.Z-dirty where files
# are not the commit's. Otherwise it prints nothing, and the version is that of Directory.Build.props. It needs no history: a shallow clone
# will do, and so will a source archive that `git archive` has made of a tag.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tag='$Format:%(describe:tags,match=v[0-9]*)$' # git archive fills it in (.gitattributes)
if [[ $tag == \$Format* ]]; then
  # Not the tag of a repository that this folder merely lies in.
  tag=
  [[ ! -e .git ]] || tag=$(git describe --tags --exact-match --dirty --match 'v[0-9]*' 2>/dev/null) || tag=
fi
[[ $tag =~ -[0-9]+-g[0-9a-f]+$ ]] && tag= # of an earlier commit
[[ ! $tag =~ ^v([0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?)$ ]] || echo "${BASH_REMATCH[1]}"
