#!/usr/bin/env bash
# Format, imports and lint (Biome), then the four type-aware rules that only oxlint has (see docs/decisions/0002).
set -euo pipefail
biome check --error-on-warnings .
oxlint --type-aware --deny-warnings src bot test bench migrations
