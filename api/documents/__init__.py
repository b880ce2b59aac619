"""What programs are told about our records: one typed value for each kind, whichever interface they ask."""
