/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lanes.h"

#include <string.h>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#include <immintrin.h>
#define HAS_AVX2_VERSION 1
#define AVX2 __attribute__((target("avx2")))
#endif

#ifdef HAS_AVX2_VERSION

/* ---- four numbers of 64 bits beside four of 32 ---- */

AVX2 static inline __m128i load_32(const int *from)
{
    return _mm_loadu_si128((const __m128i *)(const void *)from);
}

AVX2 static inline __m256i load_64(const uint64_t *from)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

AVX2 static inline __m128i gather_32(const int *from, __m128i at)
{
    return _mm_i32gather_epi32(from, at, 4);
}

AVX2 static inline __m256i gather_64(const uint64_t *from, __m128i at)
{
    return _mm256_i32gather_epi64((const long long *)(const void *)from, at, 8);
}

/* The low halves; of a comparison, the same comparison. */
AVX2 static inline __m128i narrow(__m256i x)
{
    return _mm256_castsi256_si128(
        _mm256_permutevar8x32_epi32(x, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6)));
}

/* Where a is above b; both below 2^63. */
AVX2 static inline __m128i above(__m256i a, __m256i b)
{
    return narrow(_mm256_cmpgt_epi64(a, b));
}

AVX2 static inline __m128i choose(__m128i where, __m128i a, __m128i b)
{
    return _mm_blendv_epi8(b, a, where);
}

/* ---- plans ---- */

/* As lac_ladder_guided; base: of the row. */
AVX2 static inline __m128i guided(const uint64_t *sums, const lac_ladder_guide *guide, __m128i row,
    __m128i base, __m256i target)
{
    const __m256i last = _mm256_set1_epi64x(LAC_LADDER_GUIDES - 1);
    const __m256i place =
        _mm256_srlv_epi64(target, _mm256_cvtepu32_epi64(gather_32(guide->shift, row)));
    const __m256i within = _mm256_blendv_epi8(place, last, _mm256_cmpgt_epi64(place, last));
    const __m128i at = _mm_add_epi32(_mm_slli_epi32(row, LAC_LADDER_BITS), narrow(within));
    __m128i from = _mm_and_si128(
        _mm_i32gather_epi32((const int *)(const void *)guide->at, at, 2), _mm_set1_epi32(0xFFFF));
    for (int step = guide->step; step > 0; step >>= 1) {
        const __m128i next = _mm_add_epi32(from, _mm_set1_epi32(step));
        const __m128i beyond = above(gather_64(sums, _mm_add_epi32(base, next)), target);
        from = choose(beyond, from, next);
    }
    return from;
}

/* As lac_ladder_leave. */
AVX2 static inline __m128i leave_by_years(const lac_ladder *ladder, __m128i row, __m128i origin,
    __m128i at, __m128i stop, __m256i *left)
{
    const __m128i a_year = _mm_set1_epi32(ladder->n_rows * ladder->stride);
    const __m128i one = _mm_set1_epi32(1);
    __m128i going = _mm_cmpgt_epi32(stop, at);
    const __m128i month = _mm_and_si128(going, _mm_sub_epi32(at, origin));
    __m128i year = gather_32(ladder->year_of, month);
    __m128i base = _mm_add_epi32(_mm_mullo_epi32(year, a_year),
        _mm_mullo_epi32(row, _mm_set1_epi32(ladder->stride)));
    __m128i leaves = _mm_setzero_si128();
    __m256i target = *left;
    __m128i end = stop;
    while (_mm_movemask_epi8(going) != 0) {
        const __m256i going_64 = _mm256_cvtepi32_epi64(going);
        const __m128i year_end = _mm_add_epi32(origin, gather_32(ladder->year_end, year));
        end = choose(going, _mm_min_epi32(year_end, stop), end);
        const __m256i faced = gather_64(ladder->leave, _mm_add_epi32(base, end));
        target = _mm256_blendv_epi8(target,
            _mm256_add_epi64(gather_64(ladder->leave, _mm_add_epi32(base, at)), *left), going_64);
        const __m128i here = _mm_and_si128(going, above(faced, target));
        const __m128i on = _mm_andnot_si128(here, going);
        *left = _mm256_blendv_epi8(
            *left, _mm256_sub_epi64(target, faced), _mm256_cvtepi32_epi64(on));
        leaves = _mm_or_si128(leaves, here);
        at = choose(on, end, at);
        going = _mm_and_si128(on, _mm_cmpgt_epi32(stop, end));
        year = _mm_add_epi32(year, _mm_and_si128(going, one));
        base = _mm_add_epi32(base, _mm_and_si128(going, a_year));
    }
    for (int step = ladder->year_step; step > 0; step >>= 1) {
        const __m128i next = _mm_min_epi32(_mm_add_epi32(at, _mm_set1_epi32(step)), end);
        const __m128i beyond = above(gather_64(ladder->leave, _mm_add_epi32(base, next)), target);
        at = choose(beyond, at, next);
    }
    return choose(leaves, at, stop);
}

