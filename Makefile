# make demo   the Bắc Giang demonstration on http://127.0.0.1:8000/
# make test   every test
# make bench  the measurements of the README's table
# Python 3.11 or newer is all that is needed: make demo PYTHON=python3.12

PYTHON ?= python3
BIN = .venv/bin
PORT ?= 8000
# Tests build hundreds of small workspaces: in memory, where there is room, they need no disk.
ROOM := $(shell test -w /dev/shm && test "`df -Pm /dev/shm | awk 'END {print $$4}'`" -gt 4000 && echo /dev/shm)

.PHONY: demo test bench clean

demo: .venv/installed
	$(BIN)/mocban demo heritage --port $(PORT)

test: .venv/tested
	$(if $(ROOM),PYTEST_DEBUG_TEMPROOT=$(ROOM)) $(BIN)/python -m pytest -n auto --maxprocesses 4

bench: .venv/tested
	$(BIN)/python -m tests.bench

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("mocban needs Python 3.11 or newer: make PYTHON=python3.11 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/tested: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@ .venv/installed

clean:
	rm -rf .venv heritage
