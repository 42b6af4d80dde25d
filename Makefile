# Everything that is run on this project, by hand and in CI. `make help` lists it.
# What a target needs is installed first, into .venv, and again only when the lock files change.

VENV := .venv
BIN := $(VENV)/bin
# a stamp says: installed from these very files
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev
BENCH := $(VENV)/.installed-bench
RELEASE := $(VENV)/.installed-release
LOWEST := build/lowest/.installed
PROGRAMS := tests/node/node_modules/.installed-programs
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
MAKEFLAGS += --no-builtin-rules
# where a shell forbids bytecode, every one of the thousands of processes that tests start would compile the program
unexport PYTHONDONTWRITEBYTECODE

# what `make test-lowest` runs: the tests that meet every library, and take seconds
QUICK := tests/cli/test_help.py tests/config tests/ledger/test_approvals.py tests/ledger/test_entries.py \
	tests/ledger/test_log.py tests/merge/test_sums.py tests/post/test_calendar_file.py tests/post/test_message.py \
	tests/post/test_wording.py tests/writing/test_book.py tests/writing/test_letter.py \
	tests/writing/test_report_charts.py tests/writing/test_report_check.py tests/writing/test_report_fields.py \
	tests/writing/test_template.py tests/writing/test_template_locks.py

.DEFAULT_GOAL := help
.PHONY: help demo test test-lowest check bench hostile combine fuzz lint format windows windows-test windows-runtime templates demo-returns docs pictures pages setup lock programs clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUN) ## a whole period with sample returns, in build/demo
	rm -rf build/demo
	mkdir -p build
	$(BIN)/par-excel demo build/demo

test: $(DEV) programs ## everything that CI runs: lint, types, layers, tests
	$(MAKE) --no-print-directory lint
	$(MAKE) --no-print-directory test-lowest
	$(BIN)/pytest -n $$($(BIN)/python -c "from par_excel.system import usable_cores; print(usable_cores() + 1)")

test-lowest: $(LOWEST) ## the quick tests with the lowest versions that pyproject.toml allows
	PYTHONPATH=. $(dir $(LOWEST))bin/pytest -q -n 2 -p no:cacheprovider $(QUICK)

lint: $(DEV) ## ruff, mypy, import-linter; tells how large the program is
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.size

format: $(DEV) ## let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(BENCH) ## measure times and memory, then compare with other programs: docs/benchmarks.md
	$(BIN)/python -m tools.bench
	$(BIN)/python -m bench.compare

windows: $(RELEASE) ## the folder for Windows that needs nothing, in dist; RUNTIME=folder takes another Python
	$(BIN)/python -m tools.windows.build $(if $(RUNTIME),--runtime $(RUNTIME))

windows-test: windows ## use that folder under Wine (apt-get install wine64) as an official would; TRIALS=panel tries that alone
	$(BIN)/python -m tools.windows.try_folder dist/par-excel-*-windows.zip $(TRIALS)

windows-runtime: $(RELEASE) ## look once at who vouches for every file of the Windows runtime
	$(BIN)/python -m tools.windows.check_runtime build/windows/runtime

hostile: $(DEV) ## measure time and memory of every hostile file, each in a limited process
	$(BIN)/python -m tools.hostile

combine: $(DEV) ## thousands of returns with two damages at once, in letters and archives
	$(BIN)/python -m tools.combine

fuzz: $(DEV) ## ten minutes of spoilt returns, held against a second reader
	$(BIN)/python -m tools.fuzz --minutes 10

templates: $(RUN) ## write templates/ anew from par.toml and the catalogue
	$(BIN)/par-excel templates

demo-returns: $(DEV) programs ## fill in the sample returns with a real LibreOffice
	$(BIN)/python -m tools.make_demo_returns

docs: $(DEV) ## write the generated pages of docs/reference anew
	$(BIN)/python -m tools.make_reference

pictures: $(DEV) programs ## render the pictures of docs/pictures anew; look at them
	$(BIN)/python -m tools.make_pictures

pages: $(DEV) programs ## render all that officials print by LibreOffice and ONLYOFFICE into build/pages; look at it
	rm -rf build/pages
	$(BIN)/python -m tools.look_at_pages build/pages

setup: $(DEV) programs ## install all that development needs
	@echo "Ready: $(BIN)/par-excel, and make test"

lock: $(RELEASE) ## resolve the dependencies anew and write requirements/*.txt
	$(COMPILE) --upgrade --output-file=requirements/run.txt pyproject.toml requirements/run.in
	$(COMPILE) --upgrade --extra=dev --constraint=requirements/run.txt --output-file=requirements/dev.txt \
		pyproject.toml requirements/run.in
	$(COMPILE) --upgrade --extra=bench --constraint=requirements/dev.txt --output-file=requirements/bench.txt \
		pyproject.toml requirements/run.in
	$(COMPILE) --upgrade --extra=release --constraint=requirements/dev.txt --output-file=requirements/release.txt \
		pyproject.toml requirements/run.in
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --only-binary=:all: \
		--python-platform=x86_64-pc-windows-msvc --python-version=3.13 --extra=keyring --extra=server \
		--constraint=requirements/release.txt --output-file=requirements/windows.txt pyproject.toml
	mkdir -p build
	$(BIN)/python -m tools.lowest_versions > build/lowest.in
	$(COMPILE) --upgrade --output-file=requirements/lowest.txt build/lowest.in

clean: ## remove what was installed and made; received and decided material stays
	rm -rf $(VENV) build tests/node/node_modules *.egg-info
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find par_excel bench tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	tools/make_venv.sh $(VENV)

# The project itself is installed without build isolation: setuptools is in the lock, so nothing unlocked is fetched.
$(RUN): requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# not installed: the tests run in this folder, and find the program there
$(LOWEST): requirements/lowest.txt
	tools/make_venv.sh $(@D)
	$(@D)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/lowest.txt
	@touch $@

$(RELEASE): requirements/release.txt $(DEV)
	$(PIP) install --require-hashes -r requirements/release.txt
	@touch $@

# what `make bench` compares with: nothing else needs it
$(BENCH): requirements/bench.txt $(DEV)
	$(PIP) install --require-hashes -r requirements/bench.txt
	@touch $@

# Outside CI a missing program is said aloud by the script, and again by pytest's summary; the rest goes on.
programs:
	@$(MAKE) --no-print-directory $(PROGRAMS) || [ -z "$$CI" ]

$(PROGRAMS): tools/install_test_programs.sh tests/node/package-lock.json
	tools/install_test_programs.sh
	@touch $@
