// Small things that only C can say: a spin hint and (for the hot loops) header-only
// SIMD helpers that Swift's own vector types cannot express in one instruction.
#ifndef CSIMCORE_H
#define CSIMCORE_H

#include "CrashGuard.h"

#if !defined(__AVX2__) && !defined(FLEETFIELD_PORTABLE)
#define FLEETFIELD_PORTABLE
#endif
#ifdef __x86_64__
#include <immintrin.h>
#endif

/// Tells the core that this thread is spinning, so that a sibling thread may run faster.
static inline __attribute__((always_inline)) void fleetfield_spin_hint(void) {
#ifdef __x86_64__
  _mm_pause();
#endif
}

/// Asks for the cache line at an address, which is only read later.
static inline __attribute__((always_inline)) void fleetfield_prefetch(const void *address) {
  __builtin_prefetch(address);
}

// Vectors of four and eight floats; Swift sees SIMD4<Float> and SIMD8<Float>. Each function is one
// instruction, but for the barrier that keeps Swift's optimiser from turning the shuffles of a
// transpose into long chains of blends.
typedef float fleetfield_f4 __attribute__((ext_vector_type(4)));
typedef float fleetfield_f8 __attribute__((ext_vector_type(8)));
#define FLEETFIELD_INLINE static inline __attribute__((always_inline))

#ifndef FLEETFIELD_PORTABLE

/// Lane by lane the smaller of two.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_min(fleetfield_f8 a, fleetfield_f8 b) {
  return (fleetfield_f8)_mm256_min_ps((__m256)a, (__m256)b);
}

/// Lane by lane the larger of two.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_max(fleetfield_f8 a, fleetfield_f8 b) {
  return (fleetfield_f8)_mm256_max_ps((__m256)a, (__m256)b);
}

/// Where `s` is above 0 the lane of `a`, elsewhere that of `b`.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_where_positive(fleetfield_f8 s, fleetfield_f8 a,
                                                             fleetfield_f8 b) {
  __m256 mask = _mm256_cmp_ps((__m256)s, _mm256_setzero_ps(), _CMP_GT_OQ);
  return (fleetfield_f8)_mm256_blendv_ps((__m256)b, (__m256)a, mask);
}

/// Nonzero where some lane of `a` is below that of `b`.
FLEETFIELD_INLINE int fleetfield_f8_any_less(fleetfield_f8 a, fleetfield_f8 b) {
  return _mm256_movemask_ps(_mm256_cmp_ps((__m256)a, (__m256)b, _CMP_LT_OQ));
}

/// Rows i and j of a table of four floats a row, side by side.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_rows(const float *table, int i, int j) {
  __m256 low = _mm256_castps128_ps256(_mm_load_ps(table + 4 * (long)i));
  return (fleetfield_f8)_mm256_insertf128_ps(low, _mm_load_ps(table + 4 * (long)j), 1);
}

/// Writes both halves of `v` to rows i and j of a table of four floats a row.
FLEETFIELD_INLINE void fleetfield_f8_set_rows(float *table, int i, int j, fleetfield_f8 v) {
  _mm_store_ps(table + 4 * (long)i, _mm256_castps256_ps128((__m256)v));
  _mm_store_ps(table + 4 * (long)j, _mm256_extractf128_ps((__m256)v, 1));
}

/// Interleaves the low pairs of each half.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_low(fleetfield_f8 a, fleetfield_f8 b) {
  __m256 r = _mm256_unpacklo_ps((__m256)a, (__m256)b);
  __asm__("" : "+x"(r));
  return (fleetfield_f8)r;
}

/// Interleaves the high pairs of each half.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_high(fleetfield_f8 a, fleetfield_f8 b) {
  __m256 r = _mm256_unpackhi_ps((__m256)a, (__m256)b);
  __asm__("" : "+x"(r));
  return (fleetfield_f8)r;
}

/// The first two of each half of `a`, then the first two of each half of `b`.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_firsts(fleetfield_f8 a, fleetfield_f8 b) {
  __m256 r = _mm256_shuffle_ps((__m256)a, (__m256)b, 0x44);
  __asm__("" : "+x"(r));
  return (fleetfield_f8)r;
}

