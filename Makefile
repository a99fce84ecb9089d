# The two commands of the README, and what .ci/run calls. Everything happens in .venv.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
# Every version that gets installed is pinned, those of the build too.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt

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
	$(VENV)/bin/pyright --pythonpath $(RUN)

wheel-test: $(READY)  ## the tests against the built wheel, away from the sources
	sh .ci/wheel-test $(RUN)

bench: $(READY)
	$(RUN) -m backproof.benchmarks

# pyright[nodejs] brings its own node as a wheel; without it, node is downloaded at the first run.
$(READY): pyproject.toml constraints.txt
	@echo "setting up $(VENV), once: a few minutes, 2 GB"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	@$(PYTHON) -m venv $(VENV)
	@echo "1 of 2: PyTorch"
	@$(RUN) -m pip install -qq torch
	@echo "2 of 2: JAX and the rest"
	@$(RUN) -m pip install -qq -e ".[all]" ruff "pyright[nodejs]" build
	@touch $(READY)

clean:
	rm -rf $(VENV) .links build dist *.egg-info report.html found
