#!/usr/bin/env bash
# Packs the tests that need a GPU, and wavesim, for a machine that has a GPU and no Rust.
#
#     tests/gpu/pack.sh FOLDER       here: builds, strips and copies into FOLDER
#     FOLDER/run.sh [RESULTS]        there: runs all of it, prints a table last
#
# A test target is packed if one of its tests is ignored with the words "needs a GPU"; such a target has no tests that
# are ignored for another reason, and reads no file of the repository when it runs.
set -euo pipefail

if [ $# -ne 1 ]; then
    sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
limit_mib=64

export RINGKERNEL_CUDA=require
rm -rf "$folder/tests" "$folder/examples" "$folder/run.sh"
mkdir "$folder/tests" "$folder/examples"

# executables KIND: lines `name path` of what the cargo messages on standard input say was built.
executables() {
    python3 -c '
import json, sys

for line in sys.stdin:
    message = json.loads(line)
    if message.get("reason") != "compiler-artifact" or not message.get("executable"):
        continue
    if message["profile"]["test"] != (sys.argv[1] == "test"):
        continue
    package = message["manifest_path"].split("/")[-2]
    print(package + "-" + message["target"]["name"], message["executable"])
' "$1"
}

# copy FROM TO: a binary without its symbols.
copy() {
    cp "$1" "$2"
    strip --strip-all "$2"
}

cargo test --no-run --release --workspace --lib --bins --tests --message-format=json \
    | executables test | while read -r name path; do
    # A harness of our own says it in its list; short strings need not stand whole in a binary.
    if grep -q 'needs a GPU' "$path" || "$path" --list --ignored 2>/dev/null | grep -q 'needs a GPU'; then
        copy "$path" "$folder/tests/$name"
    fi
done
cargo build --release -p wavesim --bin wavesim --message-format=json \
    | executables bin | while read -r _ path; do
    copy "$path" "$folder/examples/$(basename "$path")"
done
cp tests/gpu/run.sh "$folder/run.sh"

if [ -z "$(ls "$folder/tests")" ]; then
    echo "no test target has a test that needs a GPU" >&2
    exit 1
fi
size_mib=$(du -sm "$folder" | cut -f 1)
if [ "$size_mib" -ge "$limit_mib" ]; then
    echo "$folder holds $size_mib MiB; the limit is $limit_mib" >&2
    exit 1
fi
echo "$folder: $size_mib MiB"
ls -l "$folder/tests" "$folder/examples" | awk 'NF > 8 { print "  " $NF, $5 }'
