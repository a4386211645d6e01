# Everything runs in .venv, which `uv sync` makes from uv.lock. A machine needs Python 3.11 or later, and make.
PYTHON ?= python3
BIN := .venv/bin
CODE := valleygraph/__init__.py valleygraph/__main__.py valleygraph/cli.py valleygraph/extract valleygraph/graph tests benchmarks docs/make_ontology.py

.PHONY: setup demo test lint types wheel check ontology web web-check bench train evaluate clean

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

# The page about the ontology, docs/ontology.html.
ontology: setup
	$(BIN)/python docs/make_ontology.py

# The explorer: built from web/ into graph/serve/static. Needs Node.js 20.19 or later, and npm.
web:
	cd web && npm ci --no-audit --no-fund && npm test && npm run build

# Fails if what is committed is not what the source builds.
web-check: web
	@test -z "$$(git status --porcelain -- graph/serve/static)" || \
		{ git status --short -- graph/serve/static; echo "graph/serve/static is not what web/ builds: run make web and commit it"; exit 1; }

bench: setup
	$(BIN)/python benchmarks/ingest.py
	$(BIN)/python benchmarks/extract.py

# GOLD: a folder with releases.jsonl and gold/; SENTENCES: a folder of corpora; TEXTS: JSONL of the releases that
# extract/training/releases annotates without their texts. See extract/training/README.md. A stage that is done is
# kept; to begin anew, remove .venv-train/*.pt.
TRAIN := .venv-train/bin/python -m valleygraph.extract.training
WRITTEN := extract/training/releases
train: .venv-train/mean.pt
	$(TRAIN).export .venv-train/mean.pt extract/models/tagger
	$(TRAIN).calibrate $(GOLD)

.venv-train/ready: extract/training/requirements.txt
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet -r extract/training/requirements.txt
	.venv-train/bin/python -m pip install --quiet -e .
	@touch $@

.venv-train/one.pt: | .venv-train/ready
	$(TRAIN).train $(GOLD) $@.part --written $(WRITTEN)/*.txt --texts $(TEXTS) --epochs 3 --facts 0.15
	mv $@.part $@

.venv-train/two.pt: .venv-train/one.pt
	$(TRAIN).train $(GOLD) $@.part --written $(WRITTEN)/*.txt --texts $(TEXTS) --sentences $(SENTENCES) \
		--start $< --epochs 6
	mv $@.part $@

.venv-train/three.pt: .venv-train/two.pt
	$(TRAIN).train $(GOLD) $@.part --written $(WRITTEN)/sv-government.txt $(WRITTEN)/*-retold.txt \
		--texts $(TEXTS) --start $< --epochs 4 --rate 6e-5 --facts 0.4
	mv $@.part $@

.venv-train/mean.pt: .venv-train/three.pt
	$(TRAIN).mean .venv-train/two.pt $< $@ --last 0.75

evaluate: setup
	$(BIN)/valley evaluate $(GOLD)/gold $(GOLD)/releases.jsonl --held-out

clean:
	rm -rf .venv dist valley-store valley.html
