"""From a feed to postings."""
