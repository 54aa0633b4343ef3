#!/usr/bin/env bash
# Builds the page of `dateline serve` from web/ into src/dateline/serve/page/. Does nothing where it is newer than its sources.
# Without Node it says so and leaves what is there, unless CI is set: then that is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
page=src/dateline/serve/page/index.html

without() {
  echo "The page was not built: $1. Everything but the page of \`dateline serve\` works without it." >&2
  [ -z "${CI:-}" ] && exit 0
  exit 1
}

if [ -e "$page" ] && [ -z "$(find web -path web/node_modules -prune -o -path web/tests -prune -o -type f -newer "$page" -print -quit)" ]; then
  exit 0
fi
command -v node > /dev/null && command -v npm > /dev/null || without "Node and npm are not installed"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
  || without "Node $(node --version) is older than 20.19"
cd web
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error
  touch node_modules/.package-lock.json
fi
npm run --silent build -- --logLevel error
