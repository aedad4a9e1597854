"""Sends heads of answers that no server should."""
from .modes import ESCAPES, error, mode, other_host, xml_error


@mode("endless-headers")
def _(x):
    x.send(b"HTTP/1.1 206 OK\r\n")
    while True:
        x.send(b"X-More: and more\r\n" * 1000)


@mode("endless-header")
def _(x):
    x.send(b"HTTP/1.1 206 OK\r\nX-More: ")
    while True:
        x.send(b"more" * 10000)


@mode("endless-status-line")
def _(x):
    x.send(b"HTTP/1.1 206 ")
    while True:
        x.send(b"OK " * 10000)


@mode("endless-100-continue")
def _(x):
    while True:
        x.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


@mode("endless-103-early-hints")
def _(x):
    while True:
        x.send(f"HTTP/1.1 103 Early Hints\r\nLink: <{other_host(x)}>; rel=preload\r\n\r\n".encode() * 100)


def _first(data):
    """Sends some bytes, then a true answer."""
    return lambda x: x.send(data) or x.answer()


def _raw(head, keep=False):
    """A true body under a head that is given as it stands."""

    def act(x):
        status, headers, body = x.good()
        lines = b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items())
        x.send(head.replace(b"STATUS", str(status).encode()).replace(b"HEADERS", lines))
        x.send(body if x.method != "HEAD" else b"")
        return keep

    return act


