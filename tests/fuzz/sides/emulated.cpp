/* The end of the program that runs random kernels as generated CUDA C on the emulation. Before it stand the kernels, each
 * in a namespace, and RK_FUZZ_KERNELS, a table of functions that launch them. Reads launches from the file named, from
 * the first one asked for; writes faults and what the kernels left in their outputs. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <string>

using rk_fuzz_launcher = void (*)(const unsigned grid[3], const unsigned block[3], void** args);
static const rk_fuzz_launcher rk_fuzz_kernels[] = {RK_FUZZ_KERNELS};

struct rk_fuzz_argument {
    std::string passing;
    /* Of 8 bytes, for the alignment. */
    std::vector<uint64_t> memory;
    size_t bytes;
    rk_slice_raw slice;
};

static size_t rk_fuzz_size(const std::string& scalar)
{
    if (scalar == "bool" || scalar == "i8" || scalar == "u8") return 1;
    if (scalar == "i16" || scalar == "u16") return 2;
    if (scalar == "i32" || scalar == "u32" || scalar == "f32") return 4;
    return 8;
}

int main(int, char** argv)
{
    std::ifstream file(argv[1]);
    const unsigned first = (unsigned)atoi(argv[2]);
    unsigned number, blocks, threads, count;
    while (file >> number >> blocks >> threads >> count) {
        std::vector<rk_fuzz_argument> arguments(count);
        uint32_t claim = 0;
        rk_fault fault{};
        rk_env env{};
        env.claim = (uint64_t)&claim;
        env.fault = (uint64_t)&fault;
        std::vector<void*> args = {&env};
        for (rk_fuzz_argument& each : arguments) {
            std::string scalar, hex;
            file >> each.passing >> scalar >> hex;
            each.bytes = hex.size() / 2;
            each.memory.resize((each.bytes + 7) / 8);
            unsigned char* const bytes = (unsigned char*)each.memory.data();
            for (size_t i = 0; i < each.bytes; ++i)
                bytes[i] = (unsigned char)strtoul(hex.substr(2 * i, 2).c_str(), nullptr, 16);
            each.slice.address = (uint64_t)bytes;
            each.slice.length = each.bytes / rk_fuzz_size(scalar);
            args.push_back(each.passing == "value" ? (void*)bytes : (void*)&each.slice);
        }
        if (number < first || rk_fuzz_kernels[number] == nullptr) continue;
        printf("kernel %u\n", number);
        fflush(stdout);
        alarm(20);
        const unsigned grid[3] = {blocks, 1, 1}, block[3] = {threads, 1, 1};
        rk_fuzz_kernels[number](grid, block, args.data());
        if (fault.kind != 0)
            printf("fault %u %u %u %llu %llu\n", fault.block[0] * threads + fault.thread[0], fault.kind, fault.site,
                   (unsigned long long)fault.a, (unsigned long long)fault.b);
        for (const rk_fuzz_argument& each : arguments) {
            if (each.passing != "exclusive") continue;
            printf("data ");
            for (size_t i = 0; i < each.bytes; ++i) printf("%02x", ((const unsigned char*)each.memory.data())[i]);
            printf("\n");
        }
        printf("end\n");
        fflush(stdout);
    }
    return 0;
}
