#!/usr/bin/env bash
# s3-server.sh ROOT STATE PORT BUCKET: a real S3 server on loopback: Ceph's RADOS gateway over a plain folder, no cluster.
#
# ROOT is the folder that roots.sh makes; the server runs from it by its own loader and libraries, and needs no rights.
# STATE (objects, log, STATE/pid) is made if it is not there. The bucket is world-readable; its key is AKTEST / SKTEST.
# Answers ranges, conditions and paged lists; checks CRC64NVME on upload and gives it back. Single PUTs only.
set -euo pipefail
root=$(cd "$1" && pwd) port=$3 bucket=$4
mkdir -p "$2"/{posix,db,run,log}
state=$(cd "$2" && pwd)

cat >"$state/rgw.conf" <<C
[global]
run_dir = $state/run
log_file = $state/log/rgw.log
admin_socket = $state/run/\$name.asok
plugin_dir = $root/usr/lib/x86_64-linux-gnu/ceph
[client]
# 'dbstore' with the posix filter: 'posix' as the store crashes, and dbstore alone answers ranges with wrong bytes
rgw_backend_store = dbstore
rgw_config_store = dbstore
rgw_filter = posix
rgw_posix_base_path = $state/posix
rgw_posix_database_root = $state/db
dbstore_db_dir = $state/db
dbstore_config_uri = file:$state/db/config.db
rgw_dns_name = s3.us-west-2.amazonaws.com
# without tcp_nodelay every request on a kept connection waits 43 ms: Nagle against a delayed acknowledgement
rgw_frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw_thread_pool_size = 64
C

libraries=$root/usr/lib/x86_64-linux-gnu
# run SIGNAL PROGRAM ARGUMENT...: in place of a process of its own, which gets the signal when this script ends, even if that is killed.
run() {
  exec setpriv --pdeathsig "$1" -- "$root/lib64/ld-linux-x86-64.so.2" --library-path "$libraries:$libraries/ceph" "$root/usr/bin/$2" \
    -c "$state/rgw.conf" -n client.rgw --no-mon-config "${@:3}"
}

# Now and then radosgw-admin does not end when its work is done: its threads wait for one another. It is ended a second after it has told all of the user.
has_user() { grep -qsx '}' "$state/user"; }
if ! has_user; then
  run KILL radosgw-admin user create --uid=test --display-name=Test --access-key=AKTEST --secret-key=SKTEST >"$state/user" 2>"$state/log/user" </dev/null &
  admin=$! more=20
  while kill -0 "$admin" 2>/dev/null; do
    if has_user && ((more-- == 0)); then kill -KILL "$admin"; fi
    sleep 0.05
  done
  wait "$admin" 2>/dev/null || has_user || { cat "$state/log/user" >&2; echo "s3-server.sh: the user could not be made" >&2; exit 1; }
fi

run TERM radosgw -f >"$state/log/out" 2>&1 </dev/null &
pid=$!
echo "$pid" >"$state/pid"
for _ in {1..1000}; do
  curl -s -o /dev/null "http://127.0.0.1:$port/" && break
  kill -0 "$pid" 2>/dev/null || { cat "$state/log/out" >&2; echo "s3-server.sh: the server ended at once" >&2; exit 1; }
  sleep 0.05
done
curl -sS -f -o /dev/null --aws-sigv4 aws:amz:us-east-1:s3 --user AKTEST:SKTEST -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
  -H 'x-amz-acl: public-read' -X PUT "http://127.0.0.1:$port/$bucket"
wait "$pid"
