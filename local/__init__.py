"""Local mode: a whole site on one machine, with nothing installed but Python.

``make run`` starts a real PostgreSQL, a real Valkey, a mail catcher, the web server, the worker and the scheduler;
``make test`` runs every check against servers of its own. The rest of the project knows nothing of this package: it
reads environment variables, and this package sets them. A production install has neither the servers nor a use for it.
"""
