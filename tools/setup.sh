#!/usr/bin/env bash
# setup.sh build|test: installs the Debian and npm packages that building or testing needs and that are missing.
# Works as root and with sudo. Says nothing when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

build_packages="gcc meson ninja-build pkg-config python3 ca-certificates
  libre-dev librem-dev libmicrohttpd-dev libjansson-dev libsqlite3-dev libpq-dev libicu-dev libstemmer-dev
  libsodium-dev libgnutls28-dev libqrencode-dev libbrotli-dev brotli zlib1g-dev"
test_packages="dpkg-dev lintian clang libclang-rt-14-dev clang-tidy cppcheck valgrind postgresql-15 chromium curl sqlite3 procps iproute2"

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

missing() { # the packages of the list that are not installed
  local p
  for p in "$@"; do
    dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || echo "$p"
  done
}

install() {
  local want
  want=$(missing "$@")
  [ -n "$want" ] || return 0
  echo "setup: installing" $want
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $want >/dev/null
}

need_node() { # npm and Node from Debian only when absent
  command -v node >/dev/null && command -v npm >/dev/null || install nodejs npm
}

case "${1:-}" in
build) install $build_packages; need_node ;;
test) install $build_packages $test_packages; need_node ;;
*) echo "setup: say what for: setup.sh build|test" >&2; exit 2 ;;
esac
