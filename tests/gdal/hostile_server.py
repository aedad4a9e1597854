"""A server of the store that speaks as S3 does, until it is told to misbehave; and a second host that must never hear of it.

It writes to its sockets itself, since what a hostile server sends is what no library would let it send. Each trial has a server of its own, so what was
asked and what was sent is the trial's alone. How it misbehaves is in the package hostile.
"""
import hashlib
import os
import re
import socket
import struct
import threading
import urllib.parse
from functools import lru_cache

MOST_SENT = 256 << 20  # bytes; what an endless answer comes to an end after, so that a client that reads it all fails a test and not the machine
NO_SUCH_KEY = b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>'
REASONS = {200: "OK", 206: "Partial Content", 304: "Not Modified", 404: "Not Found", 412: "Precondition Failed", 416: "Range Not Satisfiable"}


class Gone(Exception):
    """The client has closed the connection, the server is closed, or enough was sent."""


@lru_cache(maxsize=64)
def _stored(path):
    """An object, its tag and its checksum, or None."""
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        data = file.read()
    checksum = None
    if os.path.exists(path + ".crc64"):
        with open(path + ".crc64", encoding="ascii") as file:
            checksum = file.read().strip()
    return data, hashlib.md5(data).hexdigest(), checksum


class Exchange:
    """One request, and the means to answer it."""

    def __init__(self, server, connection, head):
        self.server = server
        self.connection = connection
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = (lines[0].split(" ") + ["", ""])[:3]
        self.headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        self.key = urllib.parse.unquote(urllib.parse.urlsplit(self.target).path).lstrip("/").partition("/")[2]
        found = _stored(os.path.join(server.folder, self.key))
        self.data, self.tag, self.checksum = found or (None, None, None)

    def __str__(self):
        return f"{self.method} {self.key} {self.headers.get('range', '')}"

    # ---- what a good server would say ----------------------------------------------------------------

    def use(self, change):
        """Another object is stored under the key, and a good server does not know better: what `change` makes of the true one, once."""
        if self.key not in self.server.changed:
            data = change(self.data)
            self.server.changed[self.key] = data, hashlib.md5(data).hexdigest(), None
        self.data, self.tag, self.checksum = self.server.changed[self.key]

    def range(self):
        """First and last byte that are asked for; None where all is."""
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("range", ""))
        return (int(asked[1]), min(int(asked[2] or len(self.data) - 1), len(self.data) - 1)) if asked else None

    def good(self):
        """Status, headers and body."""
        if self.data is None:
            return 404, {"Content-Type": "application/xml", "Content-Length": str(len(NO_SUCH_KEY))}, NO_SUCH_KEY
        headers = {"Content-Type": "binary/octet-stream", "Accept-Ranges": "bytes", "ETag": f'"{self.tag}"', "Last-Modified": "Tue, 02 Jun 2026 10:00:00 GMT"}
        if self.headers.get("if-match", headers["ETag"]) not in ("*", headers["ETag"]):
            return 412, {"Content-Length": "0"}, b""
        if self.headers.get("if-none-match") == headers["ETag"]:
            return 304, headers, b""
        asked = self.range()
        if asked is None:
            if self.checksum and self.headers.get("x-amz-checksum-mode", "").upper() == "ENABLED":
                headers.update({"x-amz-checksum-crc64nvme": self.checksum, "x-amz-checksum-type": "FULL_OBJECT"})
            return 200, {**headers, "Content-Length": str(len(self.data))}, self.data
        first, last = asked
        if first > last:
            return 416, {"Content-Range": f"bytes */{len(self.data)}", "Content-Length": "0"}, b""
        return 206, {**headers, "Content-Range": f"bytes {first}-{last}/{len(self.data)}", "Content-Length": str(last - first + 1)}, self.data[first:last + 1]

    # ---- answering -----------------------------------------------------------------------------------

    def send(self, data):
        """Sends bytes, or raises Gone."""
        for start in range(0, len(data) or 1, 1 << 18):
            piece = data[start:start + (1 << 18)]
            if self.server.is_closed or self.server.sent > MOST_SENT:
                raise Gone
            try:
                self.connection.sendall(piece)
            except OSError as e:
                raise Gone from e
            self.server.sent += len(piece)

    def answer(self, status=None, body=None, drop=(), extra=(), **changed):
        """A good answer, but for what is given: header names have _ for -. The length is that of the body unless it is given. True: the connection may be kept."""
        good_status, headers, good_body = self.good()
        drop = {name.lower() for name in drop}
        if body is not None:
            headers["Content-Length"] = str(len(body))
        headers = {name: value for name, value in headers.items() if name.lower() not in drop}
        for name, value in changed.items():
            name = name.replace("_", "-")
            headers = {known: old for known, old in headers.items() if known.lower() != name.lower()}
            headers[name] = str(value)
        self.head(status or good_status, [*headers.items(), *extra])
        if self.method != "HEAD" and (status or good_status) != 304:
            self.send(good_body if body is None else body)
        return True

    def head(self, status, headers):
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Whatever')}", *(f"{name}: {value}" for name, value in headers), "", ""]
        self.send("\r\n".join(lines).encode("latin-1"))

    def rest(self, seconds):
        """Does nothing for a while, but for ending with the server or the client."""
        self.connection.settimeout(seconds)
        try:
            while not self.server.is_closed:
                if not self.connection.recv(1 << 16):
                    raise Gone
        except TimeoutError:
            return
        except OSError as e:
            raise Gone from e

    def reset(self):
        """Breaks the connection off (RST)."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone


def _listen(addresses):
    """One port at several addresses of loopback: the first may be any, so another has perhaps taken it elsewhere meanwhile."""
    for _ in range(100):
        listeners = []
        try:
            for address in addresses:
                listeners.append(socket.create_server((address, listeners[0].getsockname()[1] if listeners else 0), backlog=128))
            return listeners
        except OSError:
            for listener in listeners:
                listener.close()
    raise OSError(f"no port is free at all of {addresses}")


class HostileServer:
    """Serves a folder as the bucket `tessera` on a free port of loopback, until `close`. While it has a mode, objects whose key matches `pattern` get that."""

    def __init__(self, folder, *addresses):
        self.folder = folder
        self.mode = None
        self.pattern = ""
        self.elsewhere = None  # the host where nobody should go
        self.changed = {}  # other objects that a mode has put in the place of true ones
        self.requests = []
        self.connections = 0
        self.sent = 0
        self.is_closed = False
        self._open = set()
        self._listeners = _listen(addresses or ("127.0.0.1",))
        address, self.port = self._listeners[0].getsockname()[:2]
        self.host = f"{address}:{self.port}"
        self.url = f"http://{self.host}/tessera"
        for listener in self._listeners:
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def close(self):
        self.is_closed = True
        for held in (*self._listeners, *list(self._open)):
            try:
                held.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it is closed already
            held.close()

    def _accept(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        self._open.add(connection)
        waiting = b""
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while not self.is_closed:
                connection.settimeout(None)
                while b"\r\n\r\n" not in waiting:
                    piece = connection.recv(1 << 16)
                    if not piece:
                        return
                    waiting += piece
                head, _, waiting = waiting.partition(b"\r\n\r\n")
                exchange = Exchange(self, connection, head)
                self.requests.append(exchange)
                mode = self.mode if re.search(self.pattern, exchange.key) else None
                if not (mode(exchange) if mode else exchange.answer()):
                    return
        except (Gone, OSError):
            pass  # the exchange is over
        finally:
            self._open.discard(connection)
            connection.close()
