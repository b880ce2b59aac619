"""Career consultants: members' threads with a person, and the consultants' inbox."""
