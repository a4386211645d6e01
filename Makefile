# Everything runs in .venv, which `uv sync` makes from uv.lock. A machine needs Python 3.11 or later, and make.
PYTHON ?= python3
BIN := .venv/bin
CODE := valleygraph/__init__.py valleygraph/__main__.py valleygraph/cli.py valleygraph/extract valleygraph/graph tests benchmarks

.PHONY: setup demo test lint types wheel check bench clean

setup: .venv/synced

.venv/synced: pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@command -v uv >/dev/null || test -x $(BIN)/uv || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@PATH="$$PATH:$(CURDIR)/$(BIN)" uv sync --frozen --inexact --quiet
	@touch $@

demo: setup
	$(BIN)/valley ingest examples
	$(BIN)/valley stats
	$(BIN)/valley query who-signed-what
	$(BIN)/valley show --out valley.html
	@echo "Open valley.html in a browser."

test: setup
	$(BIN)/python -m pytest -q

lint: setup
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: setup
	$(BIN)/mypy

# The wheel, built and tried in a fresh environment from another folder.
wheel: setup
	@PATH="$$PATH:$(CURDIR)/$(BIN)" PYTHON=$(PYTHON) sh tests/smoke.sh

check: lint types wheel test

bench: setup
	$(BIN)/python benchmarks/ingest.py

clean:
	rm -rf .venv dist valley-store valley.html
