"""Finding postings: what is asked (criteria), what is looked through (projection), and what is answered (results)."""