/* Which of four lanes a mask names, first ones first, in 16 bits each. */
static const uint64_t NAMED[16] = {0x0, 0x0, 0x1, 0x10000, 0x2, 0x20000, 0x20001, 0x200010000, 0x3,
    0x30000, 0x30001, 0x300010000, 0x30002, 0x300020000, 0x300020001, 0x3000200010000};
static const uint8_t HOW_MANY[16] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};

/* Appends the children i + lane of the lanes in which `which` holds. */
AVX2 static inline size_t append(uint16_t *list, size_t n, size_t i, __m128i which)
{
    const int mask = _mm_movemask_ps(_mm_castsi128_ps(which));
    const uint64_t four = NAMED[mask] + i * UINT64_C(0x0001000100010001);
    memcpy(list + n, &four, sizeof four);
    return n + HOW_MANY[mask];
}

AVX2 static size_t plan_avx2(lac_flock *self, const lac_ladder *ladder_)
{
    const lac_ladder ladder = *ladder_;
    const __m128i n_months = _mm_set1_epi32(ladder.n_months);
    const __m128i one = _mm_set1_epi32(1);
    size_t i = 0;
    for (; i < self->n; i += 4) {
        const __m128i row = load_32(self->row + i);
        const __m128i origin = load_32(self->origin + i);
        const __m128i at = load_32(self->at + i);
        const __m128i base = _mm_mullo_epi32(row, _mm_set1_epi32(ladder.stride));
        const __m128i here = _mm_add_epi32(base, at);
        const __m128i known = _mm_cmpgt_epi32(_mm_set1_epi32(ladder.n_placements), row);
        const __m128i adult =
            choose(known, _mm_set1_epi32(LAC_ADULT_MONTHS), _mm_add_epi32(n_months, one));
        const __m128i end = _mm_add_epi32(origin, n_months);
        const __m256i move_target =
            _mm256_add_epi64(gather_64(ladder.move, here), load_64(self->move + i));
        const __m128i moves_at = guided(ladder.move, &ladder.move_guide, row, base, move_target);
        const __m128i moves =
            _mm_cmpgt_epi32(_mm_min_epi32(_mm_sub_epi32(adult, one), end), moves_at);
        const __m128i stop =
            choose(moves, _mm_add_epi32(moves_at, one), _mm_min_epi32(adult, end));
        __m256i left = load_64(self->leave + i);
        __m128i leaves;
        __m128i leaves_at;
        if (ladder.n_years == 1) {
            const __m256i target = _mm256_add_epi64(gather_64(ladder.leave, here), left);
            const __m256i faced = gather_64(ladder.leave, _mm_add_epi32(base, stop));
            leaves_at = guided(ladder.leave, &ladder.leave_guide, row, base, target);
            leaves = above(faced, target);
            left = _mm256_sub_epi64(target, faced);
        } else {
            leaves_at = leave_by_years(&ladder, row, origin, at, stop, &left);
            leaves = _mm_cmpgt_epi32(stop, leaves_at);
        }
        const __m128i before = _mm_max_epi32(_mm_sub_epi32(stop, one), _mm_setzero_si128());
        const __m128i then = choose(leaves, leaves_at, before);
        const __m128i neither = _mm_or_si128(leaves, moves);
        _mm_storeu_si128((__m128i *)(void *)(self->at + i), then);
        _mm_storeu_si128((__m128i *)(void *)(self->class_then + i),
            gather_32(ladder.class_of, _mm_add_epi32(base, then)));
        _mm256_storeu_si256((__m256i *)(void *)(self->leave + i), left);
        self->n_leave = append(self->leaves, self->n_leave, i, leaves);
        self->n_move = append(self->moves, self->n_move, i, _mm_andnot_si128(leaves, moves));
        self->n_adult = append(self->adults, self->n_adult, i,
            _mm_andnot_si128(neither, _mm_cmpgt_epi32(end, _mm_sub_epi32(adult, one))));
    }
    return self->n;
}

/* ---- births ---- */

