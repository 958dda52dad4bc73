#!/bin/sh
# Answers as nvcc does, for tests that need no CUDA: writes down what it was asked in a file `log` beside the link it is
# called by, and makes "PTX" by copying the source. A source with the word `refuse` is refused.
echo "$1" >> "$(dirname "$0")/log"
if [ "$1" = --version ]; then
    echo "Cuda compilation tools, release 13.0, V13.0.88"
elif grep -q refuse kernel.cu; then
    echo 'src/kernels.rs(42): error: identifier "refuse" is undefined' >&2
    exit 2
else
    cp kernel.cu kernel.ptx
fi
