#!/usr/bin/env bash
# s3-put.sh URL FILE KEY: uploads one object, world-readable, to the bucket at URL (s3-server.sh).
# CRC64 in the environment is the base64 of the object's CRC64NVME: the server checks it, keeps it and gives it back.
# Without it the server keeps none.
set -euo pipefail
sum=()
[[ -n ${CRC64:-} ]] && sum=(-H 'x-amz-sdk-checksum-algorithm: CRC64NVME' -H "x-amz-checksum-crc64nvme: $CRC64")
curl -sS -f -o /dev/null --aws-sigv4 aws:amz:us-east-1:s3 --user AKTEST:SKTEST -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
  -H 'x-amz-acl: public-read' "${sum[@]}" -T "$2" "$1/$3"
