"""How a résumé fits a job: what the job asks, what the résumé says of it, and what to do before applying. By rules only."""
