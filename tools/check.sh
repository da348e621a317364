#!/usr/bin/env bash
# What `npm run check` runs: types, lint and format, the whole lock file, architecture.
set -euo pipefail
tsc --noEmit
tools/lint.sh
node tools/check-lock.mjs
vitest run test/architecture
