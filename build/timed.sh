#!/usr/bin/env bash
# timed.sh NAME COMMAND...: runs a command, and writes down for .ci/run when it began and ended: a line "BEGIN END NAME" in the
# file that BUILD_STEPS names, if it names one.
begin=$(date +%s.%1N)
"${@:2}"
status=$?
[[ -z ${BUILD_STEPS:-} ]] || echo "$begin $(date +%s.%1N) $1" >>"$BUILD_STEPS"
exit "$status"