/// The last two of each half of `a`, then the last two of each half of `b`.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_lasts(fleetfield_f8 a, fleetfield_f8 b) {
  __m256 r = _mm256_shuffle_ps((__m256)a, (__m256)b, 0xEE);
  __asm__("" : "+x"(r));
  return (fleetfield_f8)r;
}

/// Lane by lane the magnitude.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_abs(fleetfield_f8 a) {
  return (fleetfield_f8)_mm256_andnot_ps(_mm256_set1_ps(-0.0f), (__m256)a);
}

/// A mask: all bits of the lanes where `a` is below `b`. Masks are only for the functions below.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_below(fleetfield_f8 a, fleetfield_f8 b) {
  return (fleetfield_f8)_mm256_cmp_ps((__m256)a, (__m256)b, _CMP_LT_OQ);
}

/// A mask: all bits of the lanes where `a` is at most `b`.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_at_most(fleetfield_f8 a, fleetfield_f8 b) {
  return (fleetfield_f8)_mm256_cmp_ps((__m256)a, (__m256)b, _CMP_LE_OQ);
}

/// Where the mask is set the lane of `a`, elsewhere that of `b`.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_pick(fleetfield_f8 mask, fleetfield_f8 a,
                                                   fleetfield_f8 b) {
  return (fleetfield_f8)_mm256_blendv_ps((__m256)b, (__m256)a, (__m256)mask);
}

/// The lanes set in both masks; also the lanes of a vector where a mask is set, elsewhere 0.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_and(fleetfield_f8 a, fleetfield_f8 b) {
  return (fleetfield_f8)_mm256_and_ps((__m256)a, (__m256)b);
}

/// The lanes set in either mask.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_or(fleetfield_f8 a, fleetfield_f8 b) {
  return (fleetfield_f8)_mm256_or_ps((__m256)a, (__m256)b);
}

/// A mask: all bits of the lanes whose index is not negative.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_nonnegative(const int *indices) {
  __m256i v = _mm256_loadu_si256((const __m256i *)indices);
  return (fleetfield_f8)_mm256_castsi256_ps(_mm256_cmpgt_epi32(v, _mm256_set1_epi32(-1)));
}

/// x limited to 0 ... limit, then its whole part; 0 for what is not a number. Swift's own
/// conversion checks the range again.
FLEETFIELD_INLINE int fleetfield_cell(float x, float limit) {
  __m128 v = _mm_max_ss(_mm_set_ss(x), _mm_setzero_ps());
  return _mm_cvttss_si32(_mm_min_ss(v, _mm_set_ss(limit)));
}

#endif

// The same functions, lane by lane, for machines or builds without AVX2: with
// -DFLEETFIELD_PORTABLE for C and Swift alike. All give the same bits; so that a test can compare
// them, builds with AVX2 have them too, as fleetfield_portable_….
#ifdef FLEETFIELD_PORTABLE
#define FLEETFIELD_LANES(name) fleetfield_##name
// How a vector would be passed does not matter: each of these functions is inlined.
#pragma clang diagnostic ignored "-Wpsabi"
#else
#define FLEETFIELD_LANES(name) fleetfield_portable_##name
#endif

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_bits)(const int *bits) {
  fleetfield_f8 r;
  __builtin_memcpy(&r, bits, 32);
  return r;
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_min)(fleetfield_f8 a, fleetfield_f8 b) {
  for (int i = 0; i < 8; i++) a[i] = a[i] < b[i] ? a[i] : b[i];
  return a;
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_max)(fleetfield_f8 a, fleetfield_f8 b) {
  for (int i = 0; i < 8; i++) a[i] = a[i] > b[i] ? a[i] : b[i];
  return a;
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_where_positive)(fleetfield_f8 s, fleetfield_f8 a,
                                                             fleetfield_f8 b) {
  for (int i = 0; i < 8; i++) a[i] = s[i] > 0 ? a[i] : b[i];
  return a;
}

FLEETFIELD_INLINE int FLEETFIELD_LANES(f8_any_less)(fleetfield_f8 a, fleetfield_f8 b) {
  int bits = 0;
  for (int i = 0; i < 8; i++) bits |= (a[i] < b[i]) << i;
  return bits;
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_rows)(const float *table, int i, int j) {
  fleetfield_f8 r;
  for (int k = 0; k < 4; k++) {
    r[k] = table[4 * (long)i + k];
    r[k + 4] = table[4 * (long)j + k];
  }
  return r;
}

