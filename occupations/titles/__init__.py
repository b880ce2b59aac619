"""Which occupations a job title names, and how sure that is.

``reading`` takes a title apart, ``index`` knows what titles name, ``choosing`` decides; all three know no model. ``matching``
asks the database, which ``rebuilding`` fills from the current release.
"""
