"""The directory of résumés: what it lists, how it is searched, and which résumés are featured and pinned."""
