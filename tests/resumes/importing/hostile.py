"""Files made to harm whoever parses them. All are small; some unpack to gigabytes."""

import struct
import zlib
from copy import copy
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
    return page_with(zlib.compress(b"BT /F1 9 Tf 1 1 Td (a) Tj ET " * 400_000), more=HELVETICA)


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


# --- Pages that are more than they seem -------------------------------------------------------------------------------

HELVETICA = b"/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
TEXT = b"BT /F1 9 Tf 20 700 Td (Maren Oakfield) Tj ET"


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), more, content)


def _page(*objects: bytes, resources: bytes = HELVETICA, content: bytes = TEXT, more: bytes = b"") -> bytes:
    """Returns a PDF of one page; ``objects`` are numbered from 5."""
    return _one_page(b"4 0 R", _stream(content), *objects, resources=resources, more=more)


def _one_page(
    contents: bytes, *objects: bytes, kids: bytes = b"3 0 R", resources: bytes = HELVETICA, more: bytes = b""
) -> bytes:
    """Returns a PDF of one page with these ``contents``; ``objects`` are numbered from 4."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %s/Resources<<%s>>%s>>"
    return pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count 1>>" % kids,
        page % (contents, resources, more),
        *objects,
    ])  # fmt: skip


def _form(content: bytes, resources: bytes) -> bytes:
    return _stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<%s>>" % resources)


def forms_of_forms() -> bytes:
    """Ten forms, each of which draws the next one ten times."""
    inner = [_form(b"/X Do " * 10, b"/XObject<</X %d 0 R>>" % number) for number in range(6, 15)]
    return _page(*inner, _form(TEXT, HELVETICA), resources=b"/XObject<</X 5 0 R>>", content=b"/X Do")


def form_of_itself() -> bytes:
    me = b"/XObject<</X 5 0 R>>"
    return _page(_form(b"/X Do", me), resources=me, content=b"/X Do")


def _font_with(cmap: bytes) -> bytes:
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/ToUnicode 6 0 R/Encoding/Identity-H>>"
    return _page(font, _stream(cmap), resources=b"/Font<</F1 5 0 R>>")


def two_billion_characters() -> bytes:
    return _font_with(b"begincmap 1 beginbfrange <00000000> <7fffffff> <0041> endbfrange endcmap")


def many_ranges() -> bytes:
    return _font_with(b"begincmap " + b"1 beginbfrange <0000> <ffff> <0041> endbfrange " * 2000 + b"endcmap")


def two_billion_widths() -> bytes:
    widths = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/W[0 2000000000 500]>>"
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]>>"
    return _page(font, widths, resources=b"/Font<</F1 5 0 R>>")


def two_hundred_filters() -> bytes:
    content = TEXT
    for _filter in range(200):
        content = zlib.compress(content)
    return page_with(content, b"[%s]" % (b"/FlateDecode" * 200), HELVETICA)


def nested_arrays() -> bytes:
    return _page(b"[" * 200_000 + b"]" * 200_000, more=b"/Annots 5 0 R")


def one_page_many_times() -> bytes:
    return _one_page(b"4 0 R", _stream(TEXT), kids=b"3 0 R " * 150_000)


def wide_rows_of_a_filter() -> bytes:
    content = zlib.compress(b"\x02" * 1000)
    return page_with(content, b"/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647>>", HELVETICA)


def zeros_in_five_letters() -> bytes:
    return page_with(b"z" * 900_000 + b"~>", b"/ASCII85Decode", HELVETICA)


def runs() -> bytes:
    return page_with(b"\x81a" * 450_000 + b"\x80", b"/RunLengthDecode", HELVETICA)


def same_content_many_times() -> bytes:
    """A page with 30 MB two thousand times."""
    return _one_page(b"[%s]" % (b"4 0 R " * 2000), _stream(zlib.compress(bytes(30 * MEGABYTE)), b"/Filter/FlateDecode"))


def forty_long_pages() -> bytes:
    content = zlib.compress(b"BT /F1 9 Tf 20 700 Td (a) Tj 0 -1 Td (b) Tj ET\n" * 5_000)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R/Resources<<%s>>>>" % HELVETICA
    kids = b" ".join(b"%d 0 R" % (number + 4) for number in range(40))
    return pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count 40>>" % kids,
        _stream(content, b"/Filter/FlateDecode"),
        *[page] * 40,
    ])  # fmt: skip


def unknown_encryption() -> bytes:
    dictionary = b"<</Filter/Nobody/V 99/R 99/O(x)/U(x)/P 0>>"
    return _page(dictionary).replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 5 0 R/ID[(a)(a)]")


# --- Archives that are more than they seem ------------------------------------------------------------------------------


def overlapping_members() -> bytes:
    """1,900 headers, all with the same 7 MB."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", WORD % (PARAGRAPH % b"Maren"))
        file.writestr("word/header0.xml", WORD % b"" + b" " * 7 * MEGABYTE)
        for number in range(1, 1900):
            same = copy(file.getinfo("word/header0.xml"))
            same.filename = same.orig_filename = f"word/header{number}.xml"
            file.filelist.append(same)
    return out.getvalue()


def many_headers() -> bytes:
    header = WORD % (b"<w:p/>" * 10) + b" " * 6 * MEGABYTE
    return archive(
        {"word/document.xml": WORD % (PARAGRAPH % b"Maren")} | {f"word/header{n}.xml": header for n in range(60)}
    )


def packed_by(method: int) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", method) as file:
        file.writestr("word/document.xml", bytes(100 * MEGABYTE))
    return out.getvalue()


def million_paragraphs() -> bytes:
    return docx_with(b"<w:p/>" * 1_300_000)


def many_attributes() -> bytes:
    return docx_with(b"<w:p " + b" ".join(b'a%d=""' % number for number in range(400_000)) + b"/>")


def tables_in_tables() -> bytes:
    return docx_with(b"<w:tbl><w:tr><w:tc>" * 60 + PARAGRAPH % b"x" * 50_000 + b"</w:tc></w:tr></w:tbl>" * 60)


def many_breaks() -> bytes:
    return docx_with(b"<w:p><w:r>" + b"<w:t>x</w:t><w:br/>" * 150_000 + b"</w:r></w:p>")


def million_cells() -> bytes:
    return archive({"Positions.csv": b"Company Name\n" + b"," * 7_900_000})


def open_quote() -> bytes:
    return archive({"Positions.csv": b'Company Name\n"' + b"a\n" * 3_000_000})


def control_characters() -> bytes:
    return b"\x01\x02" * 4_900_000
