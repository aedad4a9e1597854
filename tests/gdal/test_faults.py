"""A server that fails in each of its ways: one error that says what, why and what to do; or the right pixels. Nothing bad is kept.

The faults are those of tests/servers/faults-nginx.conf.in. The proxy in front of it decides which objects get one, so that the
same URL can fail and later be well again.
"""
import dataclasses
import os
import re
import shutil
import tempfile

import numpy as np
import pytest
from osgeo import gdal

from counting_proxy import Fault
from judge import assert_holds, differences
from teststore.crc64nvme import header_value

EMBEDDINGS, SCALES, LANDMASK, MANIFEST = r"\d\.npy$", r"_scales\.npy$", r"\.tiff$", r"manifest\.parquet$"
NOT_THE_HEADER = r"bytes=[1-9]"  # a range that does not begin at the object's first byte
ADVICE = r"(?i)\b(try|check|set|use|ask|remove|leave|give|see|report|raise|free|choose|open|read it again|fetch)\b"


def translate(programs, tile, *options, **settings):
    out = os.path.join(programs.folder, "out.tif")
    programs.run("gdal_translate", "-q", *options, tile.dataset, out, **settings)
    return out


def fails(programs, tile, cause, *options, named=None, **settings):
    """gdal_translate ends with one error that names the object, the cause and a way out, and leaves no pixels."""
    out = os.path.join(programs.folder, "bad.tif")
    message = programs.fails("gdal_translate", "-q", *options, tile.dataset, out, **settings)
    assert re.search(named or re.escape(tile.name), message), f"names no object: {message}"
    assert re.search(cause, message, re.I), f"names no cause ({cause}): {message}"
    assert re.search(ADVICE, message), f"names no way out: {message}"
    return message


def heals(programs, tile):
    """With the same cache and the same URL, once the server is well."""
    programs.proxy.faults = []
    assert_holds(translate(programs, tile), tile)


@pytest.fixture
def own_bucket(faulty_server, small):
    """Folder of a bucket that only this test has, with one tile; what is in it may be replaced."""
    served = os.environ["TESSERA_TEST_FAULTS_ROOT"]
    with tempfile.TemporaryDirectory(prefix="own-", dir=served) as bucket:
        os.chmod(bucket, 0o755)
        for key in (small.stem + ".npy", small.stem + "_scales.npy", small.landmask_key, "v1/manifest.parquet"):
            os.makedirs(os.path.dirname(os.path.join(bucket, key)), exist_ok=True)
            for suffix in ("", ".crc64"):
                shutil.copy(os.path.join(served, "tessera", key + suffix), os.path.join(bucket, key + suffix))
        yield bucket


def test_without_a_fault_the_server_gives_the_right_pixels(faulty, small):
    heals(faulty, small)


# ---- the bytes are wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize("what", [EMBEDDINGS, SCALES], ids=["embeddings", "scales"])
def test_a_flipped_byte_is_found_when_the_whole_object_is_there(faulty, small, what):
    faulty.proxy.faults = [Fault(what, "flip", NOT_THE_HEADER), Fault(what, "flip", r"^$")]
    fails(faulty, small, "checksum|CRC")
    heals(faulty, small)


def test_a_flipped_byte_is_found_before_any_pixel_with_before_use(faulty, small):
    """A window far from the flipped bytes too."""
    faulty.proxy.faults = [Fault(EMBEDDINGS, "flip")]
    fails(faulty, small, "checksum|CRC|magic|NUMPY", "-srcwin", "20", "600", "5", "5", TESSERA_VERIFY="before-use")
    heals(faulty, small)


def test_pixels_are_the_same_with_before_use(faulty, small):
    assert_holds(translate(faulty, small, TESSERA_VERIFY="before-use"), small)


def test_a_flipped_landmask_is_found(faulty, small):
    faulty.proxy.faults = [Fault(LANDMASK, "flip")]
    fails(faulty, small, "checksum|CRC")
    heals(faulty, small)


def test_a_wrong_checksum_header_is_found_when_the_whole_object_is_there(faulty, small):
    faulty.proxy.faults = [Fault(EMBEDDINGS, "badsum")]
    fails(faulty, small, "checksum|CRC")
    heals(faulty, small)


def test_a_wrong_checksum_header_is_found_before_any_pixel_with_before_use(faulty, small):
    faulty.proxy.faults = [Fault(EMBEDDINGS, "badsum")]
    fails(faulty, small, "checksum|CRC", "-srcwin", "20", "600", "5", "5", TESSERA_VERIFY="before-use")
    heals(faulty, small)


def test_after_a_wrong_checksum_nothing_of_the_object_is_kept(faulty, small):
    faulty.proxy.faults = [Fault(EMBEDDINGS, "badsum")]
    fails(faulty, small, "checksum|CRC")
    message = faulty.fails("gdal_translate", "-q", "-srcwin", "20", "600", "5", "5", small.dataset, os.path.join(faulty.folder, "no.tif"), TESSERA_OFFLINE="YES")
    assert small.name in message and "TESSERA_OFFLINE" in message, message


