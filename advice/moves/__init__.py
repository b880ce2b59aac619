"""Career moves: from an occupation to related ones, by published figures."""
