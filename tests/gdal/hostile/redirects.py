"""Sends the client elsewhere."""
from .modes import ESCAPES, NPY, error, mode, other_host, xml_error


def _redirect(status, where, body=b"", **headers):
    def act(x):
        return x.answer(status, body, drop=["ETag", "Content-Range"], Location=where(x), **headers)

    return act


def _mode(name):
    return mode("redirect-" + name, fatal=NPY)


for _status in (300, 301, 302, 303, 305, 307, 308):
    _mode(f"{_status}-to-another-host")(_redirect(_status, other_host))
_mode("307-to-https")(_redirect(307, lambda x: other_host(x, "https:")))
_mode("307-relative-to-the-scheme")(_redirect(307, lambda x: other_host(x, "")))
_mode("307-to-another-port")(_redirect(307, lambda x: f"http://localhost:{x.server.elsewhere.port}/tessera/{x.key}"))
_mode("307-to-a-name-like-S3's")(_redirect(307, lambda x: f"http://s3.eu-west-1.localhost:{x.server.elsewhere.port}/tessera/{x.key}"))
_mode("307-to-a-bucket's-name")(_redirect(307, lambda x: f"http://tessera.s3.us-east-1.localhost:{x.server.elsewhere.port}/{x.key}"))
_mode("307-to-itself-by-a-name-like-S3's")(_redirect(307, lambda x: f"http://s3.eu-west-1.localhost:{x.server.port}{x.target}"))
_mode("302-to-itself")(_redirect(302, lambda x: x.target))
_mode("307-to-itself")(_redirect(307, lambda x: f"http://{x.server.host}{x.target}"))
_mode("308-in-a-growing-circle")(_redirect(308, lambda x: f"http://{x.server.host}{x.target}{'&' if '?' in x.target else '?'}round=and-round"))
_mode("307-with-credentials")(_redirect(307, lambda x: other_host(x).replace("//", "//user:s3cr3t-word@")))
_mode("301-to-a-file")(_redirect(301, lambda x: "file:///etc/passwd"))
_mode("307-with-escapes")(_redirect(307, lambda x: other_host(x) + ESCAPES.strip("\r")))
_mode("307-without-a-place")(lambda x: x.answer(307, b"", drop=["ETag", "Content-Range"]))
mode("error-400-of-another-region")(error(400, xml_error("AuthorizationHeaderMalformed", "wrong", "<Region>eu-west-1</Region>"), x_amz_bucket_region="eu-west-1"))


@_mode("301-to-a-region")
def _(x):
    body = xml_error("PermanentRedirect", "Use the endpoint", f"<Endpoint>{x.server.elsewhere.host}</Endpoint><Bucket>tessera</Bucket>")
    return x.answer(301, body, x_amz_bucket_region="eu-west-1", Location=other_host(x))


@_mode("307-of-a-bucket-for-now")
def _(x):
    return x.answer(307, xml_error("TemporaryRedirect", "Go", f"<Endpoint>{x.server.elsewhere.host}</Endpoint>"), Location=other_host(x))


@mode("true-answer-that-names-elsewhere")
def _(x):
    place = other_host(x)
    return x.answer(Refresh=f"0; url={place}", Content_Location=place, Alt_Svc=f'http/1.1="{x.server.elsewhere.host}"; ma=9999', Link=f"<{place}>; rel=preload",
                    Upgrade="h2c", Set_Cookie="a=b; Domain=127.0.0.2")
