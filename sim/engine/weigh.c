/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/weigh.h"

/* Each body is compiled twice: for every processor, and for those that add four numbers at a time. Without
 * fused multiply-add, which would round otherwise. */
#if defined(__GNUC__)
#define INLINE __attribute__((always_inline)) static inline
#else
#define INLINE static inline
#endif
#if defined(__x86_64__) && defined(__GNUC__)
#define HAS_AVX2_VERSION 1
#endif

INLINE double sum(const double *values, int n)
{
    double strand[4] = {0};
    int i = 0;
    for (; i + 4 <= n; i += 4) {
        strand[0] += values[i];
        strand[1] += values[i + 1];
        strand[2] += values[i + 2];
        strand[3] += values[i + 3];
    }
    for (; i < n; i++) {
        strand[0] += values[i];
    }
    return (strand[0] + strand[1]) + (strand[2] + strand[3]);
}

/* Each of n cells becomes, or grows by, the weighted sum of one, two or three sources. */
INLINE void one(double *restrict to, const double *restrict x, double of_x, int n, bool fresh)
{
    for (int i = 0; i < n; i++) {
        to[i] = (fresh ? 0 : to[i]) + x[i] * of_x;
    }
}

INLINE void two(double *restrict to, const double *restrict x, double of_x,
    const double *restrict y, double of_y, int n, bool fresh)
{
    for (int i = 0; i < n; i++) {
        to[i] = (fresh ? 0 : to[i]) + (x[i] * of_x + y[i] * of_y);
    }
}

INLINE void three(double *restrict to, const double *restrict x, double of_x,
    const double *restrict y, double of_y, const double *restrict z, double of_z, int n, bool fresh)
{
    for (int i = 0; i < n; i++) {
        to[i] = (fresh ? 0 : to[i]) + (x[i] * of_x + y[i] * of_y + z[i] * of_z);
    }
}

/* Each of n cells becomes (fresh), or grows by, the weighted sum of its sources. */
INLINE void gather(
    double *to, const double *cells, const lac_source *from, int n_sources, int n, bool fresh)
{
    int k = 0;
    for (; n_sources - k >= 3; k += 3) {
        three(to, cells + from[k].offset, from[k].share, cells + from[k + 1].offset,
            from[k + 1].share, cells + from[k + 2].offset, from[k + 2].share, n, fresh && k == 0);
    }
    if (n_sources - k == 2) {
        two(to, cells + from[k].offset, from[k].share, cells + from[k + 1].offset,
            from[k + 1].share, n, fresh && k == 0);
    } else if (n_sources - k == 1) {
        one(to, cells + from[k].offset, from[k].share, n, fresh && k == 0);
    }
}

#ifdef HAS_AVX2_VERSION
__attribute__((target("avx2"))) static double sum_avx2(const double *values, int n)
{
    return sum(values, n);
}

__attribute__((target("avx2"))) static void gather_avx2(
    double *to, const double *cells, const lac_source *from, int n_sources, int n, bool fresh)
{
    gather(to, cells, from, n_sources, n, fresh);
}
#endif

double lac_weigh_sum(const double *values, int n)
{
#ifdef HAS_AVX2_VERSION
    if (__builtin_cpu_supports("avx2")) {
        return sum_avx2(values, n);
    }
#endif
    return sum(values, n);
}

void lac_weigh_gather(
    double *to, const double *cells, const lac_source *from, int n_sources, int n, bool fresh)
{
#ifdef HAS_AVX2_VERSION
    if (__builtin_cpu_supports("avx2")) {
        gather_avx2(to, cells, from, n_sources, n, fresh);
        return;
    }
#endif
    gather(to, cells, from, n_sources, n, fresh);
}
