"""Files made to harm whoever parses them. All are small; some unpack to gigabytes."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pypdf

MEGABYTE = 10**6


def pdf(objects: list[bytes], *, root: int = 1) -> bytes:
    """Returns a PDF with these objects, numbered from 1."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start))


def page_with(stream: bytes, filters: bytes = b"/FlateDecode", more: bytes = b"") -> bytes:
    return pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<%s>>>>" % more,
        b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(stream), filters, stream),
    ])  # fmt: skip


def _zeros(size: int) -> bytes:
    packer = zlib.compressobj(1)
    return b"".join([*(packer.compress(bytes(MEGABYTE)) for _part in range(size // MEGABYTE)), packer.flush()])


def flate_bomb() -> bytes:
    """300 MB of zeros, packed twice: about 20 KB."""
    return page_with(zlib.compress(_zeros(300 * MEGABYTE)), b"[/FlateDecode/FlateDecode]")


def operator_bomb() -> bytes:
    """A page of two million operators."""
    font = b"/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    return page_with(zlib.compress(b"BT /F1 9 Tf 1 1 Td (a) Tj ET " * 400_000), more=font)


def page_tree_loop() -> bytes:
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>",
            b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 9>>",
        ]
    )


def scanned() -> bytes:
    """A page with nothing but a line."""
    return page_with(zlib.compress(b"0 0 m 100 100 l S"))


def encrypted_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def good_docx(text: str = "Maren Oakfield") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def archive(members: dict[str, bytes], *, stated: dict[str, int] | None = None) -> bytes:
    """Returns a zip; ``stated`` are sizes that its directory claims for a member."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
        for info in file.filelist:
            info.file_size = (stated or {}).get(info.filename, info.file_size)
    return out.getvalue()


WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
PARAGRAPH = b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>"


def docx_with(body: bytes, before: bytes = b"") -> bytes:
    return archive({"word/document.xml": before + WORD % body})


def external_entity() -> bytes:
    return docx_with(PARAGRAPH % b"&x;", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>')


def external_entity_in_utf16() -> bytes:
    text = (
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + (WORD % (PARAGRAPH % b"&x;")).decode()
    )
    return archive({"word/document.xml": text.encode("utf-16")})


def laughs() -> bytes:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 10) for number in range(1, 10))
    return docx_with(PARAGRAPH % b"&e9;", b'<!DOCTYPE d [<!ENTITY e0 "ha">%s]>' % entities)


def huge_member() -> bytes:
    return archive(
        {"word/document.xml": WORD % b"", "word/media/image1.png": b"x"}, stated={"word/media/image1.png": 10 * 2**30}
    )


def packed_document() -> bytes:
    """A document of 200 MB that says it has 1,000 bytes."""
    return archive({"word/document.xml": bytes(200 * MEGABYTE)}, stated={"word/document.xml": 1000})


def packed_document_that_says_so() -> bytes:
    return archive({"word/document.xml": bytes(150 * MEGABYTE)})


def deep_document() -> bytes:
    return docx_with(b"<w:sdt>" * 50_000 + b"</w:sdt>" * 50_000)


def zip_slip() -> bytes:
    return archive({"../../../etc/Profile.csv": b"First Name\nMaren\n"})


def encrypted_zip() -> bytes:
    content = bytearray(archive({"Profile.csv": b"First Name\nMaren\n"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + offset
        content[at : at + 2] = struct.pack("<H", 1)
    return bytes(content)


def million_rows() -> bytes:
    return archive({"Positions.csv": b"Company Name\n" + b"Acme\n" * 10**6})


def many_members() -> bytes:
    return archive({f"{number}.csv": b"" for number in range(3000)})
