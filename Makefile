# Two commands are enough: make start, make test. Both install what they need.
SHELL := /bin/bash
PORT ?= 8000
DATA ?= data
ONLY ?=
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
export PYTHONPATH := $(CURDIR)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: start dev setup setup-dev test test-long check bench clean

start: .venv/.runtime
	@FODFAESTE_DEMO=1 FODFAESTE_DATA=$(DATA) FODFAESTE_PORT=$(PORT) $(PY) -m app serve

# As start, with the practice language, and a new server whenever a file changes.
dev: .venv/.runtime .venv/.dev
	@FODFAESTE_DEMO=1 FODFAESTE_PSEUDO=1 FODFAESTE_DATA=$(DATA) FODFAESTE_PORT=$(PORT) $(PY) .ci/reload.py app static templates locales -- $(PY) -m app serve

setup: .venv/.runtime

setup-dev: .venv/.dev
	@bash .ci/tools

test: setup-dev
	$(PY) -m pytest -n 3 --dist worksteal -m "not long"

test-long: setup-dev
	$(PY) -m pytest -n 3 --dist worksteal

check: setup-dev
	$(PY) -m ruff format --check app tests migrations .ci
	$(PY) -m ruff check app tests migrations .ci
	$(PY) -m mypy
	$(PY) .ci/scripts.py --check
	$(PY) .ci/catalogue.py --check
	$(PY) .ci/inventory.py --check
	$(MAKE) test

bench: setup-dev
	$(PY) -m tests.bench $(ONLY)

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@bash .ci/venv "$(PYTHON)"

.venv/.runtime: requirements.txt | .venv/bin/python
	@test .venv/.dev -nt requirements.txt || { echo "Installing what the server needs …"; $(PY) -m pip install -q --require-hashes -r requirements.txt; }
	@touch $@

.venv/.dev: requirements-dev.txt | .venv/bin/python
	@echo "Installing what the tests need …"
	@$(PY) -m pip install -q --require-hashes -r requirements-dev.txt
	@touch $@
