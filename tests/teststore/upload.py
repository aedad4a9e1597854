"""Uploads a folder to an S3 server with the checksums that lie beside its files; the server refuses what does not match."""
import hashlib
import hmac
import http.client
import os
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

ACCESS_KEY, SECRET_KEY, REGION = "AKTEST", "SKTEST", "us-east-1"  # of the test server, which keeps nothing worth a secret


def _sign(method, host, path, headers):
    """Adds what AWS's signature, version 4, wants; the body is not signed, its checksum header is."""
    now = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    headers = {**headers, "host": host, "x-amz-date": now, "x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
    names = ";".join(sorted(headers))
    canonical = "\n".join([method, path, "", *(f"{name}:{headers[name]}" for name in sorted(headers)), "", names, "UNSIGNED-PAYLOAD"])
    scope = f"{now[:8]}/{REGION}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{SECRET_KEY}".encode()
    for part in (*scope.split("/"), text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    headers["authorization"] = f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/{scope}, SignedHeaders={names}, Signature={key.hex()}"
    return headers


def _request(url, method, headers, body=None):
    address = urllib.parse.urlsplit(url)
    path = urllib.parse.quote(address.path, safe="/-_.~")
    connection = http.client.HTTPConnection(address.netloc, timeout=60)
    try:
        connection.request(method, path, body=body, headers=_sign(method, address.netloc, path, headers))
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def put(url, path, checksum):
    """Uploads one file, world-readable; raises where the server refuses it."""
    headers = {"x-amz-acl": "public-read", "x-amz-sdk-checksum-algorithm": "CRC64NVME", "x-amz-checksum-crc64nvme": checksum,
               "content-length": str(os.path.getsize(path))}
    with open(path, "rb") as file:
        answer, text = _request(url, "PUT", headers, file)
    if answer.status != 200:
        raise RuntimeError(f"{url} was not taken: {answer.status} {answer.reason} {text[:300]!r}")


def is_there(url, size, checksum):
    """Whether the server has this object, and gives this checksum when asked for it."""
    answer, _ = _request(url, "HEAD", {"x-amz-checksum-mode": "ENABLED"})
    return answer.status == 200 and int(answer.headers["Content-Length"]) == size and answer.headers["x-amz-checksum-crc64nvme"] == checksum


def upload_tree(folder, bucket_url):
    """Uploads every file that has a checksum beside it; what is there already is left. Gives the number of files uploaded."""
    def send(path):
        with open(path + ".crc64", encoding="ascii") as file:
            checksum = file.read().strip()
        url, size = f"{bucket_url.rstrip('/')}/{os.path.relpath(path, folder)}", os.path.getsize(path)
        if is_there(url, size, checksum):
            return 0
        put(url, path, checksum)
        if not is_there(url, size, checksum):
            raise RuntimeError(f"{url} was uploaded, but the server does not give its checksum {checksum} back")
        return 1

    files = [os.path.join(where, name) for where, _, names in os.walk(folder) for name in names]
    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(send, sorted(path for path in files if os.path.exists(path + ".crc64"))))