mode("hints-before-the-answer")(_first(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"))
mode("switching-protocols")(_first(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"))
for _name, _head in {
        "HTTP-0.9": b"",
        "HTTP-1.0": b"HTTP/1.0 STATUS OK\r\nHEADERS\r\n",
        "HTTP-9.9": b"HTTP/9.9 STATUS OK\r\nHEADERS\r\n",
        "HTTP-2": b"\0\0\x12\x04\0\0\0\0\0" + bytes(18),
        "SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
        "TLS": b"\x15\x03\x01\0\x02\x02\x28",
        "SMTP": b"220 mail.example.com ESMTP\r\n",
        "garbage": b"\xff\xfe\x00garbage\r\n\r\n",
        "status-line-with-escapes": b"HTTP/1.1 STATUS \x1b]0;owned\x07\x1b[31m\r\nHEADERS\r\n",
        "status-line-without-a-reason": b"HTTP/1.1 STATUS\r\nHEADERS\r\n",
        "status-999": b"HTTP/1.1 999 What\r\nHEADERS\r\n",
        "status-000": b"HTTP/1.1 000 What\r\nHEADERS\r\n",
        "status-negative": b"HTTP/1.1 -20 What\r\nHEADERS\r\n",
        "status-2000": b"HTTP/1.1 2060 What\r\nHEADERS\r\n",
        "status-of-letters": b"HTTP/1.1 abc What\r\nHEADERS\r\n",
        "header-without-a-colon": b"HTTP/1.1 STATUS OK\r\nnothing here\r\nHEADERS\r\n",
        "header-without-a-name": b"HTTP/1.1 STATUS OK\r\n: value\r\nHEADERS\r\n",
        "header-with-a-NUL": b"HTTP/1.1 STATUS OK\r\nX-A: a\0b\r\nHEADERS\r\n",
        "header-with-escapes": b"HTTP/1.1 STATUS OK\r\nX-\x1b[31mA: \x1b]0;owned\x07\r\nHEADERS\r\n",
        "header-in-two-lines": b"HTTP/1.1 STATUS OK\r\nX-A: a\r\n b\r\nHEADERS\r\n",
        "header-with-a-bare-return": b"HTTP/1.1 STATUS OK\r\nX-A: a\rX-B: b\r\nHEADERS\r\n",
        "header-lines-without-returns": b"HTTP/1.1 STATUS OK\nX-A: a\nHEADERS\n",
        "header-of-a-megabyte": b"HTTP/1.1 STATUS OK\r\nX-A: " + b"a" * (1 << 20) + b"\r\nHEADERS\r\n",
        "headers-50000": b"HTTP/1.1 STATUS OK\r\n" + b"X-A: a\r\n" * 50000 + b"HEADERS\r\n",
        "header-in-latin-1": b"HTTP/1.1 STATUS OK\r\nX-A: \xe9\xff\r\nHEADERS\r\n"}.items():
    mode(_name)(_raw(_head, keep=False))


def _says(**headers):
    return lambda x: x.answer(**headers)


mode("etag-told-twice")(lambda x: x.answer(extra=[("ETag", '"ffffffffffffffffffffffffffffffff"')]))
for _name, _tag in {
        "with-escapes": f'"{ESCAPES}"'.replace("\r", ""),
        "odd": '"abc"',
        "empty": '""',
        "bare": "abcdef",
        "huge": '"' + "e" * 30000 + '"',
        "with-quotes": '"a"b"c"',
        "weak": 'W/"abc"',
        "star": "*",
        "with-a-path": '"../../../../owned"',
        "of-parts": '"0123456789abcdef0123456789abcdef-99999999999"',
        "of-another-MD5": '"0123456789abcdef0123456789abcdef"',
        "with-bytes-beyond-ascii": '"\xe9\x9b\xff"'}.items():
    def _tagged(x, tag=_tag):
        x.headers.pop("if-match", None)
        return x.answer(ETag=tag)

    mode(f"etag-{_name}")(_tagged)
for _name, _headers in {
        "wrong": {"x_amz_checksum_crc64nvme": "AAAAAAAAAAA="},
        "that-is-none": {"x_amz_checksum_crc64nvme": "not base64 \x1b[31m"},
        "too-short": {"x_amz_checksum_crc64nvme": "AAAA"},
        "too-long": {"x_amz_checksum_crc64nvme": "A" * 4000},
        "of-parts": {"x_amz_checksum_crc64nvme": "AAAAAAAAAAA=-3", "x_amz_checksum_type": "COMPOSITE"},
        "of-an-unknown-type": {"x_amz_checksum_crc64nvme": "AAAAAAAAAAA=", "x_amz_checksum_type": "WHATEVER"},
        "of-other-kinds": {"x_amz_checksum_crc32": "AAAAAA==", "x_amz_checksum_crc32c": "AAAAAA==", "x_amz_checksum_sha1": "AAAA",
            "x_amz_checksum_sha256": "AAAA",
            "Content_MD5": "AAAAAAAAAAAAAAAAAAAAAA==",
            "Repr_Digest": "sha-256=:AAAA:"}}.items():
    mode(f"checksum-{_name}")(_says(**_headers))
for _name, _value in {
        "of-an-age": "1000000000",
        "negative": "-1",
        "of-a-date-far-off": "Fri, 31 Dec 9999 23:59:59 GMT",
        "of-a-date-long-ago": "Mon, 01 Jan 0001 00:00:00 GMT",
        "of-words": "later\x1b[31m",
        "beyond-64-bits": "9" * 40,
        "of-nothing": ""}.items():
    mode(f"retry-after-{_name}")(error(503, xml_error("SlowDown", "Please reduce your request rate"), Retry_After=_value))
for _name, _value in {
        "far-off": "Fri, 31 Dec 9999 23:59:59 GMT",
        "beyond-the-calendar": "Fri, 31 Dec 99999 23:59:59 GMT",
        "of-words": "yesterday",
        "empty": "",
        "with-escapes": "\x1b[31mred"}.items():
    mode(f"last-modified-{_name}")(_says(Last_Modified=_value))
mode("asks-for-a-password")(error(401, xml_error(), WWW_Authenticate='Basic realm="\x1b[31mred", Negotiate, NTLM'))
mode("asks-for-a-proxy's-password")(error(407, xml_error(), Proxy_Authenticate="Basic realm=x, Negotiate, NTLM"))
mode("asks-for-payment")(error(402, xml_error("PaymentRequired", "send money")))
mode("asks-for-an-upgrade")(error(426, xml_error(), Upgrade="h2c", Connection="Upgrade"))
mode("is-a-teapot")(error(418, b"short and stout"))
mode("is-gone")(error(410, xml_error("Gone", "gone")))
mode("is-misdirected")(error(421, xml_error("Misdirected", "another")))
mode("is-legally-unavailable")(error(451, xml_error("Unavailable", "law")))
mode("is-in-an-archive")(error(403, xml_error("InvalidObjectState", "It is cold", "<StorageClass>GLACIER</StorageClass>"), x_amz_storage_class="GLACIER"))
for _name, _headers in {
        "numbers-that-are-none": {"x_amz_missing_meta": "many", "x_amz_mp_parts_count": "-\x1b[31m1", "x_amz_tagging_count": "99999999999999999999",
            "Age": "-1"},
        "dates-that-are-none": {"x_amz_object_lock_retain_until_date": "never", "Expires": "0",
            "x_amz_expiration": 'expiry-date="never", rule-id="%%%"',
            "x_amz_restore": 'ongoing-request="maybe", expiry-date="never"',
            "Date": "today"},
        "states-that-are-none": {"x_amz_delete_marker": "maybe", "x_amz_storage_class": "\x1b[31mRED", "x_amz_server_side_encryption": "rot13",
            "x_amz_replication_status": "?",
            "x_amz_request_charged": "you",
            "x_amz_object_lock_mode": "?",
            "x_amz_object_lock_legal_hold": "?", "x_amz_server_side_encryption_bucket_key_enabled": "perhaps", "x_amz_archive_status": "?"},
        "ids-with-escapes": {"x_amz_request_id": "\x1b[31mred", "x_amz_id_2": "\x1b]0;owned\x07", "x_amz_version_id": "\x1b[31m",
            "x_amz_meta_name": "\x1b[31m",
            "x_amz_website_redirect_location": "http://127.0.0.2/"},
        "odd-media": {"Content_Type": "text/html; charset=\x1b[31m", "Content_Disposition": 'attachment; filename="../../owned"',
            "Content_Language": "\x1b[31m",
            "Cache_Control": "max-age=-1",
            "Vary": "*"},
        "kept-for-less-than-nothing": {"Keep_Alive": "timeout=-1, max=-5", "Connection": "keep-alive, close"},
        "cookies": {"Set_Cookie": "a=" + "b" * 4000},
        "trailers-that-never-come": {"Trailer": "X-Checksum, Content-Length"}}.items():
    mode(f"says-{_name}")(_says(**_headers))
mode("says-close-and-does-not")(lambda x: x.answer(Connection="close") and x.rest(60))
mode("says-the-next-answer-too")(lambda x: x.answer() and x.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong") or True)
