# The two commands of the README, and what .ci/run calls. Everything happens in .venv.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready

.PHONY: audit test test-long lint types wheel-test bench clean

audit: $(READY)  ## audit the documented lectures and write the page
	$(VENV)/bin/backproof audit --html report.html

test: $(READY)  ## run the tests
	$(RUN) -m pytest -q -n auto

test-long: $(READY)  ## the tests with the longer profile
	HYPOTHESIS_PROFILE=long $(RUN) -m pytest -q -m "long or not long"

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(READY)
	mkdir -p .links && ln -sfn .. .links/backproof
	$(VENV)/bin/pyright

wheel-test: $(READY)  ## the tests against the built wheel, away from the sources
	sh .ci/wheel-test $(RUN)

bench: $(READY)
	$(RUN) -m backproof.benchmarks

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --upgrade pip
	$(RUN) -m pip install --quiet -c constraints.txt torch
	$(RUN) -m pip install --quiet -c constraints.txt -e ".[all]" ruff pyright build
	touch $(READY)

clean:
	rm -rf $(VENV) .links build dist *.egg-info report.html found
