# `make run` and `make test` are all a newcomer needs; `make help` lists the rest.
# Every check is one target, run through .ci/step (name, result, time); `make test` runs them all and counts.

# A fresh rustup is not on the PATH of the shell that called make.
export PATH := $(if $(CARGO_HOME),$(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)

STEP := .ci/step
ALL := --workspace --all-features

# The order is: what fails quickly first.
STEPS := setup style fmt fetch core clippy doc unit behaviour contract doctest examples pages deny

# What follows `prepai` in `make run`, e.g. make run RUN='interview'
RUN ?= serve
# Features of the program that `make run` starts; `voices` makes it GPL-3 as a whole (`prepai --version` says so). The build of
# espeak-ng finds its folder in the profiles `dev` and `release` only.
FEATURES ?= voices
BENCH ?=

.NOTPARALLEL:
.PHONY: help run test $(STEPS) advisories autobahn bench durability features fuzz metrics schema

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 18

run: ## the server with its pages, with whatever is missing installed first
	@.ci/setup run
	@cargo run -p prepai-server --features $(FEATURES) --bin prepai -- $(RUN)

test: ## every check below, as CI does; all run even if one fails
	@MAKE="$(MAKE)" .ci/test $(STEPS)

setup: ## install what is missing: compiler, cmake, Rust
	@$(STEP) setup .ci/setup

style: ## house rules no lint knows: file length, markers, folders, shell scripts
	@$(STEP) style .ci/style

fmt: ## formatting (cargo fmt mends it)
	@$(STEP) fmt cargo fmt --all -- --check

fetch: ## the dependencies of the lock file, which must be up to date
	@$(STEP) fetch cargo fetch --locked

core: ## the core without features: at most 70 crates, no tokio, no C; clean on its own
	@$(STEP) core .ci/core-tree

clippy: ## lints of every target, warnings are errors
	@$(STEP) clippy cargo clippy $(ALL) --all-targets -- -D warnings

doc: ## the documentation, warnings are errors
	@RUSTDOCFLAGS='-D warnings' $(STEP) doc cargo doc $(ALL) --no-deps

unit: ## tests beside the code
	@$(STEP) unit .ci/cargo-test unit $(ALL)

behaviour: ## suites of each crate's tests folder: stores, conversations, properties
	@$(STEP) behaviour .ci/cargo-test behaviour $(ALL)

contract: ## suites that cross crates, in tests/
	@$(STEP) contract .ci/cargo-test contract $(ALL)

doctest: ## the examples in the documentation
	@$(STEP) doctest cargo test $(ALL) --doc

examples: ## the example programs build
	@$(STEP) examples cargo build $(ALL) --examples

pages: ## the pages in a real browser, where chromium and npm are installed
	@$(STEP) pages .ci/pages

deny: ## licences, bans and sources, with cargo-deny
	@$(STEP) deny .ci/deny

advisories: ## whether a dependency has an advisory; needs the network
	@$(STEP) advisories .ci/deny advisories

features: ## no warning with any feature alone, without features, and with the default ones: CRATES='prepai-voice' takes some
	@$(STEP) features .ci/features $(CRATES)

bench: ## measurements, optimised: make bench BENCH=NAME (names: make bench BENCH=--help)
	@cargo run --release -p prepai-server --bin prepai -- bench $(BENCH)

whisper-driver: ## the C++ program that `prepai bench whisper --driver` compares with (after a release build)
	@.ci/whisper-driver

durability: ## the slow suites at full size: tests marked #[ignore = "make durability"]
	@$(STEP) durability cargo test $(ALL) --release --no-fail-fast --lib --bins --test '*' -- --ignored

schema: ## schemathesis over the OpenAPI document of a running server: EXAMPLES=N asks more
	@$(STEP) schema .ci/schema

autobahn: ## Autobahn's WebSocket suite against an echo on the server's sockets
	@$(STEP) autobahn .ci/autobahn

metrics: ## complexities against radon and complexipy on Python's standard library: FILES=N takes every N-th file
	@$(STEP) metrics .ci/metrics

fuzz: ## libFuzzer on what clients send, SECONDS=60 a target
	@$(STEP) fuzz .ci/fuzz $(SECONDS)
