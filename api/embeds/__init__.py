"""What other sites can show from this one: a list of jobs, a card of a job or guide, and what is here for models to read."""
