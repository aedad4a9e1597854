"""A door in front of a server: hands every request on, counts what goes through, and can send some of it to a server's faults.

It stands between the driver and the real servers because only what passes one place can be counted without a race: a request
is counted before its answer is handed over. It changes nothing: status, headers, body, and a body cut short stay as they are.
"""
import http.client
import re
import threading
import urllib.parse
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PIECE = 1 << 16


@dataclass
class Request:
    """One request that came through."""

    method: str
    path: str
    range: str  # as the header has it, or ""
    status: int = 0
    size: int = 0  # bytes of body handed over

    @property
    def key(self):
        """The object: the path without the bucket."""
        return self.path.split("?")[0].lstrip("/").partition("/")[2]


@dataclass
class Fault:
    """Requests whose key matches `pattern` (and whose range matches `ranges`) get `prefix` in front of their path upstream."""

    pattern: str
    prefix: str
    ranges: str = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self.server.door.hand_on(self)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # with 5, connections that come at once have to knock again after a second


class CountingProxy:
    """Listens on a free port of loopback until `close`."""

    def __init__(self, upstream, port=0, tls=None):
        self.upstream = upstream  # URL without a path
        self.faults = []
        self.requests = []
        self.headers = []  # those of each request
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.daemon_threads = True
        self._server.door = self
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    # ---- what was counted ------------------------------------------------------------------------

    def forget(self):
        """Begins to count anew."""
        with self._changed:
            self.requests = []

    def bytes_of(self, pattern=""):
        """Bytes of bodies of the objects whose key matches."""
        return sum(request.size for request in self.requests if re.search(pattern, request.key))

    def count_of(self, pattern=""):
        """Requests for the objects whose key matches."""
        return sum(1 for request in self.requests if re.search(pattern, request.key))

    def wait_for(self, condition, timeout=60):
        """Waits until condition() is true; says whether it became so."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    # ---- handing on ------------------------------------------------------------------------------

    def _path_upstream(self, request):
        for fault in self.faults:
            if re.search(fault.pattern, request.key) and re.search(fault.ranges, request.range):
                return f"/{fault.prefix}{request.path}"
        return request.path

    def _ask(self, handler, path):
        """Each request has a connection of its own upstream: one that was kept could have been closed meanwhile, and trying again would count twice."""
        address = urllib.parse.urlsplit(self.upstream)
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in ("host", "connection")}
        connection = http.client.HTTPConnection(address.netloc, timeout=120)
        connection.request(handler.command, path, headers={**headers, "Connection": "close"})
        return connection.getresponse()

    def hand_on(self, handler):
        request = Request(handler.command, handler.path, handler.headers.get("Range", ""))
        with self._changed:
            self.requests.append(request)
            self.headers.append(handler.headers)
            self._changed.notify_all()
        try:
            answer = self._ask(handler, self._path_upstream(request))
        except (http.client.HTTPException, OSError):
            handler.close_connection = True  # no answer came: give none
            return
        request.status = answer.status
        handler.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "keep-alive"):
                handler.send_header(name, value)
        whole = answer.length is not None or handler.command == "HEAD" or answer.status in (204, 304)
        if not whole:
            handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = handler.close_connection or not whole
        try:
            self._hand_over_body(handler, answer, request)
        except (http.client.HTTPException, OSError):  # the server broke off, or the client did
            handler.close_connection = True
        finally:
            answer.close()

    def _hand_over_body(self, handler, answer, request):
        while True:
            piece = answer.read1(_PIECE)
            if not piece:
                break
            with self._changed:
                request.size += len(piece)
                self._changed.notify_all()
            handler.wfile.write(piece)
        if answer.length:  # fewer bytes than the server had announced
            raise http.client.IncompleteRead(b"", answer.length)
