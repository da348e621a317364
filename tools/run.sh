#!/usr/bin/env bash
# tools/run.sh FILE ARGS…  Runs a TypeScript file as this very process, so that a supervisor's signals reach it; with
# the settings of .env where there is one.
set -euo pipefail
# A young heap of 8 MB is enough, and what is left of 16 stays resident (see keepHeapSmall in src/main.ts).
flags=(--disable-warning=ExperimentalWarning --max-semi-space-size=8)
# Each thread of a process allocates from an arena of its own, and what a reading thread leaves there stays resident.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
if [ -f .env ]; then flags+=(--env-file=.env); fi
exec node "${flags[@]}" "$@"
