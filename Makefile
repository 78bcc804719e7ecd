# `make` alone lists everything.
PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
LOCK = $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group build

.PHONY: help run test check fix bench peers oracle docs assets lock

help:            ## list the targets
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run:             ## set up, measure Jiangsu's gaps, propose pairings, open the site on PORT
	@$(PYTHON) bootstrap.py run
	@$(BIN)/jiedui gaps --programme jiangsu-2022 --year 2021
	@$(BIN)/jiedui pair --programme jiangsu-2022 --year 2021 --seed 1
	@$(BIN)/jiedui init
	@$(BIN)/jiedui serve --port $(PORT)

test:            ## set up and run every test (SQLite, PostgreSQL, Chromium) unless all passed as it is; AGAIN=yes
	@$(PYTHON) bootstrap.py test
	@$(BIN)/python tests/run.py $(if $(AGAIN),--again) $(ARGS)

scale:           ## add what matchings of a whole country need: compiled passes and Parquet
	@$(PYTHON) bootstrap.py scale
	@$(BIN)/python -m jiedui.core.matching.assign.compiled

check:           ## layers, style, types, Django's checks, migrations, vendored files, translations, data
	@$(PYTHON) bootstrap.py test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/python -m jiedui.web.manage check
	@$(BIN)/python -m jiedui.web.manage makemigrations --check --dry-run
	@$(BIN)/python -m jiedui.web.permissions --check
	@$(BIN)/python -m jiedui.web.assets --check
	@$(BIN)/python -m jiedui.web.messages --check
	@$(BIN)/jiedui data verify --format csv >/dev/null

fix:             ## format and mend what ruff can mend
	@$(PYTHON) bootstrap.py test
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench:           ## ratios against peers, measured in one run
	@$(PYTHON) bootstrap.py test
	@$(BIN)/python -m benchmarks $(ARGS)

oracle:          ## compare measures with PySAL, in an environment of its own
	@$(PYTHON) bootstrap.py oracle
	@.venv-oracle/bin/python -m pytest -m oracle -o addopts= -o filterwarnings=default tests/oracle

peers:           ## install what `make bench` compares matching with, in an environment of its own, and try it
	@$(PYTHON) bootstrap.py peers
	@.venv-peers/bin/python -m pytest -o addopts= -o filterwarnings=default --import-mode=importlib tests/peers

docs:            ## make the generated reference pages again
	@$(PYTHON) bootstrap.py test
	@$(BIN)/python docs/generate.py

assets:          ## copy the vendored front-end files again (needs npm; developers only)
	@$(PYTHON) bootstrap.py test
	@$(BIN)/python -m jiedui.web.assets

lock:            ## make the locked requirements again from pyproject.toml
	@$(PYTHON) bootstrap.py test
	@$(LOCK) --extra postgres -o requirements/run.txt
	@$(LOCK) --extra postgres --extra scale -o requirements/scale.txt
	@$(LOCK) --extra postgres --extra scale --group test -o requirements/test.txt
	@$(LOCK) --group oracle -o requirements/oracle.txt
	@$(LOCK) --extra scale --group peers -o requirements/peers.txt
