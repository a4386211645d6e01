# Everything runs in .venv, which `uv sync` makes from uv.lock. A machine needs Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin
CODE := valleygraph/__init__.py valleygraph/cli.py valleygraph/extract valleygraph/graph tests benchmarks

.PHONY: setup demo test lint types wheel check clean
setup: .venv/.synced

.venv/.synced: pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@command -v uv >/dev/null || test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.5'
	@PATH="$$PATH:$(CURDIR)/$(BIN)" UV_PROJECT_ENVIRONMENT=.venv uv sync --frozen --inexact --quiet
	@touch $@

demo: setup
	$(BIN)/valley ingest examples
	$(BIN)/valley query who-signed-what
	$(BIN)/valley show --out valley.html

test: setup
	$(BIN)/python -m pytest -q

lint: setup
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: setup
	$(BIN)/mypy

clean:
	rm -rf .venv valley-store valley.html dist
