"""The market of our own jobs: ``recording`` counts each week once, ``pages`` and ``salaries`` read what was counted."""
