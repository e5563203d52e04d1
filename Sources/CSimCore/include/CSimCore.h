// Small things that only C can say: a spin hint, a CPU check, and (for the hot loops) header-only
// SIMD helpers that Swift's own vector types cannot express in one instruction.
#ifndef CSIMCORE_H
#define CSIMCORE_H

#include <immintrin.h>

/// Tells the core that this thread is spinning, so that a sibling thread may run faster.
static inline __attribute__((always_inline)) void fleetfield_spin_hint(void) { _mm_pause(); }

/// 1 where this machine has the x86-64-v3 instructions (AVX2, FMA, BMI) the program is built for.
static inline int fleetfield_cpu_is_supported(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi2");
}

#endif
