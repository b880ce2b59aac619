"""Writes a résumé as a JSON Resume file, with every key that was given."""

import json

from resumes.document import ResumeDocument
from resumes.exports.options import Export, Options


def render_json(document: ResumeDocument, options: Options) -> Export:
    text = json.dumps(document.to_json(), ensure_ascii=False, indent=2)
    return Export(f"{text}\n".encode())
