#!/usr/bin/env bash
# build.sh [STAMP]: builds the desk into ui/desk/dist when something it is made of has changed.
# STAMP is a file that is written when dist has changed: the build system watches it. Needs Node ≥ 18.20 and npm; a tree
# that carries a built dist (a release) needs neither. Works in the source tree, one build at a time.
set -euo pipefail
stamp=${1:+$(realpath -m "$1")}
cd "$(dirname "$0")"

digest() { # of all that the desk is made of; of the catalogue only the section of the desk
  {
    find src index.html package-lock.json vite.config.ts first.ts words.ts ../shared ../site/fonts ../site/peer.js -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    python3 -c 'import json, sys; [print(json.dumps(json.load(open(p, encoding="utf-8"))["desk"])) for p in sys.argv[1:]]' \
      ../../text/ru.json ../../text/en.json
  } | sha256sum | cut -d' ' -f1
}

built() { # dist is there and made of exactly this
  [ -f dist/index.html ] && [ "$(cat dist/.made-of 2>/dev/null)" = "$want" ]
}

tell() { # the build system hears of a change only when there is one
  [ -z "$stamp" ] || [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] || printf '%s\n' "$want" >"$stamp"
}

exec 9>.build-lock
flock 9
want=$(digest)
if built; then tell; exit 0; fi
if ! command -v npm >/dev/null; then
  [ -f dist/index.html ] && { echo "desk: no npm; the built dist is taken as it is" >&2; tell; exit 0; }
  echo "desk: npm is needed to build the desk: tools/setup.sh build" >&2
  exit 1
fi

lock=$(sha256sum package-lock.json | cut -d' ' -f1)
if [ "$(cat node_modules/.made-of 2>/dev/null)" != "$lock" ]; then
  npm ci --loglevel=error
  printf '%s\n' "$lock" >node_modules/.made-of
fi
npm run --silent build -- --logLevel warn
printf '%s\n' "$want" >dist/.made-of
tell
