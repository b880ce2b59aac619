.DEFAULT_GOAL := help

# A python3.x on PATH may be a launcher without an interpreter behind it, so each candidate must prove that it runs.
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
endif
INSTALLED := .venv/bin/python

.PHONY: help run test t t-stop fix lock fault hosts drill bench bench-search bench-alerts bench-smallest install

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

run: install ## Start the whole site on this machine: http://localhost:8000/
	@exec $(INSTALLED) -m local run

test: install ## Run everything CI runs; ARGS="tests/careers -k salary" runs these tests only
	@exec $(INSTALLED) -m local test $(ARGS)

t: install ## Run some tests in seconds, on servers that stay up; ARGS="tests/billing -k gift"
	@exec $(INSTALLED) -m local t $(ARGS)

t-stop: ## Stop the servers of make t (they stop after an hour without a run)
	@exec $(INSTALLED) -m local t-stop

fix: install ## Format code and templates, and fix what linters can fix
	@$(INSTALLED) -m ruff check --fix-only .
	@$(INSTALLED) -m ruff format .
	@$(INSTALLED) -m djlint templates --reformat --quiet || true # 1 means that it changed something
	@.venv/bin/oxlint --fix --quiet static tests
	@$(INSTALLED) -m ruff check .

# One lock for development with all extras, the part of it that a production install has, and what builds packages without a wheel.
COMPILE = $(INSTALLED) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet
lock: ## Write the lock files from pyproject.toml; ARGS=--upgrade moves the versions
	@$(COMPILE) pyproject.toml --all-extras --output-file requirements.lock $(ARGS)
	@$(COMPILE) pyproject.toml --constraint requirements.lock --output-file requirements-production.lock
	@echo setuptools | $(COMPILE) - --no-annotate --output-file requirements-build.lock $(ARGS)

# Processes and servers that are killed; clocks, answers of mail servers, links, and what changes at the last moment; sixty days of
# feeds in every format; events of Stripe in fifty orders.
# docs/reliability.md has the last output.
fault: install ## Break things on purpose and check that alerts arrive once and open jobs stay open (some minutes)
	@$(INSTALLED) -X utf8 -m tests.alerts.faults
	@$(INSTALLED) -m local test $(addprefix tests/alerts/test_,once_a_period.py answers.py links.py digest_contents.py delivery_results.py)
	@exec $(INSTALLED) -m local test --long tests/feeds/importing/test_feeds_over_time.py tests/careers/test_occupation_pages.py $(addprefix tests/billing/test_,sync.py webhook.py)

drill: install ## Back up, lose and restore a board of a million jobs; ARGS="--jobs 20000" a smaller one (half an hour)
	@exec $(INSTALLED) -X utf8 benchmarks/drill.py $(ARGS)

hosts: install ## Lose hosts of a site on ten of them, as root (some minutes; docs/reliability.md has the last output)
	@exec $(INSTALLED) -X utf8 -m tests.hosts $(ARGS)

bench: install ## Measure how fast pages are served
	@exec $(INSTALLED) benchmarks/pages.py

bench-search: install ## Measure search on boards of up to a million jobs
	@exec $(INSTALLED) benchmarks/search.py $(ARGS)

bench-smallest: install ## Measure a million jobs on one core and 2 GB; ARGS="--keep FOLDER" (needs root)
	@exec $(INSTALLED) benchmarks/smallest.py $(ARGS)

bench-alerts: install ## Measure matching, planning and sending 200,000 alerts
	@exec $(INSTALLED) benchmarks/alerts.py $(ARGS)

install: ## Install what requirements.lock names into .venv (the other commands do this first)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; make PYTHON=/path/to/python if it is not on PATH." >&2; exit 1; }
	@"$(PYTHON)" -I local/install.py