/* As lac_blend_draw. */
AVX2 static inline __m128i draw_cells(const lac_blend *blend, __m128i word)
{
    const __m256i word_64 = _mm256_cvtepu32_epi64(word);
    __m128i cell = gather_32(blend->guide, _mm_srli_epi32(word, 32 - LAC_BLEND_BITS));
    for (int step = blend->step; step > 0; step >>= 1) {
        const __m128i last = _mm_add_epi32(cell, _mm_set1_epi32(step - 1));
        const __m128i here = above(gather_64(blend->upto, last), word_64);
        cell = choose(here, cell, _mm_add_epi32(cell, _mm_set1_epi32(step)));
    }
    return cell;
}

/* As lac_birth_faced: hazards are below 2^46, so both products fit. */
AVX2 static inline __m256i birth_faced(__m256i hazard, __m128i moment)
{
    const __m128i odd =
        _mm_or_si128(_mm_slli_epi32(_mm_and_si128(moment, _mm_set1_epi32(0xFFFF)), 1),
            _mm_set1_epi32(1));
    const __m256i rest = _mm256_cvtepu32_epi64(_mm_sub_epi32(_mm_set1_epi32(1 << 17), odd));
    const __m256i low = _mm256_mul_epu32(hazard, rest);
    const __m256i high = _mm256_mul_epu32(_mm256_srli_epi64(hazard, 32), rest);
    return _mm256_srli_epi64(_mm256_add_epi64(low, _mm256_slli_epi64(high, 32)), 17);
}

AVX2 static size_t admit_avx2(lac_flock *self, const lac_course *course, int stream, int m,
    size_t from, size_t n, const uint32_t *like, const uint32_t *moment, const uint64_t *leave)
{
    const lac_blend *blend = &course->blends[stream];
    const lac_ladder *ladder = &course->ladder;
    const uint64_t *hazards = ladder->arrival + ladder->year_of[m] * ladder->n_classes;
    const __m128i next = _mm_set1_epi32(m + 1);
    for (size_t i = 0; i < n; i += 4) {
        const __m128i cell = draw_cells(blend, load_32((const int *)(const void *)(like + i)));
        const __m128i c = gather_32(blend->class_of, cell);
        const __m128i row = gather_32(blend->row, cell);
        const __m128i known = _mm_cmpgt_epi32(_mm_set1_epi32(ladder->n_placements), row);
        const __m256i faced = birth_faced(
            gather_64(hazards, c), load_32((const int *)(const void *)(moment + i)));
        const __m256i number = load_64(leave + i);
        const __m256i leaves = _mm256_cmpgt_epi64(faced, number);
        const __m128i leaves_32 = narrow(leaves);
        const __m128i origin =
            _mm_and_si128(known, _mm_sub_epi32(gather_32(blend->age, cell), next));
        const __m128i in_brood = _mm_cmpgt_epi32(
            _mm_set1_epi32((int)(n - i)), _mm_setr_epi32(0, 1, 2, 3));
        _mm_storeu_si128((__m128i *)(void *)(self->row + from + i), row);
        _mm_storeu_si128((__m128i *)(void *)(self->origin + from + i), origin);
        _mm_storeu_si128((__m128i *)(void *)(self->at + from + i),
            _mm_add_epi32(_mm_add_epi32(origin, next), leaves_32));
        _mm_storeu_si128((__m128i *)(void *)(self->class_then + from + i), c);
        _mm256_storeu_si256((__m256i *)(void *)(self->leave + from + i),
            _mm256_andnot_si256(leaves, _mm256_sub_epi64(number, faced)));
        self->n_leave = append(
            self->leaves, self->n_leave, from + i, _mm_and_si128(leaves_32, in_brood));
    }
    return n;
}
#endif

size_t lac_lanes_admit(lac_flock *self, const lac_course *course, int stream, int m, size_t from,
    size_t n, const uint32_t *like, const uint32_t *moment, const uint64_t *leave)
{
#ifdef HAS_AVX2_VERSION
    if (__builtin_cpu_supports("avx2")) {
        return admit_avx2(self, course, stream, m, from, n, like, moment, leave);
    }
#endif
    (void)self, (void)course, (void)stream, (void)m, (void)from, (void)n;
    (void)like, (void)moment, (void)leave;
    return 0;
}

size_t lac_lanes_plan(lac_flock *self, const lac_ladder *ladder)
{
#ifdef HAS_AVX2_VERSION
    if (__builtin_cpu_supports("avx2")) {
        return plan_avx2(self, ladder);
    }
#endif
    (void)self, (void)ladder;
    return 0;
}
