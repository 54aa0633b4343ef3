# Everything is set up by the first target that needs it, into .venv/; nothing has to be installed by hand
# but Python 3.11 or newer. Another interpreter: make PYTHON=python3.12 test
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
JOBS   ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup page demo test lint style types check floors bench golden clean

help:
	@echo "make demo     code the dispatches that come with the project, show the claims, build a ledger and its page"
	@echo "make page     build the page of dateline serve from web/ (needs Node 20.19 or newer)"
	@echo "make test     style, types, tests and quality floors: what CI runs"
	@echo "make lint     style and types alone"
	@echo "make bench    measure quality and speed on all data present, and write docs/quality.md"
	@echo "make golden   write the expected claims of the bundled dispatches anew (look at the difference before you commit it)"
	@echo "make clean    remove what the other targets made"

# Done again only when the dependencies may have changed.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "dateline needs Python 3.11 or newer; $(PYTHON) is older, or is not there. Say which to use: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Setting up $(VENV)/ (once; a minute or two) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(READY)

setup: $(READY)

# Built where Node is there; without it, it says so, and the rest works.
page:
	@tools/build-page.sh

demo: $(READY) page
	@mkdir -p demo-output && rm -f demo-output/demo.dateline*
	@$(BIN)/dateline code examples/dispatches.jsonl --format table
	@$(BIN)/dateline code examples/dispatches.jsonl -o demo-output/claims.jsonl 2>/dev/null
	@echo
	@echo "These dispatches are invented: examples/README.md says what each one shows. The same claims, with every field: demo-output/claims.jsonl"
	@echo
	@$(BIN)/dateline init demo-output/demo.dateline >/dev/null 2>&1
	@$(BIN)/dateline add examples/dispatches.jsonl --db demo-output/demo.dateline
	@echo "The events that these claims tell of, joined across reports:"
	@$(BIN)/dateline events --db demo-output/demo.dateline --format table
	@echo
	@echo "Next:"
	@echo "  $(BIN)/dateline explain 'Rebels say they shot down a helicopter near Idlib on Friday.' --published 2017-03-06"
	@echo "  $(BIN)/dateline serve demo-output/demo.dateline --open                 # the page: map, events, who says what, who holds what"
	@echo "  $(BIN)/dateline events --db demo-output/demo.dateline --contradicted   # who disputes what; then: event ID, control PLACE, review next"
	@echo "  $(BIN)/dateline code YOUR-ARTICLES -o claims.jsonl                     # texts, tables, saved pages, PDF, feeds, or a folder of them"

lint: style types

style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

check: $(READY) page
	$(BIN)/python -m pytest

floors: $(READY)
	@$(BIN)/python -m benchmarks floors --jobs $(JOBS)

# All of them, whichever fails: one run tells everything that is wrong.
test: $(READY)
	@failed=; for part in style types check floors; do \
		echo "== $$part"; $(MAKE) --no-print-directory $$part || failed="$$failed $$part"; \
	done; \
	if [ -n "$$failed" ]; then echo "FAILED:$$failed"; exit 1; fi; echo "All passed: style, types, tests, quality floors."

bench: $(READY)
	@$(BIN)/python -m benchmarks run --jobs $(JOBS)

golden: $(READY)
	@$(BIN)/python -m tests.update_golden

clean:
	rm -rf src/dateline/serve/page web/node_modules $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis demo-output bench-output
