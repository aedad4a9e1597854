"""A small HTTP proxy, as an office has it: hands on what is asked with a whole URL, makes connections (CONNECT), and can ask for a user first."""
import base64
import http.client
import select
import socket
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def _is_let_in(self):
        proxy = self.server.door
        proxy.requests.append(f"{self.command} {self.path}")
        if proxy.user is None:
            return True
        if self.headers.get("Proxy-Authorization") == "Basic " + base64.b64encode(proxy.user.encode()).decode():
            return True
        self.send_response_only(407, "Proxy Authentication Required")
        self.send_header("Proxy-Authenticate", 'Basic realm="office"')
        self.send_header("Content-Length", "0")
        self.end_headers()
        return False

    def do_GET(self):
        if not self._is_let_in():
            return
        url = urllib.parse.urlsplit(self.path)
        headers = {name: value for name, value in self.headers.items() if not name.lower().startswith("proxy-") and name.lower() != "connection"}
        connection = http.client.HTTPConnection(url.netloc, timeout=60)
        connection.request(self.command, url._replace(scheme="", netloc="").geturl(), headers={**headers, "Connection": "close"})
        answer = connection.getresponse()
        body = answer.read()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET

    def do_CONNECT(self):
        if not self._is_let_in():
            return
        host, port = self.path.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as behind:
            self.send_response_only(200, "Connected")
            self.end_headers()
            ends = {self.connection: behind, behind: self.connection}
            while True:
                for end in select.select(list(ends), [], [])[0]:
                    piece = end.recv(1 << 16)
                    if not piece:
                        self.close_connection = True
                        return
                    ends[end].sendall(piece)


class ForwardProxy:
    """Listens on a free port of loopback until `close`."""

    def __init__(self, user=None):
        self.user = user  # user:password that it wants to see
        self.requests = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.door = self
        self.address = f"127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
