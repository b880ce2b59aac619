"""Explorer of careers: all occupations with a page, filtered, sorted, drawn and exported."""
