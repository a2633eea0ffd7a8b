# Everything is installed inside this checkout: uv in .tools/, the environment in .venv/.
PYTHON ?= python3
TOOLS := $(CURDIR)/.tools
BARE := $(TOOLS)/bare
UV := $(shell command -v uv 2>/dev/null || echo $(TOOLS)/uv/bin/uv)
export UV_CACHE_DIR ?= $(TOOLS)/cache
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON ?= $(PYTHON)
# A shared or active environment of someone else's is never touched.
unexport VIRTUAL_ENV
# A start without bytecode compiles every library anew, and the tests start Python hundreds of times.
unexport PYTHONDONTWRITEBYTECODE
RUN := $(UV) run --frozen

.PHONY: run demo test fuzz fuzz-pages whole-way check format lock bench try-bench floors wheel check-wheel try-wheel site clean
.DEFAULT_GOAL := run

run: .venv/ready          ## open the reader
	@$(RUN) tuinews $$($(RUN) python -m tuinews.first_run)

demo: .venv/ready         ## open the reader on the bundled edition
	@$(RUN) tuinews demo

test: .venv/ready         ## run the tests
	$(RUN) pytest

fuzz: .venv/ready         ## read 10,000 mutated feeds
	$(RUN) python tests/feeds/fuzz.py

whole-way: .venv/ready    ## take every document of the corpora through reading, storing and showing; they live beside the checkout
	$(RUN) python tests/feeds/whole_way.py

check: .venv/ready        ## formatting, lint, types and import contracts
	$(RUN) ruff format --check
	$(RUN) ruff check
	$(RUN) mypy
	$(RUN) lint-imports

format: .venv/ready       ## put the code in its house form
	$(RUN) ruff format
	$(RUN) ruff check --fix

bench: .venv/ready        ## measure everything; needs a quiet machine and half an hour
	$(RUN) python benchmarks/library.py
	$(RUN) python benchmarks/extraction.py
	$(RUN) python benchmarks/feeds.py
	$(RUN) python benchmarks/refresh.py
	$(RUN) python benchmarks/topics.py
	$(RUN) python benchmarks/screen.py
	$(RUN) python benchmarks/start.py
	$(RUN) python benchmarks/pictures.py

try-bench: .venv/ready    ## see that the benchmarks run
	$(RUN) python benchmarks/library.py --quick
	$(RUN) python benchmarks/extraction.py --quick
	$(RUN) python benchmarks/feeds.py --quick
	$(RUN) python benchmarks/refresh.py --quick
	$(RUN) python benchmarks/topics.py --quick
	$(RUN) python benchmarks/screen.py --quick
	$(RUN) python benchmarks/start.py --quick
	$(RUN) python benchmarks/pictures.py --quick

floors: .venv/ready       ## fail where pages are cleaned worse than they were; needs the labelled pages beside the checkout
	$(RUN) python benchmarks/extraction.py --floors

fuzz-pages: .venv/ready   ## break 3,000 pages at random, by a seed, and see that none does harm
	$(RUN) python tests/article/fuzz_pages.py

lock: $(UV)               ## write uv.lock anew
	$(UV) lock

wheel: $(UV)              ## build the wheel and the sdist into dist/
	rm -rf dist
	$(UV) build --quiet

check-wheel: wheel        ## look into what was built as an index would
	$(RUN) --isolated --only-group packaging check-wheel-contents dist/*.whl
	$(RUN) --isolated --only-group packaging twine check --strict dist/*

try-wheel: wheel          ## install the wheel in a bare environment and run it there
	rm -rf $(BARE)
	$(UV) venv --quiet --no-project $(BARE)/env
	$(UV) pip install --quiet --python $(BARE)/env dist/tuinews-*.whl
	cd $(BARE) && env/bin/tuinews --home home --version
	cd $(BARE) && env/bin/tuinews --home home themes
	cd $(BARE) && env/bin/tuinews --home home list --json

site: $(UV)               ## build the documentation into build/site, and see that it loads nothing from elsewhere
	NO_MKDOCS_2_WARNING=1 $(RUN) --isolated --only-group docs mkdocs build --quiet --strict -f .ci/mkdocs.yml
	$(PYTHON) docs/check_site.py build/site

clean:                    ## remove everything this file made
	rm -rf .tools .venv dist build

$(TOOLS)/uv/bin/uv:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --target $(TOOLS)/uv uv

.venv/ready: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --quiet --compile-bytecode
	@touch $@
