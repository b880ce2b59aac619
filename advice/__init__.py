"""Job advice: what fits a résumé, and answers that cite their sources."""
