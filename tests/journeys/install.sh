# Installs the packages of the journeys when the lock file has changed. Run from the project's root.
set -euo pipefail
mkdir -p build
cd tests/journeys
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "Installing the packages of the browser tests (npm ci in tests/journeys/)"
  npm ci --ignore-scripts --no-audit --no-fund >../../build/npm-journeys.log 2>&1 ||
    { echo "npm could not install them; the end of build/npm-journeys.log says why:"; tail -n 5 ../../build/npm-journeys.log; exit 3; }
  touch node_modules/.package-lock.json
fi
