"""A résumé whose PDF takes long."""

LONG_DATA = {
    "basics": {"name": "Ana Moreira"},
    "work": [
        {
            "position": f"Engineer {number}",
            "name": "Acme",
            "highlights": ["Built tools for fifty offices in one year"] * 4,
        }
        for number in range(60)
    ],
}
