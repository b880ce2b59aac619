# make run    the whole site on this machine, from nothing but Python 3.11+ and the package index
# make test   everything CI checks; make test ARGS="tests/careers -k salary" runs pytest alone
# make lock   write the lock files from pyproject.toml; make lock ARGS=--upgrade moves the versions
# make fault  what must hold for alerts when things break, in full (some minutes); docs/reliability.md has the last output
# make bench  how fast pages are served, as ratios; make bench-search for search on boards of up to a million
#             postings, make bench-alerts for matching, planning and sending 200,000 alerts

# A python3.x on PATH may be a launcher without an interpreter behind it, so each candidate must prove that it runs.
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
endif
INSTALLED := .venv/bin/python

.PHONY: run test lock bench bench-search bench-alerts fault install

run: install
	@exec $(INSTALLED) -m local run

test: install
	@exec $(INSTALLED) -m local test $(ARGS)

install:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; make PYTHON=/path/to/python if it is not on PATH." >&2; exit 1; }
	@"$(PYTHON)" -I local/install.py

# One lock for development with all extras, and the part of it that a production install has.
COMPILE = $(INSTALLED) -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet
lock:
	@$(COMPILE) --all-extras --output-file requirements.lock $(ARGS)
	@$(COMPILE) --constraint requirements.lock --output-file requirements-production.lock

bench: install
	@exec $(INSTALLED) benchmarks/pages.py

# Processes and servers that are killed, and then clocks, answers of mail servers, links, and what changes at the last moment.
fault: install
	@$(INSTALLED) -X utf8 -m tests.alerts.faults
	@exec $(INSTALLED) -m local test $(addprefix tests/alerts/test_,once_a_period.py answers.py links.py at_the_moment.py marks.py)

bench-search: install
	@exec $(INSTALLED) benchmarks/search.py $(ARGS)

bench-alerts: install
	@exec $(INSTALLED) benchmarks/alerts.py $(ARGS)
