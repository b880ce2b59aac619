"""What a posting's own words say about who may take it, against what its label says. Pure functions, no database."""
