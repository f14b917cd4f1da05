# Sourced by ./run and ./test: says what is missing, installs it, or stops with a clear sentence.
# install_missing build|test|long

say() { printf '%s\n' "$*"; }
stop() { printf '\n%s\n' "$*" >&2; exit 3; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else stop "Installing packages needs root: run this again as root, or install sudo first."
  fi
}

install_missing() {
  command -v dpkg-query >/dev/null || stop "Outturn builds on Debian 12 (and systems like it): dpkg was not found here."
  local wanted missing="" package
  wanted=$(sed -n 's/^build: //p' tools/packages.txt)
  if [ "$1" != build ]; then wanted="$wanted $(sed -n 's/^test: //p' tools/packages.txt)"; fi
  if [ "$1" = long ]; then wanted="$wanted $(sed -n 's/^long: //p' tools/packages.txt)"; fi
  # Node and npm may come from elsewhere than Debian, so they are looked for by name.
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then wanted="$wanted nodejs npm"; fi
  for package in $wanted; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
  done
  if [ -n "$missing" ]; then
    say "Installing Debian packages:$missing"
    as_root apt-get -o DPkg::Lock::Timeout=300 update -q >build/apt.log 2>&1 ||
      stop "apt-get update failed. Check the network and /etc/apt/sources.list; the end of build/apt.log says more:
$(tail -n 3 build/apt.log)"
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends $missing >>build/apt.log 2>&1 ||
      stop "Some packages could not be installed:$missing
The end of build/apt.log says why:
$(tail -n 5 build/apt.log)"
  fi
  local major
  major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$major" -ge 18 ] || stop "Node.js 18 or newer is needed; this machine has $(node --version)."
}

# Front-end packages, when the lock file has changed since the last time.
install_front() {
  if [ ! -f front/node_modules/.package-lock.json ] || [ front/package-lock.json -nt front/node_modules/.package-lock.json ]; then
    say "Installing front-end packages (npm ci in front/)"
    (cd front && npm ci --ignore-scripts --no-audit --no-fund >../build/npm.log 2>&1) ||
      stop "npm could not install the front-end packages. The end of build/npm.log says why:
$(tail -n 5 build/npm.log)"
    touch front/node_modules/.package-lock.json
  fi
}

# configure_and_build PRESET TARGETS...
configure_and_build() {
  local preset=$1; shift
  if [ ! -f "build/$preset/build.ninja" ]; then
    say "Configuring build/$preset"
    cmake --preset "$preset" >"build/$preset.log" 2>&1 || stop "CMake stopped:
$(tail -n 15 "build/$preset.log")"
  fi
  say "Building ($preset)"
  cmake --build "build/$preset" --target "$@" || stop "The build stopped; the first lines marked 'error' above say why."
}
