/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_BASE_AVX2_H
#define LAC_BASE_AVX2_H

/* Second versions of functions, for processors with AVX2 (Intel since 2013, AMD since 2015), which add four
 * numbers at a time. LAC_HAS_AVX2 is defined where the compiler can make them; -DLAC_NO_AVX2 leaves them out.
 * Such a function is marked LAC_AVX2 and called where lac_avx2() holds. Both versions give the same
 * numbers: there is no fused multiply-add, which would round otherwise. (What a function does four numbers at
 * a time with SSE2 stands under LAC_HAS_AVX2 too: processors that may have the one have the other.) */
#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__)) && !defined(LAC_NO_AVX2)
#include <immintrin.h>

#include <stdbool.h>

#define LAC_HAS_AVX2 1
#define LAC_AVX2 __attribute__((target("avx2")))

/* Whether this processor has it. */
static inline bool lac_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}
#endif

/* A function whose body is made anew in each that calls it, for what is known there. */
#if defined(__GNUC__) || defined(__clang__)
#define LAC_INLINE __attribute__((always_inline)) static inline
#else
#define LAC_INLINE static inline
#endif

#endif
