#!/usr/bin/env bash
# Adds up the closing lines of all test assemblies in FILE and prints `N passed, N failed, N skipped`. Fails where no test ran.
set -euo pipefail
# A closing line: "Passed!  - Failed:     0, Passed:    12, Skipped:     0, Total:    12, Duration: ..."
awk '
    /Failed: *[0-9]+, Passed: *[0-9]+, Skipped: *[0-9]+, Total: *[0-9]+/ {
        line = $0
        sub(/.*Failed: */, "", line);  failed += line + 0
        sub(/.*Passed: */, "", line);  passed += line + 0
        sub(/.*Skipped: */, "", line); skipped += line + 0
    }
    END {
        printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
        exit (passed + failed == 0)
    }' "$1"
