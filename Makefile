# The house's habits, one word each. `make` alone tells them.
# Nothing here installs system-wide: everything lives in .venv (VENV=… for another place).
VENV ?= .venv
export VENV
TORCH_INDEX ?=
export TORCH_INDEX

PY := $(VENV)/bin/python
TREES := $(wildcard vakhta bot handlers models migrations sandbox training benchmarks tests)

# Each prints the figures of some bars; what needs labelled sets is `make evaluate`.
BENCHES ?= $(filter-out __init__ rig policy_on_data,$(basename $(notdir $(wildcard benchmarks/*.py))))

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test check pytest bench bench-classifier evaluate docs references

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## .venv with all that running needs; TORCH_INDEX=URL takes torch from another index
	@deploy/venv.sh run

setup-dev: ## that, and what tests, training and docs need
	@deploy/venv.sh dev

demo: setup ## no tokens: a community in a box, and the bot at work in it, for a minute
	@$(PY) -m bot demo --seconds 60

check: setup-dev ## lint, format, types, arrows
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy $(TREES)
	$(VENV)/bin/lint-imports

pytest: setup-dev ## the tests alone
	$(PY) -m pytest -q

test: check pytest ## what CI runs: check, then every test

bench: setup-dev ## the figures of the bars, beside a fixed calibration loop
	@for figure in $(BENCHES); do echo; echo "== $$figure"; $(PY) -m benchmarks.$$figure || exit 1; done

bench-classifier: setup-dev ## how fast either lane is: make bench-classifier DATA=DIR
	$(PY) -m training speed --data $(or $(DATA),$(error say where the labelled sets are: make bench-classifier DATA=DIR))

evaluate: setup-dev ## the classifier on labelled sets: make evaluate DATA=DIR
	$(PY) -m bot evaluate --data $(or $(DATA),$(error say where the labelled sets are: make evaluate DATA=DIR))

docs: setup-dev ## the docs site, into docs/_build/html; a warning is an error
	$(PY) -m sphinx -q -W --keep-going -b html docs docs/_build/html

references: setup-dev ## write the reference pages of the docs from the code
	$(PY) -m docs.references
