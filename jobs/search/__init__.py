"""Job search: criteria, listing, results."""
