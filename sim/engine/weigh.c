/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/weigh.h"

#include "base/avx2.h"

#include <stddef.h>

/* Each body is compiled twice. */

/* Numbers worked out at a time: as many as there are strands. */
enum { STRANDS = 4 };

LAC_INLINE double join(const double *strand)
{
    return (strand[0] + strand[1]) + (strand[2] + strand[3]);
}

LAC_INLINE double sum(const double *values, int n)
{
    double strand[STRANDS] = {0};
    int i = 0;
    for (; i + STRANDS <= n; i += STRANDS) {
        for (int j = 0; j < STRANDS; j++) {
            strand[j] += values[i + j];
        }
    }
    for (; i < n; i++) {
        strand[0] += values[i];
    }
    return join(strand);
}

LAC_INLINE double rest(const double *values, const double *part, int n)
{
    double strand[STRANDS] = {0};
    int i = 0;
    for (; i + STRANDS <= n; i += STRANDS) {
        for (int j = 0; j < STRANDS; j++) {
            strand[j] += values[i + j] - part[i + j];
        }
    }
    for (; i < n; i++) {
        strand[0] += values[i] - part[i];
    }
    return join(strand);
}

LAC_INLINE double squares(const double *values, const double *part, int n)
{
    double strand[STRANDS] = {0};
    int i = 0;
    for (; i + STRANDS <= n; i += STRANDS) {
        for (int j = 0; j < STRANDS; j++) {
            strand[j] += values[i + j] * values[i + j] * part[i + j];
        }
    }
    for (; i < n; i++) {
        strand[0] += values[i] * values[i] * part[i];
    }
    return join(strand);
}

LAC_INLINE void grow(double *restrict to, const double *restrict values, int n)
{
    for (int i = 0; i < n; i++) {
        to[i] += values[i];
    }
}

/* One to three sources of a number. */
typedef struct {
    const double *from[3];
    double share[3];
} trio;

LAC_INLINE double weighted(const trio *of, int n_sources, ptrdiff_t i)
{
    double out = of->from[0][i] * of->share[0];
    if (n_sources > 1) {
        out += of->from[1][i] * of->share[1];
    }
    if (n_sources > 2) {
        out += of->from[2][i] * of->share[2];
    }
    return out;
}

/* Adds the numbers to the strands as often as times says. */
LAC_INLINE void four(double *to, const trio *of, int n_sources, ptrdiff_t i, double strand[STRANDS],
    const double times[STRANDS])
{
    double value[STRANDS];
    for (int j = 0; j < STRANDS; j++) {
        value[j] = weighted(of, n_sources, i + j);
    }
    for (int j = 0; j < STRANDS; j++) {
        to[i + j] = value[j];
        strand[j] += value[j] * times[j];
    }
}

/* Returns the sum of all but the last. n_sources is a constant wherever this is called. */
LAC_INLINE double put(double *to, const trio *of, int n_sources, int n)
{
    const double all[STRANDS] = {1, 1, 1, 1};
    const double all_but_last[STRANDS] = {1, 1, 1, 0};
    double strand[STRANDS] = {0};
    const ptrdiff_t whole = (n - 1) / STRANDS * STRANDS;
    for (ptrdiff_t i = 0; i < whole; i += STRANDS) {
        four(to, of, n_sources, i, strand, all);
    }
    if (whole + STRANDS == n) {
        four(to, of, n_sources, whole, strand, all_but_last);
        return join(strand);
    }
    double total = join(strand);
    for (ptrdiff_t k = 0; k < STRANDS - 1; k++) { /* 1 to 3 are left */
        if (whole + k < n) {
            const double value = weighted(of, n_sources, whole + k);
            to[whole + k] = value;
            total += whole + k < n - 1 ? value : 0;
        }
    }
    return total;
}

LAC_INLINE void add(double *to, const trio *of, int n_sources, int n)
{
    for (int i = 0; i < n; i++) {
        to[i] += weighted(of, n_sources, i);
    }
}

