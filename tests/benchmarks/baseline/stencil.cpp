// The host's half of the hand-written stencils: two fields on the device, and steps of them.
#include "driver.h"

#include <new>
#include <utility>

using namespace baseline;

namespace {

struct Wave {
    Driver driver;
    Handle module = nullptr, stream = nullptr;
    Address p = 0, q = 0;  // now, and one step earlier
    int width = 0, height = 0, depth = 0;
    float c2 = 0;

    size_t cells() const { return static_cast<size_t>(width) * height * depth; }
};

/* How a kernel is launched: cells of a thread along x, y, planes of a block along z; 0 is all of it cell by cell. */
struct Form {
    const char* name;
    int wide, tall, run;
};

constexpr Form FORMS[] = {
    {"wave2_cells", 1, 1, 1}, {"wave2_patches", 4, 4, 1}, {"wave3_cells", 1, 1, 1},  {"wave3_march1", 4, 1, 16},
    {"wave3_march2", 4, 2, 16}, {"wave3_march1", 4, 1, 64}, {"wave3_march2", 4, 2, 64},
};

unsigned parts(int whole, int part) { return static_cast<unsigned>((whole + part - 1) / part); }

}  // namespace

// Puts two fields on the device.
extern "C" int rk_baseline_wave_open(
    const char* ptx, int width, int height, int depth, float c2, const float* p, const float* q, void** wave) {
    Opened opened;
    const int failed = opened.open(ptx, "copy");
    if (failed != 0) return failed;
    Wave* const made = new (std::nothrow) Wave;
    if (made == nullptr) return 200000;
    *wave = made;
    made->driver = opened.driver;
    made->stream = opened.stream;
    made->width = width;
    made->height = height;
    made->depth = depth;
    made->c2 = c2;
    const Driver& driver = made->driver;
    const size_t bytes = made->cells() * sizeof(float);
    CHECK(driver.load(&made->module, ptx), 21);
    CHECK(driver.allocate(&made->p, bytes), 22);
    CHECK(driver.allocate(&made->q, bytes), 23);
    CHECK(driver.copy_in(made->p, p, bytes, made->stream), 24);
    CHECK(driver.copy_in(made->q, q, bytes, made->stream), 25);
    CHECK(driver.wait(made->stream), 26);
    return 0;
}

// Computes steps, and tells the nanoseconds until they are done.
extern "C" int rk_baseline_wave_step(void* wave, uint32_t form, uint32_t steps, uint64_t* nanoseconds) {
    Wave& of = *static_cast<Wave*>(wave);
    const Driver& driver = of.driver;
    Form how = FORMS[form];
    Handle kernel = nullptr;
    CHECK(driver.function(&kernel, of.module, how.name), 30);
    void* parameters[] = {&of.p, &of.q, &of.width, &of.height, &of.depth, &how.run, &of.c2};
    const unsigned x = parts(of.width, 32 * how.wide), y = parts(of.height, 8 * how.tall), z = parts(of.depth, how.run);
    const uint64_t begin = now();
    for (uint32_t step = 0; step < steps; ++step) {
        CHECK(driver.launch(kernel, x, y, z, 32, 8, 1, 0, of.stream, parameters, nullptr), 31);
        std::swap(of.p, of.q);
    }
    CHECK(driver.wait(of.stream), 32);
    *nanoseconds = now() - begin;
    return 0;
}

// Copies one field over the other so often, and tells the nanoseconds until that is done.
extern "C" int rk_baseline_wave_copy(void* wave, uint32_t times, uint64_t* nanoseconds) {
    Wave& of = *static_cast<Wave*>(wave);
    const Driver& driver = of.driver;
    Handle kernel = nullptr;
    CHECK(driver.function(&kernel, of.module, "copy"), 40);
    uint64_t count = of.cells() / 4;
    void* parameters[] = {&of.p, &of.q, &count};
    const unsigned blocks = static_cast<unsigned>((count + 255) / 256);
    const uint64_t begin = now();
    for (uint32_t time = 0; time < times; ++time) {
        CHECK(driver.launch(kernel, blocks, 1, 1, 256, 1, 1, 0, of.stream, parameters, nullptr), 41);
    }
    CHECK(driver.wait(of.stream), 42);
    *nanoseconds = now() - begin;
    return 0;
}

// The field as it is now.
extern "C" int rk_baseline_wave_read(void* wave, float* p) {
    Wave& of = *static_cast<Wave*>(wave);
    CHECK(of.driver.copy_out(p, of.p, of.cells() * sizeof(float), of.stream), 50);
    CHECK(of.driver.wait(of.stream), 51);
    return 0;
}

// Gives everything back.
extern "C" void rk_baseline_wave_close(void* wave) {
    Wave* const of = static_cast<Wave*>(wave);
    // There is nobody to tell of a failure.
    of->driver.release(of->p);
    of->driver.release(of->q);
    of->driver.destroy(of->stream);
    delete of;
}
