"""Reads the text of PDF, DOCX and zipped CSV files. Call these functions in a child process only (``toolkit.child_process``).

Each returns JSON data: ``{"lines": […]}`` or ``{"files": {…}}``, or ``{"refused": code}`` with one of the codes in ``refusals``.
The modules don't import Django, so that the child starts fast.
"""
