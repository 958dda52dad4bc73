#!/bin/sh
# Answers as nvcc does, for tests that need no CUDA: writes down what it was asked in a file `log` beside the link it is
# called by, and makes "PTX" by copying the source. A source with the word `refuse` is refused. What it calls ptxas gives
# every kernel 40 registers, and spills for one with the word `crowded`.
echo "$1" >> "$(dirname "$0")/log"
case "$1" in
--version)
    echo "Cuda compilation tools, release 13.0, V13.0.88"
    ;;
-cubin)
    entry=$(sed -n 's/.*__global__ void.* \([A-Za-z0-9_]*\)(.*/\1/p' kernel.ptx)
    spilled=0
    if grep -q crowded kernel.ptx; then
        spilled=8
        echo "ptxas warning : Registers are spilled to local memory in function '$entry', 8 bytes spill stores, 8 bytes spill loads" >&2
    fi
    cat >&2 <<END
ptxas info    : 0 bytes gmem
ptxas info    : Compiling entry function '$entry' for '${2#-arch=}'
ptxas info    : Function properties for $entry
    $spilled bytes stack frame, $spilled bytes spill stores, $spilled bytes spill loads
ptxas info    : Used 40 registers, used 0 barriers, 376 bytes cmem[0]
ptxas info    : Compile time = 1.000 ms
END
    ;;
*)
    if grep -q refuse kernel.cu; then
        echo 'src/kernels.rs(42): error: identifier "refuse" is undefined' >&2
        exit 2
    fi
    cp kernel.cu kernel.ptx
    ;;
esac
