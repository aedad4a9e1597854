#!/usr/bin/env bash
# with-servers.sh COMMAND...: runs a command with both servers up, on free ports of loopback, and stops them when it ends.
#
# What the command finds in its environment:
#   TESSERA_TEST_ARTIFACTS    the artifacts folder; plugins are in its gdalplugins
#   TESSERA_TEST_STORE        folder of the generated stores
#   TESSERA_TEST_S3           URL of an empty bucket of a real S3 server; s3-put.sh uploads to it
#   TESSERA_TEST_FAULTS       URL of the server with faults; its prefixes are in faults-nginx.conf.in
#   TESSERA_TEST_FAULTS_ROOT  the folder that it serves: empty
#   TESSERA_TEST_SERVER_LOG   its access log: nginx's combined format with the range that was asked for behind it
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
artifacts=$(cd "$here/../.." && pwd -P)/artifacts
roots=${TESSERA_ROOTS:-$artifacts/roots}

free_ports() {
  /usr/bin/python3 - "$1" <<'P'
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in sockets))
P
}

# Each run has a folder of its own, named after this process; what a killed run has left is cleared first.
stop() {
  local file pid
  for file in "$1"/nginx/nginx.pid "$1"/s3/pid; do
    [[ -s $file ]] || continue
    pid=$(<"$file")
    grep -qsF "$1" "/proc/$pid/cmdline" && kill "$pid" 2>/dev/null
    for _ in {1..100}; do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
  done
  return 0
}
mkdir -p "$artifacts/run"
for old in "$artifacts"/run/servers-*; do
  [[ -d $old && ! -d /proc/${old##*-} ]] || continue
  stop "$old"
  rm -rf "$old"
done
run=$artifacts/run/servers-$$
mkdir -p "$run"/nginx/{logs,tmp} "$run/served" "$run/s3"
s3=
# How the command ended is how this ends: a server that writes its last line while its folder is removed changes nothing.
trap 'stop "$run"; [[ -z $s3 ]] || kill "$s3" 2>/dev/null || true; rm -rf "$run" || rm -rf "$run" || true' EXIT
trap 'exit 130' INT TERM HUP

read -r s3_port faults_port < <(free_ports 2)
"$here/roots.sh" s3
"$here/s3-server.sh" "$roots/s3" "$run/s3" "$s3_port" tessera >"$run/s3/start" 2>&1 &
s3=$!
sed -e "s#@PORT@#$faults_port#; s#@DIR@#$run/nginx#g; s#@ROOT@#$run/served#g" "$here/faults-nginx.conf.in" >"$run/nginx/nginx.conf"
/usr/sbin/nginx -p "$run/nginx" -c "$run/nginx/nginx.conf"

ready() { curl -s -f -o /dev/null "http://127.0.0.1:$s3_port/tessera?list-type=2"; }
for _ in {1..1200}; do ready && break; sleep 0.05; done
ready || { cat "$run/s3/start" "$run"/s3/log/* >&2; echo "with-servers.sh: the S3 server did not start" >&2; exit 1; }

export TESSERA_TEST_ARTIFACTS=$artifacts TESSERA_TEST_STORE=${TESSERA_TEST_STORE:-$artifacts/teststore} \
  TESSERA_TEST_S3=http://127.0.0.1:$s3_port/tessera TESSERA_TEST_FAULTS=http://127.0.0.1:$faults_port \
  TESSERA_TEST_FAULTS_ROOT=$run/served TESSERA_TEST_SERVER_LOG=$run/nginx/logs/access.log
status=0
"$@" || status=$?
exit "$status"
