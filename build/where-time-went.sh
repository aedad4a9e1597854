#!/usr/bin/env bash
# where-time-went.sh FILE: the steps that timed.sh and the build have written down, in the order in which they began: when, how long, and what.
# Steps overlap: two rows of tests, and what waits for the network beside what works. Those of less than a second are left out.
set -euo pipefail
echo "Where the time went, in seconds:"
echo "   from  lasted"
sort -k1,1n -k2,2nr "$1" | awk '
  NR == 1 { first = $1 }
  { begin = $1; end = $2; sub(/^[^ ]+ [^ ]+ /, "") }
  end > last { last = end }
  end - begin >= 1 { printf "%7.0f %7.0f  %s\n", begin - first, end - begin, $0 }
  END { printf "%7s %7.0f  in all\n", "", last - first }'
