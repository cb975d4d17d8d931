# The steps of .ci/run, one by one, in the environment at hand.

_default:
    @just --list

# make the environment
setup:
    python3 -m venv .venv && .venv/bin/pip install -e '.[dev]'

# run the tests; arguments go to pytest
test *arguments:
    .venv/bin/pytest {{ arguments }}

# look for slips of style
lint:
    .venv/bin/ruff check
    .venv/bin/ruff format --check

# mend what can be mended by machine
fix:
    .venv/bin/ruff check --fix
    .venv/bin/ruff format

# check the types
types:
    .venv/bin/mypy

# check that data flows one way
imports:
    .venv/bin/lint-imports

# check that the generated forms are current
forms:
    .venv/bin/python patterns/make_forms.py --check

# build the wheel into dist/
wheel:
    .venv/bin/python -m build --wheel

# make the samples again; `just samples --check` says which are not current
samples *arguments:
    .venv/bin/python samples/make.py {{ arguments }}

# how fast, and how right on the folders of gold that are given
bench *folders:
    .venv/bin/python -m benchmarks.speed
    .venv/bin/python benchmarks/batch.py
    [ -z "{{ folders }}" ] || .venv/bin/python benchmarks/accuracy.py {{ folders }}

# kill batches at random moments, run them again, and compare the outcome
soak *arguments:
    .venv/bin/python benchmarks/batch.py --soak {{ arguments }}

# everything, as CI does it
ci:
    bash .ci/run
