"""What programs get to know about our records: one typed value for each kind, the same for every interface."""
