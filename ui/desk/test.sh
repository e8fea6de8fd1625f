#!/usr/bin/env bash
# test.sh: checks types and runs the unit tests of the desk. Ends with «N passed, N failed».
set -uo pipefail
cd "$(dirname "$0")"
./build.sh || { echo "0 passed, 1 failed"; exit 1; }
passed=0 failed=0
if npm run --silent check; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
report=$(mktemp)
npx vitest run --reporter=default --reporter=json --outputFile.json="$report"
counts=$(node -e 'const r = JSON.parse(require("fs").readFileSync(process.argv[1])); console.log(r.numPassedTests, r.numFailedTests + (r.success || r.numFailedTests ? 0 : 1))' "$report" || echo "0 1")
rm -f "$report"
set -- $counts
passed=$((passed + $1)) failed=$((failed + $2))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
