"""Layouts of the labelled set: each turns an invented person into a file, as different writers and tastes do.

``LAYOUTS`` shaped the importer's rules. ``UNSEEN`` came later, and no rule was changed for them.
"""

from collections.abc import Callable

from tests.resumes.importing.layouts import office_files, pdf_files, text_files, word_files
from tests.resumes.importing.people import Person

Layout = Callable[[Person], bytes]
LAYOUTS: dict[str, Layout] = {
    one.__name__: one
    for one in (
        pdf_files.single_column,
        pdf_files.dates_left,
        pdf_files.employer_first,
        pdf_files.two_columns,
        pdf_files.european_labels,
        pdf_files.profile_export,
        word_files.table_docx,
        word_files.capitals_docx,
        word_files.tabbed_docx,
        text_files.dense_text,
        text_files.markdown,
        pdf_files.brochure,
        text_files.underlined_text,
        word_files.sidebar_docx,
        pdf_files.numbered_sections,
        pdf_files.dates_after,
        text_files.plain_lines,
    )
}
UNSEEN: dict[str, Layout] = {
    one.__name__: one
    for one in (
        pdf_files.ruled_rows,
        word_files.bordered_docx,
        office_files.plain_writer,
        office_files.side_table,
        office_files.online_editor,
    )
}
