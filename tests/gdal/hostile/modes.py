"""What the ways to misbehave have in common: each is registered by name, gets one exchange, and says whether the connection may be kept."""
import random
from dataclasses import dataclass

MODES = {}
ANY = ("embeddings", "scales", "landmask", "manifest")
NPY = ("embeddings", "scales")  # a tile can do without the others, where they are refused
LOGIN = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action='/login'>Please sign in to this network</form></body></html>\n"
ESCAPES = "\x1b]0;owned\x07\x1b[31mred\x9b5m\r"


@dataclass(frozen=True)
class Mode:
    """One way to misbehave."""

    name: str
    act: callable  # from an exchange to whether the connection may be kept
    kinds: tuple  # of the objects that it can be of
    fatal: tuple  # of the objects of which it lets no pixels come


def mode(name, kinds=ANY, fatal=()):
    """Registers a way."""

    def add(act):
        assert name not in MODES, name
        MODES[name] = Mode(name, act, kinds, fatal)
        return act

    return add


def xml_error(code="AccessDenied", message="Access Denied", more=""):
    """What S3 says of an error."""
    return f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message>{more}</Error>'.encode("utf-8", "surrogateescape")


def error(status, body, **headers):
    """A way to answer with an error."""
    return lambda x: x.answer(status, body, drop=["ETag", "Last-Modified", "Content-Range"], Content_Type="application/xml", **headers)


def noise(count):
    """Bytes of no meaning, always the same."""
    return random.Random(count).randbytes(count)


def other_host(x, scheme="http:"):
    """Where the object would be on the host where nobody should go."""
    return f"{scheme}//{x.server.elsewhere.host}/tessera/{x.key}"


def stored(change):
    """The object is another one, which a good server would send as it is: what `change` makes of the true one."""

    def act(x):
        if x.data is not None:
            x.use(change)
        return x.answer()

    return act
