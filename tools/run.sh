#!/usr/bin/env bash
# tools/run.sh FILE ARGS…  Runs a TypeScript file as this very process, so that a supervisor's signals reach it; with
# the settings of .env where there is one.
set -euo pipefail
flags=(--disable-warning=ExperimentalWarning)
if [ -f .env ]; then flags+=(--env-file=.env); fi
exec node "${flags[@]}" "$@"
