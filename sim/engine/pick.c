/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pick.h"

#include "base/avx2.h"

#include <math.h>

/* ---- who may be picked ---- */

static bool is_eligible(const lac_crowd *crowd, const lac_eligible *eligible, int number)
{
    const int g = lac_crowd_group(crowd, number, eligible->month);
    return (eligible->groups == NULL || eligible->groups[g]) &&
           (eligible->within == NULL || eligible->within[g]) &&
           (eligible->only < 0 || eligible->only == g) &&
           (eligible->list < 0 || !*lac_crowd_named(crowd, number, eligible->list)) &&
           (eligible->cases == NULL || lac_cases_of(eligible->cases, number) < 0);
}

/* ---- keys up to a bar ---- */

#ifdef LAC_HAS_AVX2
/* Which of eight keys are not above the bar: bit i says it of key i. */
LAC_AVX2 static inline uint32_t below_avx2(const uint32_t *keys, __m256i bar)
{
    const __m256i key = _mm256_loadu_si256((const __m256i *)(const void *)keys);
    const __m256i below = _mm256_cmpeq_epi32(_mm256_min_epu32(key, bar), key);
    return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(below));
}

/* 32 keys at a time; returns how many were looked at. Among them are mostly none, one or two that count: these
 * are written down without asking whether they are there, since a processor could only guess. */
LAC_AVX2 static size_t sieve_avx2(
    const uint32_t *keys, size_t n, uint32_t bar, uint32_t *places, size_t *found)
{
    const __m256i most = _mm256_set1_epi32((int)bar);
    size_t here = 0;
    size_t i = 0;
    for (; i + 32 <= n; i += 32) {
        uint32_t bits = below_avx2(keys + i, most) | below_avx2(keys + i + 8, most) << 8 |
                        below_avx2(keys + i + 16, most) << 16 |
                        below_avx2(keys + i + 24, most) << 24;
        for (int k = 0; k < 2 || bits != 0; k++) {
            places[here] = (uint32_t)i + (uint32_t)__builtin_ctz(bits | UINT32_C(1) << 31);
            here += bits != 0;
            bits &= bits - 1;
        }
    }
    *found = here;
    return i;
}
#endif

/* The places of the keys that are not above the bar, in order: how many. */
static size_t sieve(const uint32_t *keys, size_t n, uint32_t bar, uint32_t *places)
{
    size_t found = 0;
    size_t i = 0;
#ifdef LAC_HAS_AVX2
    if (lac_avx2()) {
        i = sieve_avx2(keys, n, bar, places, &found);
    }
#endif
    for (; i < n; i++) {
        places[found] = (uint32_t)i;
        found += keys[i] <= bar;
    }
    return found;
}

/* The places of the eligible whose keys are not above the bar, in order: how many. */
static size_t collect(
    const lac_crowd *crowd, const lac_eligible *eligible, const uint32_t *keys, uint32_t bar)
{
    const lac_roll *roll = &crowd->roll;
    const size_t below = sieve(keys, roll->n, bar, roll->place);
    size_t n = 0;
    for (size_t i = 0; i < below; i++) {
        const uint32_t place = roll->place[i];
        roll->place[n] = place;
        n += is_eligible(crowd, eligible, roll->child[place]);
    }
    return n;
}

/* A guess of how far to look and not a rule: `wanted` of n uniform keys lie below it but for one picking in a
 * hundred or so. */
static uint32_t first_bar(size_t wanted, size_t n)
{
    const double k = (double)wanted;
    const double share = (k + 2 * sqrt(k) + 2) / (double)n;
    return share < 1 ? (uint32_t)(share * UINT32_MAX) : UINT32_MAX;
}

/* ---- the least of them ---- */

/* Whether a comes before b: equal keys are settled by who they are, not by where they stand. */
static bool before(const lac_roll *roll, const uint32_t *keys, uint32_t a, uint32_t b)
{
    return keys[a] != keys[b]                   ? keys[a] < keys[b]
           : roll->family[a] != roll->family[b] ? roll->family[a] < roll->family[b]
                                                : roll->member[a] < roll->member[b];
}

/* Moves heap[at] down to its place in the heap of n, the last in order on top. */
static void sift(const lac_roll *roll, const uint32_t *keys, size_t n, size_t at)
{
    uint32_t *heap = roll->heap;
    for (;;) {
        size_t top = at;
        for (size_t below = 2 * at + 1; below < n && below <= 2 * at + 2; below++) {
            top = before(roll, keys, heap[top], heap[below]) ? below : top;
        }
        if (top == at) {
            return;
        }
        const uint32_t swap = heap[at];
        heap[at] = heap[top];
        heap[top] = swap;
        at = top;
    }
}

/* The last in order of the first `wanted` of the n places collected; there are at least so many. */
static uint32_t last_of(const lac_roll *roll, const uint32_t *keys, size_t n, size_t wanted)
{
    for (size_t i = 0; i < wanted; i++) {
        roll->heap[i] = roll->place[i];
    }
    for (size_t at = wanted / 2; at-- > 0;) {
        sift(roll, keys, wanted, at);
    }
    for (size_t i = wanted; i < n; i++) {
        if (before(roll, keys, roll->place[i], roll->heap[0])) {
            roll->heap[0] = roll->place[i];
            sift(roll, keys, wanted, 0);
        }
    }
    return roll->heap[0];
}

size_t lac_pick(
    const lac_crowd *crowd, const lac_eligible *eligible, const uint32_t *keys, size_t wanted)
{
    const lac_roll *roll = &crowd->roll;
    if (wanted == 0 || roll->n == 0) {
        return 0;
    }
    uint32_t bar = first_bar(wanted, roll->n);
    size_t n = collect(crowd, eligible, keys, bar);
    while (n < wanted && bar < UINT32_MAX) {
        bar = bar < UINT32_MAX / 4 ? bar * 4 : UINT32_MAX;
        n = collect(crowd, eligible, keys, bar);
    }
    if (n <= wanted) {
        for (size_t i = 0; i < n; i++) {
            roll->picked[i] = roll->child[roll->place[i]];
        }
        return n;
    }
    const uint32_t last = last_of(roll, keys, n, wanted);
    size_t picked = 0;
    for (size_t i = 0; i < n; i++) {
        if (!before(roll, keys, last, roll->place[i])) {
            roll->picked[picked++] = roll->child[roll->place[i]];
        }
    }
    return picked;
}
