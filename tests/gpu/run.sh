#!/usr/bin/env bash
# Runs what pack.sh packed, on a machine with a GPU: each test that is ignored elsewhere, then wavesim on the GPU. Logs
# go to the folder named (default: results, beside this script). The last lines are a table; the exit status is 0 if all
# went well. A test prints a figure as a line `figure: NAME = VALUE`, which the table repeats. The four tools of
# compute-sanitizer look at the parity tests too; where there is none, the table says that they did not run, and the exit
# status is 3 if nothing else went wrong.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
results=${1:-$here/results}
mkdir -p "$results"
table=$results/table.txt
: >"$table"
failures=0
not_run=0

row() {
    printf '%-40s %-8s %8s %8s %6s s\n' "$@" >>"$table"
}

# count LOG WHAT: the number that libtest's closing line gives, 0 if there is no such line.
count() {
    local number
    number=$(sed -n "s/^test result:.* \([0-9][0-9]*\) $2.*/\1/p" "$1" | tail -n 1)
    echo "${number:-0}"
}

for binary in "$here"/tests/*; do
    name=$(basename "$binary")
    log=$results/$name.log
    echo "== $name"
    began=$SECONDS
    timeout --kill-after=10 "${TEST_LIMIT:-240}" \
        "$binary" --ignored --nocapture --test-threads=1 >"$log" 2>&1
    status=$?
    cat "$log"
    verdict=ok
    passed=$(count "$log" passed)
    if [ "$status" -ne 0 ]; then
        verdict="exit $status"
        failures=$((failures + 1))
    elif [ "$passed" -eq 0 ]; then
        verdict="no tests"
        failures=$((failures + 1))
    fi
    row "$name" "$verdict" "$passed ok" "$(count "$log" failed) bad" "$((SECONDS - began))"
done

for binary in "$here"/examples/*; do
    name=$(basename "$binary")
    log=$results/$name.log
    echo "== $name"
    began=$SECONDS
    timeout --kill-after=10 "${TEST_LIMIT:-240}" \
        "$binary" --backend cuda --out "$results/$name-out" >"$log" 2>&1
    status=$?
    tr '\r' '\n' <"$log" | tail -n 20
    verdict=ok
    if [ "$status" -ne 0 ]; then
        verdict="exit $status"
        failures=$((failures + 1))
    fi
    row "$name --backend cuda" "$verdict" "" "" "$((SECONDS - began))"
done

# Not on the path of every machine that has it.
PATH=$PATH:/usr/local/cuda/bin
for tool in memcheck racecheck synccheck initcheck; do
    if ! command -v compute-sanitizer >/dev/null; then
        row "parity under $tool" "not run" "" "" 0
        not_run=$((not_run + 1))
        continue
    fi
    log=$results/parity-$tool.log
    echo "== $tool of parity"
    began=$SECONDS
    timeout --kill-after=10 "${TEST_LIMIT:-240}" \
        compute-sanitizer --tool "$tool" --error-exitcode 77 \
        "$here"/tests/*parity --ignored --nocapture --test-threads=1 >"$log" 2>&1
    status=$?
    grep -E 'SUMMARY' "$log" | tail -n 1
    verdict=ok
    if [ "$status" -ne 0 ]; then
        verdict="exit $status"
        failures=$((failures + 1))
    fi
    row "parity under $tool" "$verdict" "$(count "$log" passed) ok" "$(count "$log" failed) bad" "$((SECONDS - began))"
done

echo
if command -v nvidia-smi >/dev/null; then
    nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
fi
awk '/^failures:$/ { listed = 1; next } /^test result:/ { listed = 0 } listed && /^    [a-z_:0-9]+$/ { print "failed: " $1 }' \
    "$results"/*.log | sort -u
grep -h '^figure: ' "$results"/*.log
cat "$table"
if [ "$failures" -ne 0 ]; then
    echo "$failures failed"
    exit 1
elif [ "$not_run" -ne 0 ]; then
    echo "all that ran went well; $not_run did not run, for want of compute-sanitizer"
    exit 3
fi
echo "all went well"