@pytest.mark.shim
def test_a_body_cut_short_is_an_error(faulty, small):
    faulty.proxy.faults = [Fault(EMBEDDINGS, "cut")]
    fails(faulty, small, "short|ended|cut|closed|bytes|incomplete|premature|broken|broke")
    heals(faulty, small)


# ---- the object changes --------------------------------------------------------------------------


def test_an_object_that_is_another_one_at_each_request_is_an_error(faulty, small):
    faulty.proxy.faults = [Fault(EMBEDDINGS, "neweach")]
    fails(faulty, small, "changed|replaced|ETag")
    heals(faulty, small)


def replace(tile):
    """Another object under the same key, with another ETag (nginx makes it of the time in seconds and the length)."""
    path = tile.path(tile.stem + ".npy")
    time = os.stat(path).st_mtime + 10
    with open(path + ".new", "wb") as file:
        np.save(file, -np.maximum(np.load(path), -127))
    with open(path + ".new", "rb") as file, open(path + ".crc64", "w", encoding="ascii") as checksum:
        checksum.write(header_value(file.read()))
    os.utime(path + ".new", (time, time))
    os.replace(path + ".new", path)


def window(programs, tile, first, count):
    """Some rows of 20 columns, and what they must be."""
    result = programs.run("gdal_translate", "-q", "-srcwin", 0, first, 20, count, tile.dataset, os.path.join(programs.folder, "window.tif"), check=False)
    if result.status:
        return result, None
    return result, differences(gdal.Open(os.path.join(programs.folder, "window.tif")).ReadAsArray(), tile.expected(slice(first, first + count))[:, :, :20])


def test_an_object_that_was_replaced_is_read_anew(faulty, own_bucket, small):
    """Some of the old one is in the cache, but none of what is asked for now."""
    faulty.settings["TESSERA_SOURCE"] = f"{faulty.proxy.url}/{os.path.basename(own_bucket)}"
    tile = dataclasses.replace(small, folder=own_bucket)
    assert window(faulty, tile, 0, 100)[1] == ""
    replace(tile)
    result, wrong = window(faulty, tile, 800, 100)
    assert wrong == "", result
    assert_holds(translate(faulty, tile), tile)


def test_an_object_that_was_replaced_is_never_mixed_with_the_old_one(faulty, own_bucket, small):
    """Half of what is asked for is in the cache: the new object's pixels, or an error and then the new object's pixels."""
    faulty.settings["TESSERA_SOURCE"] = f"{faulty.proxy.url}/{os.path.basename(own_bucket)}"
    tile = dataclasses.replace(small, folder=own_bucket)
    assert window(faulty, tile, 0, 300)[1] == ""
    replace(tile)
    result, wrong = window(faulty, tile, 100, 700)
    if wrong is None:
        assert len(result.error_lines) == 1 and re.search("changed|replaced", result.errors), result
        result, wrong = window(faulty, tile, 100, 700)
    assert wrong == "", result
    assert_holds(translate(faulty, tile), tile)


# ---- the server answers otherwise ----------------------------------------------------------------


def test_a_server_that_ignores_Range_gives_the_right_pixels(faulty, small):
    faulty.proxy.faults = [Fault("", "norange")]
    assert_holds(translate(faulty, small), small)


def test_a_server_that_ignores_Range_sends_an_object_once(faulty, small):
    faulty.proxy.faults = [Fault(EMBEDDINGS, "norange")]
    assert window(faulty, small, 300, 40)[1] == ""
    assert faulty.proxy.bytes_of(EMBEDDINGS) <= 2 * os.path.getsize(small.path(small.stem + ".npy")), faulty.proxy.requests


@pytest.mark.parametrize("what, named", [(EMBEDDINGS, None), (SCALES, "_scales")], ids=["embeddings", "scales"])
def test_403_is_an_error_that_says_so(faulty, small, what, named):
    faulty.proxy.faults = [Fault(what, "s403")]
    fails(faulty, small, "403|refused|denied|forbidden", named=named)
    heals(faulty, small)


@pytest.mark.parametrize("what, named", [(EMBEDDINGS, None), (SCALES, "_scales")], ids=["embeddings", "scales"])
def test_404_of_what_the_registry_lists_is_an_error_that_says_so(faulty, small, what, named):
    faulty.proxy.faults = [Fault(what, "tessera/nothing-is-here")]
    fails(faulty, small, "404|not found|no such|not there|does not (have|exist)", named=named)
    heals(faulty, small)


def test_a_landmask_that_is_not_there_is_no_error(faulty, small):
    faulty.proxy.faults = [Fault(LANDMASK, "tessera/nothing-is-here")]
    out = translate(faulty, small)
    assert_holds(out, small)
    assert all(abs(a - b) < 1e-3 for a, b in zip(gdal.Open(out).GetGeoTransform(), small.geotransform))


