#!/usr/bin/env bash
# setup.sh build|test: installs the Debian and npm packages that building or testing needs and that are missing.
# Works as root and with sudo. Says nothing when nothing is missing, and one line when it cannot install.
set -euo pipefail
cd "$(dirname "$0")/.."

build_packages="gcc meson ninja-build pkg-config python3 ca-certificates
  libre-dev librem-dev libmicrohttpd-dev libjansson-dev libsqlite3-dev libpq-dev libicu-dev libstemmer-dev
  libsodium-dev libgnutls28-dev libssl-dev libqrencode-dev libbrotli-dev brotli zlib1g-dev libspeexdsp-dev libopus-dev libopusenc-dev espeak-ng"
test_packages="dpkg-dev lintian clang libclang-rt-14-dev clang-tidy cppcheck postgresql-15 chromium fonts-liberation
  curl openssl sqlite3 procps iproute2 systemd adduser sip-tester baresip-core opus-tools
  exim4-daemon-light"

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

missing() { # the packages of the list that are not installed
  local p
  for p in "$@"; do
    dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || echo "$p"
  done
}

install() {
  local want log
  want=$(missing "$@" | xargs)
  [ -n "$want" ] || return 0
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    echo "setup: run as root, for there is no sudo: apt-get install $want" >&2
    exit 1
  fi
  echo "setup: installing $want"
  log=$(mktemp)
  apt() {
    as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -qq -o DPkg::Lock::Timeout=600 -o APT::Update::Error-Mode=any "$@" \
      </dev/null >>"$log" 2>&1
  }
  apt update || true   # offline, what apt has kept may do
  if ! apt install -y --no-install-recommends $want; then
    echo "setup: cannot install: $(grep -m1 -E '^(E|sudo|dpkg):' "$log" || tail -n 1 "$log"); all that was said: $log" >&2
    exit 1
  fi
  rm -f "$log"
}

need_node() { # npm and Node from Debian only when absent
  command -v node >/dev/null && command -v npm >/dev/null || install nodejs npm
}

case "${1:-}" in
build) install $build_packages; need_node ;;
test) install $build_packages $test_packages; need_node ;;
*) echo "setup: say what for: setup.sh build|test" >&2; exit 2 ;;
esac