LAC_INLINE trio trio_of(const double *from, int stride, const lac_source *sources, int n_sources)
{
    trio out = {{NULL}, {0}};
    for (int k = 0; k < n_sources; k++) {
        out.from[k] = from + (ptrdiff_t)sources[k].placement * stride;
        out.share[k] = sources[k].share;
    }
    return out;
}

/* The numbers of one placement; returns the sum of all but the last. */
LAC_INLINE double step_one(
    double *to, const double *from, int stride, int n, const lac_source *sources, int n_sources)
{
    if (n_sources == 1) {
        const trio of = trio_of(from, stride, sources, 1);
        return put(to, &of, 1, n);
    }
    if (n_sources == 2) {
        const trio of = trio_of(from, stride, sources, 2);
        return put(to, &of, 2, n);
    }
    const trio first = trio_of(from, stride, sources, 3);
    const double total = put(to, &first, 3, n);
    if (n_sources == 3) {
        return total;
    }
    int k = 3;
    for (; n_sources - k >= 3; k += 3) {
        const trio of = trio_of(from, stride, sources + k, 3);
        add(to, &of, 3, n);
    }
    if (n_sources - k == 2) {
        const trio of = trio_of(from, stride, sources + k, 2);
        add(to, &of, 2, n);
    } else if (n_sources - k == 1) {
        const trio of = trio_of(from, stride, sources + k, 1);
        add(to, &of, 1, n);
    }
    return sum(to, n - 1);
}

LAC_INLINE void step(double *to, const double *from, int stride, int n, const lac_source *sources,
    const int *first, int n_placements, double *sums)
{
    for (int p = 0; p < n_placements; p++) {
        const double total = step_one(to + (ptrdiff_t)p * stride, from, stride, n,
            sources + first[p], first[p + 1] - first[p]);
        if (sums != NULL) {
            sums[p] += total;
        }
    }
}

#ifdef LAC_HAS_AVX2

LAC_AVX2 static double sum_avx2(const double *values, int n)
{
    return sum(values, n);
}

LAC_AVX2 static double rest_avx2(const double *values, const double *part, int n)
{
    return rest(values, part, n);
}

LAC_AVX2 static double squares_avx2(const double *values, const double *part, int n)
{
    return squares(values, part, n);
}

LAC_AVX2 static void grow_avx2(double *to, const double *values, int n)
{
    grow(to, values, n);
}

LAC_AVX2 static void step_avx2(double *to, const double *from, int stride, int n,
    const lac_source *sources, const int *first, int n_placements, double *sums)
{
    step(to, from, stride, n, sources, first, n_placements, sums);
}
#endif

double lac_weigh_sum(const double *values, int n)
{
#ifdef LAC_HAS_AVX2
    if (lac_avx2()) {
        return sum_avx2(values, n);
    }
#endif
    return sum(values, n);
}

double lac_weigh_rest(const double *values, const double *part, int n)
{
#ifdef LAC_HAS_AVX2
    if (lac_avx2()) {
        return rest_avx2(values, part, n);
    }
#endif
    return rest(values, part, n);
}

double lac_weigh_squares(const double *values, const double *part, int n)
{
#ifdef LAC_HAS_AVX2
    if (lac_avx2()) {
        return squares_avx2(values, part, n);
    }
#endif
    return squares(values, part, n);
}

void lac_weigh_grow(double *to, const double *values, int n)
{
#ifdef LAC_HAS_AVX2
    if (lac_avx2()) {
        grow_avx2(to, values, n);
        return;
    }
#endif
    grow(to, values, n);
}

void lac_weigh_step(double *to, const double *from, int stride, int n, const lac_source *sources,
    const int *first, int n_placements, double *sums)
{
#ifdef LAC_HAS_AVX2
    if (lac_avx2()) {
        step_avx2(to, from, stride, n, sources, first, n_placements, sums);
        return;
    }
#endif
    step(to, from, stride, n, sources, first, n_placements, sums);
}
