import contextlib
import io
import struct
import zlib

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from jobs import logos
from jobs.models import Company
from tests.factories import a_job


def a_picture(size=(300, 100), form="PNG", mode="RGBA", **options):
    made = io.BytesIO()
    Image.new(mode, size, "teal").save(made, form, **options)
    return made.getvalue()


def opened(png):
    return Image.open(io.BytesIO(png))


# --- Taking one in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("WEBP", "RGBA"), ("GIF", "P")]
)
def test_every_usual_picture_becomes_a_small_png(form, mode):
    made = opened(logos.as_png(a_picture((600, 200), form, mode)))
    assert (made.format, made.size) == ("PNG", (256, 85))


def test_a_small_picture_is_not_blown_up():
    assert opened(logos.as_png(a_picture((40, 20)))).size == (40, 20)


def test_nothing_else_that_the_file_held_is_kept():
    about = PngInfo()
    about.add_text("Comment", "secret")
    upload = a_picture(pnginfo=about, icc_profile=b"a profile that is none") + b"<script>trailing</script>"
    assert {"Comment", "icc_profile"} <= set(opened(upload).info)
    made = logos.as_png(upload)
    assert opened(made).info == {}
    assert b"script" not in made


def test_a_picture_is_turned_as_its_camera_says():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    assert opened(logos.as_png(a_picture((80, 40), "JPEG", "RGB", exif=exif))).size == (40, 80)


@pytest.mark.parametrize(
    "upload",
    [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n" + b"x" * 50, a_picture()[:80]],
)
def test_what_is_no_whole_picture_is_refused(upload):
    with pytest.raises(logos.LogoRefused) as refused:
        logos.as_png(upload)
    assert refused.value.reason == logos.NO_PICTURE


def test_other_formats_are_refused():
    with pytest.raises(logos.LogoRefused):
        logos.as_png(a_picture(form="BMP", mode="RGB"))


def test_a_file_too_large_is_refused():
    with pytest.raises(logos.LogoRefused) as refused:
        logos.as_png(b"x" * (logos.MOST_BYTES + 1))
    assert refused.value.reason == logos.TOO_LARGE


@pytest.mark.parametrize("side", [4097, 20_000, 60_000])
def test_a_small_file_with_very_many_pixels_is_refused_before_it_is_unpacked(side):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )
    with pytest.raises(logos.LogoRefused) as refused:
        logos.as_png(bomb)
    assert refused.value.reason == logos.TOO_LARGE


@given(st.binary(max_size=200), st.integers(0, 500))
def test_a_damaged_file_is_refused_or_read_but_never_an_error(noise, at):
    whole = a_picture()
    with contextlib.suppress(logos.LogoRefused):
        assert opened(logos.as_png(whole[:at] + noise + whole[at + len(noise) :])).format == "PNG"


# --- Giving it out ------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_logo(db):
    job = a_job(now=timezone.now())
    Company.objects.filter(pk=job.company_id).update(logo=logos.as_png(a_picture()))
    return job


def test_a_logo_is_given_out_as_a_picture_to_keep(client, with_logo):
    response = client.get("/companies/northwind/logo.png")
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert opened(response.content).size == (256, 85)
    again = client.get("/companies/northwind/logo.png", HTTP_IF_NONE_MATCH=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    changed = logos.as_png(a_picture((10, 10)))
    Company.objects.update(logo=changed)
    fresh = client.get("/companies/northwind/logo.png", HTTP_IF_NONE_MATCH=response["ETag"])
    assert (fresh.status_code, fresh.content) == (200, changed)


def test_a_company_without_logo_and_no_company_are_unknown(client, with_logo):
    Company.objects.update(logo=None)
    assert client.get("/companies/northwind/logo.png").status_code == 404
    assert client.get("/companies/nobody/logo.png").status_code == 404


def test_pages_show_the_logo_or_the_drawn_mark(client, with_logo):
    for path in (with_logo.get_absolute_url(), "/companies/", "/companies/northwind/"):
        assert 'src="/companies/northwind/logo.png"' in client.get(path).content.decode()
    Company.objects.update(logo=None)
    for path in (with_logo.get_absolute_url(), "/companies/", "/companies/northwind/"):
        html = client.get(path).content.decode()
        assert "logo.png" not in html
        assert 'src="/marks/1/northwind.svg"' in html
