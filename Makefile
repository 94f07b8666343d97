# make demo · make test: all that a new machine with Python 3.11 and make needs. README.md shows them as plain commands.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
python := $(VENV)/bin/python

# On this machine, not on a server: pages tell what went wrong, no HTTPS, static files straight from their folders.
export DEBUG = 1

.PHONY: help demo test test-sqlite test-postgres check format lock
.DEFAULT_GOAL := help

help:
	@echo "make demo    the portal with sample data at http://127.0.0.1:$(PORT)"
	@echo "make test    the tests, on SQLite and, where one can be started, on PostgreSQL"
	@echo "make check   lint, types, order of the rooms, templates, migrations, then the tests"
	@echo "make format  format code and templates"
	@echo "make lock    pin the newest versions that pyproject.toml allows"

demo: $(VENV)/.base
	$(python) manage.py demo --port $(PORT)

test: test-sqlite test-postgres

test-sqlite: $(VENV)/.dev
	$(python) -m pytest

test-postgres: $(VENV)/.dev
	$(python) -m pytest -p tests.postgres

check: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint --check --lint templates
	$(python) manage.py makemigrations --check --dry-run
	$(MAKE) test

format: $(VENV)/.dev
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(VENV)/bin/djlint --quiet --reformat templates

# No address of a package index gets into the files: whoever installs has an index of their own.
compile = $(VENV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header
lock: $(VENV)/.dev
	$(compile) pyproject.toml -o requirements/base.txt
	$(compile) pyproject.toml --group dev -o requirements/dev.txt
	echo uv | $(compile) - -o requirements/uv.txt
	! grep -n "://" requirements/*.txt

# uv installs many times faster than pip; where it cannot be had or reaches no index, pip does the same.
define install
	$(python) -m pip install --quiet --disable-pip-version-check -r requirements/uv.txt \
	  && $(VENV)/bin/uv pip install --quiet --python $(python) -r $(1) \
	  || $(python) -m pip install --quiet --disable-pip-version-check -r $(1)
	touch $@
endef

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed. If it has another name: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.base: $(VENV)/.made requirements/base.txt requirements/uv.txt
	$(call install,requirements/base.txt)

$(VENV)/.dev: $(VENV)/.made requirements/dev.txt requirements/uv.txt
	$(call install,requirements/dev.txt)
