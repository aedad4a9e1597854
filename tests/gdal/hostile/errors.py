"""Explains its errors in XML that is hostile itself."""
from .modes import ESCAPES, error, mode, noise, other_host, xml_error

_LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))


def _with_types(types, code, message="B"):
    """An error behind a document type."""
    return f'<?xml version="1.0"?><!DOCTYPE Error {types}><Error><Code>{code}</Code><Message>{message}</Message></Error>'.encode()


mode("xml-of-entities")(error(403, _with_types(f'[<!ENTITY l0 "ha">{_LAUGHS}]', "&l11;", "&l11;")))
mode("xml-of-one-huge-entity")(error(403, _with_types(f'[<!ENTITY a "{"a" * 50000}">]', "&a;" * 4000)))
mode("xml-that-reads-a-file")(error(403, _with_types('[<!ENTITY f SYSTEM "file:///etc/passwd">]', "A&f;", "&f;")))
mode("xml-that-asks-elsewhere")(lambda x: error(403, _with_types(f'SYSTEM "{other_host(x)}"', "A"))(x))
mode("xml-of-escapes")(error(403, xml_error(f"Access{ESCAPES}Denied", f"{ESCAPES}gone")))
mode("xml-of-escaped-escapes")(error(403, xml_error("Access&#x9b;31mDenied&#x202e;", "&#x85;&#x2028;")))
mode("xml-of-lines")(error(403, xml_error("Access\nERROR 1: all your disks are wiped", "more\nERROR 2: and more")))
mode("xml-of-a-huge-message")(error(403, xml_error("A" * 100000, "B" * 3000000)))
mode("xml-of-another-namespace")(error(403, b'<Error xmlns="http://example.com/other"><Code>A</Code><Message>B</Message></Error>'))
mode("xml-that-is-not-closed")(error(500, b"<Error><Code>InternalError</Code><Mess"))
mode("xml-of-great-depth")(error(500, b"<Error>" + b"<a>" * 500000))
mode("xml-of-attributes")(error(403, b"<Error " + b" ".join(b'a%d="b"' % i for i in range(50000)) + b"/>"))
mode("xml-in-UTF-16")(error(403, xml_error().decode().replace("UTF-8", "UTF-16").encode("utf-16")))
mode("xml-in-an-unknown-encoding")(error(403, xml_error().replace(b"UTF-8", b"EBCDIC-CP-US")))
mode("xml-that-is-json")(error(403, b'{"error": {"code": "\x1b[31mdenied"}}'))
mode("xml-that-is-nothing")(error(500, b""))
mode("xml-that-is-noise")(error(500, noise(5000)))
mode("xml-with-a-wait")(error(503, xml_error("SlowDown", "Please reduce your request rate"), Retry_After="1000000000"))
mode("xml-of-a-request-time")(error(403, xml_error("RequestTimeTooSkewed", "the clock", "<ServerTime>1999-01-01T00:00:00Z</ServerTime>"), Date="Fri, 01 Jan 1999 00:00:00 GMT"))
mode("xml-of-an-expired-token")(error(400, xml_error("ExpiredToken", "The provided token has expired", f"<Token-0>{'t' * 100}</Token-0>")))
