#!/usr/bin/env bash
# What `npm start` runs: the server itself, as this very process, so that a supervisor's signals reach it.
set -euo pipefail
exec node --disable-warning=ExperimentalWarning --env-file-if-exists=.env src/main.ts