def test_403_and_404_are_not_tried_again(faulty, small):
    faulty.run("gdalinfo", small.dataset)
    faulty.proxy.faults = [Fault(EMBEDDINGS, "s403")]
    faulty.proxy.forget()
    retries = 20
    fails(faulty, small, "403", TESSERA_RETRIES=retries, TESSERA_MAX_CONNECTIONS=1)
    # Once for the fetching ahead, once for the read, and where that is cut into strips, once for each that had begun; one that is tried again asks `retries` times more.
    assert 1 <= faulty.proxy.count_of(EMBEDDINGS) < retries, faulty.proxy.requests


def test_503_twice_then_right_gives_the_right_pixels(faulty, small):
    faulty.proxy.faults = [Fault("", "flaky")]
    assert_holds(translate(faulty, small, TESSERA_RETRIES=5), small)


def test_503_for_ever_is_an_error_that_says_how_often_it_was_tried(faulty, small):
    faulty.proxy.faults = [Fault(EMBEDDINGS, "s503")]
    message = fails(faulty, small, "503", TESSERA_RETRIES=1)
    assert re.search(r"\b(2|twice|two)\b", message), message
    heals(faulty, small)


def test_500_is_an_error(faulty, small):
    faulty.proxy.faults = [Fault(SCALES, "s500")]
    fails(faulty, small, "500", named="_scales")
    heals(faulty, small)


# ---- the connection ------------------------------------------------------------------------------


def test_a_slow_server_gives_the_right_pixels(faulty, small):
    """A megabyte a second, for as long as it takes: bytes keep coming, so no time runs out."""
    faulty.proxy.faults = [Fault(EMBEDDINGS, "slow")]
    out = gdal.Open(translate(faulty, small, "-srcwin", "0", "0", str(small.width), "100", TESSERA_TIMEOUT=20))
    assert not differences(out.ReadAsArray(), small.expected(slice(0, 100)))


def test_a_server_that_does_not_answer_in_time_is_an_error(faulty, small):
    """It answers after two seconds."""
    faulty.proxy.faults = [Fault(EMBEDDINGS, "late")]
    fails(faulty, small, "time|second|answer", TESSERA_TIMEOUT=1, TESSERA_RETRIES=0)
    heals(faulty, small)


def test_a_server_that_answers_late_but_in_time_gives_the_right_pixels(faulty, small):
    faulty.proxy.faults = [Fault(SCALES, "late")]
    assert_holds(translate(faulty, small, TESSERA_TIMEOUT=60), small)


@pytest.mark.parametrize("what, named", [(EMBEDDINGS, None), (MANIFEST, "manifest")], ids=["embeddings", "manifest"])
def test_a_connection_that_is_closed_is_an_error(faulty, small, what, named):
    faulty.proxy.faults = [Fault(what, "close")]
    fails(faulty, small, "closed|connection|answer|respon|ended", named=named)
    heals(faulty, small)


def test_a_port_where_nobody_listens_is_an_error(faulty, small):
    fails(faulty, small, "refused|connect", named="127.0.0.1:1/", TESSERA_SOURCE="http://127.0.0.1:1/tessera")


def test_a_host_that_does_not_exist_is_an_error(faulty, small):
    fails(faulty, small, "name|host|resolve|known|DNS", named="no-such-host.invalid", TESSERA_SOURCE="http://no-such-host.invalid/tessera")


# ---- the manifest --------------------------------------------------------------------------------


@pytest.mark.parametrize("fault, cause", [("cut", "short|ended|cut|closed|bytes|incomplete|premature|broken|broke|Parquet"), ("s503", "503")])
def test_a_manifest_that_cannot_be_had_is_an_error(faulty, small, fault, cause):
    faulty.proxy.faults = [Fault(MANIFEST, fault)]
    fails(faulty, small, cause, named="manifest")
    heals(faulty, small)


@pytest.mark.parametrize("fault", ["s403", "tessera/nothing-is-here"])
def test_a_source_without_a_manifest_is_asked_for_the_tile_itself(faulty, small, fault):
    """Some datasets are published without one. What such a source does not have is an error that names the object."""
    faulty.proxy.faults = [Fault(MANIFEST, fault)]
    assert_holds(translate(faulty, small), small)
    message = faulty.fails("gdalinfo", f"TESSERA:v1/2020/{small.name}")
    assert "2020" in message and small.name in message, message


def test_a_failing_revalidation_goes_on_with_the_index_that_is_there(faulty, small):
    translate(faulty, small, "-b", "1")
    faulty.proxy.faults = [Fault(MANIFEST, "s503")]
    result = faulty.run("gdal_translate", "-q", "-b", "2", small.dataset, os.path.join(faulty.folder, "again.tif"), TESSERA_REGISTRY_TTL="0")
    assert len(re.findall("Warning", result.errors)) <= 1, result