FLEETFIELD_INLINE void FLEETFIELD_LANES(f8_set_rows)(float *table, int i, int j, fleetfield_f8 v) {
  for (int k = 0; k < 4; k++) {
    table[4 * (long)i + k] = v[k];
    table[4 * (long)j + k] = v[k + 4];
  }
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_low)(fleetfield_f8 a, fleetfield_f8 b) {
  return (fleetfield_f8){a[0], b[0], a[1], b[1], a[4], b[4], a[5], b[5]};
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_high)(fleetfield_f8 a, fleetfield_f8 b) {
  return (fleetfield_f8){a[2], b[2], a[3], b[3], a[6], b[6], a[7], b[7]};
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_firsts)(fleetfield_f8 a, fleetfield_f8 b) {
  return (fleetfield_f8){a[0], a[1], b[0], b[1], a[4], a[5], b[4], b[5]};
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_lasts)(fleetfield_f8 a, fleetfield_f8 b) {
  return (fleetfield_f8){a[2], a[3], b[2], b[3], a[6], a[7], b[6], b[7]};
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_abs)(fleetfield_f8 a) {
  for (int i = 0; i < 8; i++) a[i] = __builtin_fabsf(a[i]);
  return a;
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_below)(fleetfield_f8 a, fleetfield_f8 b) {
  int bits[8];
  for (int i = 0; i < 8; i++) bits[i] = -(a[i] < b[i]);
  return FLEETFIELD_LANES(f8_bits)(bits);
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_at_most)(fleetfield_f8 a, fleetfield_f8 b) {
  int bits[8];
  for (int i = 0; i < 8; i++) bits[i] = -(a[i] <= b[i]);
  return FLEETFIELD_LANES(f8_bits)(bits);
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_pick)(fleetfield_f8 mask, fleetfield_f8 a,
                                                   fleetfield_f8 b) {
  int bits[8];
  __builtin_memcpy(bits, &mask, 32);
  for (int i = 0; i < 8; i++) a[i] = bits[i] < 0 ? a[i] : b[i];
  return a;
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_and)(fleetfield_f8 a, fleetfield_f8 b) {
  int x[8], y[8];
  __builtin_memcpy(x, &a, 32);
  __builtin_memcpy(y, &b, 32);
  for (int i = 0; i < 8; i++) x[i] &= y[i];
  return FLEETFIELD_LANES(f8_bits)(x);
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_or)(fleetfield_f8 a, fleetfield_f8 b) {
  int x[8], y[8];
  __builtin_memcpy(x, &a, 32);
  __builtin_memcpy(y, &b, 32);
  for (int i = 0; i < 8; i++) x[i] |= y[i];
  return FLEETFIELD_LANES(f8_bits)(x);
}

FLEETFIELD_INLINE fleetfield_f8 FLEETFIELD_LANES(f8_nonnegative)(const int *indices) {
  int bits[8];
  for (int i = 0; i < 8; i++) bits[i] = -(indices[i] >= 0);
  return FLEETFIELD_LANES(f8_bits)(bits);
}

FLEETFIELD_INLINE int FLEETFIELD_LANES(cell)(float x, float limit) {
  float v = x > 0 ? x : 0;
  return (int)(v < limit ? v : limit);
}

/// Writes the bits of each lane to the entry its index names, where that is not negative, and gives
/// a mask of the lanes whose entry had those bits before.
FLEETFIELD_INLINE fleetfield_f8 fleetfield_f8_exchange(unsigned int *table, const int *indices,
                                                       fleetfield_f8 v) {
  int bits[8], same[8];
  __builtin_memcpy(bits, &v, 32);
  for (int lane = 0; lane < 8; lane++) {
    int index = indices[lane];
    same[lane] = 0;
    if (index >= 0) {
      same[lane] = -(table[index] == (unsigned int)bits[lane]);
      table[index] = (unsigned int)bits[lane];
    }
  }
  fleetfield_f8 r;
  __builtin_memcpy(&r, same, 32);
  return r;
}

#endif
