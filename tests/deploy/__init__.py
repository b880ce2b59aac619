"""Files of `deploy/`, each run by the real program that it is for."""
