# The front door. Meson does the building (meson.build); tools/setup.sh names every package.
.DEFAULT_GOAL := help
BUILD ?= build
SETUP = tools/setup.sh

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## install what is missing, build, start a demo organisation
	@exec $(BUILD)/otklik serve --demo --data $(BUILD)/demo

build: ## install what is missing and build: the program is build/otklik
	@$(SETUP) build
	@test -f $(BUILD)/build.ninja || meson setup $(BUILD) --buildtype=debugoptimized >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@meson compile -C $(BUILD)

test: ## everything that can fail, on both databases and in a real browser
	@$(SETUP) test
	@tests/run

soak: ## full-length durability and random runs
	@$(SETUP) test
	@tests/run soak

bench: build ## figures and ratios, measured side by side in one run
	@$(SETUP) test
	@bench/run

check: build ## clang-tidy, cppcheck, include directions, SQL only in .sql
	@$(SETUP) test
	@tools/check

fuzz: ## each fuzzer for a minute (FUZZ_SECONDS=N)
	@$(SETUP) test
	@tests/fuzz/run

deb: build ## a Debian package in build/
	@$(SETUP) test
	@packaging/deb/build

docs: build ## the list of settings in docs/administrator.md, from the program
	@tools/docs $(BUILD)/otklik

clean: ## forget what was built
	rm -rf $(BUILD) $(BUILD)-* $(BUILD).log

.PHONY: help run build test soak bench check fuzz deb docs clean
