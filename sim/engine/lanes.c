/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lanes.h"

#include "base/avx2.h"

#include <string.h>

#ifdef LAC_HAS_AVX2

/* ---- four numbers of 64 bits beside four of 32 ---- */

LAC_AVX2 static inline __m128i load_32(const int *from)
{
    return _mm_loadu_si128((const __m128i *)(const void *)from);
}

LAC_AVX2 static inline __m256i load_64(const uint64_t *from)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

LAC_AVX2 static inline __m128i gather_32(const int *from, __m128i at)
{
    return _mm_i32gather_epi32(from, at, 4);
}

LAC_AVX2 static inline __m256i gather_64(const uint64_t *from, __m128i at)
{
    return _mm256_i32gather_epi64((const long long *)(const void *)from, at, 8);
}

/* The low halves; of a comparison, the same comparison. */
LAC_AVX2 static inline __m128i narrow(__m256i x)
{
    return _mm256_castsi256_si128(
        _mm256_permutevar8x32_epi32(x, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6)));
}

/* Where a is above b; both below 2^63. */
LAC_AVX2 static inline __m128i above(__m256i a, __m256i b)
{
    return narrow(_mm256_cmpgt_epi64(a, b));
}

LAC_AVX2 static inline __m128i choose(__m128i where, __m128i a, __m128i b)
{
    return _mm_blendv_epi8(b, a, where);
}

/* ---- plans ---- */

/* Children are looked at in groups of four, each step for all groups before the next step: a step waits for
 * numbers from tables, and these waits then overlap. */
enum { MOST_GROUPS = LAC_FLOCK_BEHIND / 4, MOST = 4 * MOST_GROUPS };

/* As lac_ladder_guided, of n groups; base: of the row. */
LAC_AVX2 LAC_INLINE void guided(int n, const uint64_t *sums, const lac_ladder_guide *guide,
    const __m128i *row, const __m128i *base, const __m256i *target, __m128i *from)
{
    const __m256i last = _mm256_set1_epi64x(LAC_LADDER_GUIDES - 1);
    for (int g = 0; g < n; g++) {
        const __m256i place =
            _mm256_srlv_epi64(target[g], _mm256_cvtepu32_epi64(gather_32(guide->shift, row[g])));
        const __m256i within = _mm256_blendv_epi8(place, last, _mm256_cmpgt_epi64(place, last));
        const __m128i at = _mm_add_epi32(_mm_slli_epi32(row[g], LAC_LADDER_BITS), narrow(within));
        from[g] = _mm_and_si128(_mm_i32gather_epi32((const int *)(const void *)guide->at, at, 2),
            _mm_set1_epi32(0xFFFF));
    }
    for (int step = guide->step; step > 0; step >>= 1) {
        for (int g = 0; g < n; g++) {
            const __m128i next = _mm_add_epi32(from[g], _mm_set1_epi32(step));
            const __m128i beyond = above(gather_64(sums, _mm_add_epi32(base[g], next)), target[g]);
            from[g] = choose(beyond, from[g], next);
        }
    }
}

/* Products modulo 2^64; b is below 2^32, and where it is not wide so is a. */
LAC_AVX2 LAC_INLINE __m256i multiply(__m256i a, __m256i b, bool wide)
{
    const __m256i low = _mm256_mul_epu32(a, b);
    const __m256i high = _mm256_mul_epu32(_mm256_srli_epi64(a, 32), b);
    return wide ? _mm256_add_epi64(low, _mm256_slli_epi64(high, 32)) : low;
}

LAC_AVX2 static inline int greatest(__m128i x)
{
    x = _mm_max_epi32(x, _mm_shuffle_epi32(x, _MM_SHUFFLE(1, 0, 3, 2)));
    return _mm_cvtsi128_si32(_mm_max_epi32(x, _mm_shuffle_epi32(x, _MM_SHUFFLE(2, 3, 0, 1))));
}

/* lac_ladder_leave, of n groups, but for the month of the exit: who leaves below `stop`, and the rung where
 * the year of that begins; left becomes what is left of the number there, of the others at `stop`. All groups
 * go together through all years that one of them is in: to ask who has left already takes longer. */
LAC_AVX2 LAC_INLINE void find_years(int n, bool wide, const lac_ladder *ladder, const __m128i *base,
    const __m128i *origin, const __m128i *at, const __m128i *stop, __m256i *left, __m128i *leaves,
    __m128i *leaves_at)
{
    __m128i top[MOST_GROUPS];
    __m256i sum[MOST_GROUPS];
    __m256i over[MOST_GROUPS];  /* where it leaves */
    __m256i years[MOST_GROUPS]; /* how many of them since */
    __m128i months_left = _mm_set1_epi32(1);
    __m128i end = _mm_set1_epi32(1);
    for (int g = 0; g < n; g++) {
        const __m128i month = _mm_sub_epi32(at[g], origin[g]);
        months_left =
            _mm_max_epi32(months_left, _mm_sub_epi32(_mm_set1_epi32(ladder->n_months), month));
        end = _mm_max_epi32(end, _mm_sub_epi32(stop[g], origin[g]));
        top[g] = _mm_max_epi32(at[g], stop[g]);
        sum[g] = gather_64(ladder->leave, _mm_add_epi32(base[g], at[g]));
        over[g] = years[g] = _mm256_setzero_si256();
    }
    int y = ladder->year_of[ladder->n_months - greatest(months_left)] & LAC_LADDER_YEAR;
    const int last = ladder->year_of[greatest(end) - 1] & LAC_LADDER_YEAR;
    for (; y <= last; y++) {
        const __m128i months = _mm_set1_epi32(ladder->year_end[y]);
        const __m256i weight = _mm256_set1_epi64x((long long)ladder->weight[y]);
        for (int g = 0; g < n; g++) {
            const __m128i year_end = _mm_add_epi32(origin[g], months);
            const __m128i rung = _mm_max_epi32(_mm_min_epi32(year_end, top[g]), at[g]);
            const __m256i here = gather_64(ladder->leave, _mm_add_epi32(base[g], rung));
            const __m256i faced = multiply(_mm256_sub_epi64(here, sum[g]), weight, wide);
            sum[g] = here;
            over[g] = _mm256_or_si256(over[g], _mm256_cmpgt_epi64(faced, left[g]));
            left[g] = _mm256_sub_epi64(left[g], _mm256_andnot_si256(over[g], faced));
            years[g] = _mm256_sub_epi64(years[g], over[g]);
        }
    }
    for (int g = 0; g < n; g++) {
        leaves[g] = narrow(over[g]);
        const __m128i year = _mm_sub_epi32(_mm_set1_epi32(last + 1), narrow(years[g]));
        const __m128i first = gather_32(ladder->year_first, _mm_and_si128(leaves[g], year));
        leaves_at[g] = _mm_max_epi32(at[g], _mm_add_epi32(origin[g], first));
    }
}

/* The months of those who leave, who are where find_years says. */
LAC_AVX2 LAC_INLINE void find_months(bool wide, lac_flock *self, const lac_ladder *ladder)
{
    enum { AT_ONCE = 12 }; /* a year, as a rule */
    for (size_t j = 0; j < self->n_leave; j++) {
        const size_t i = self->leaves[j];
        const int from = self->row[i] * ladder->stride;
        int at = self->at[i];
        const uint64_t *sums = ladder->leave + from + at;
        const int weight = ladder->year_of[at - self->origin[i]] >> LAC_LADDER_YEAR_BITS;
        const __m256i weights = _mm256_set1_epi64x(weight);
        const __m256i sum = _mm256_set1_epi64x((long long)*sums);
        const __m256i left = _mm256_set1_epi64x((long long)self->leave[i]);
        unsigned beyond = 0; /* by rung, from at + 1 on; of no account above the first */
        for (; beyond == 0; sums += AT_ONCE, at += AT_ONCE) {
            for (int k = 0; k < AT_ONCE; k += 4) {
                const __m256i here = _mm256_sub_epi64(load_64(sums + 1 + k), sum);
                const __m256i faced = multiply(here, weights, wide);
                const __m256i over = _mm256_cmpgt_epi64(faced, left);
                beyond |= (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(over)) << k;
            }
        }
        at += __builtin_ctz(beyond) - AT_ONCE;
        self->at[i] = at;
        self->class_then[i] = ladder->class_of[from + at];
    }
}

/* Which of four lanes a mask names, first ones first, in 16 bits each. */
static const uint64_t NAMED[16] = {0x0, 0x0, 0x1, 0x10000, 0x2, 0x20000, 0x20001, 0x200010000, 0x3,
    0x30000, 0x30001, 0x300010000, 0x30002, 0x300020000, 0x300020001, 0x3000200010000};
static const uint8_t HOW_MANY[16] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};

/* Appends the children i + lane of the lanes in which `which` holds. */
LAC_AVX2 static inline size_t append(uint16_t *list, size_t n, size_t i, __m128i which)
{
    const int mask = _mm_movemask_ps(_mm_castsi128_ps(which));
    const uint64_t four = NAMED[mask] + i * UINT64_C(0x0001000100010001);
    memcpy(list + n, &four, sizeof four);
    return n + HOW_MANY[mask];
}

/* n groups from child i on. */
LAC_AVX2 LAC_INLINE void plan_groups(
    int n, bool wide, lac_flock *self, const lac_ladder *ladder, size_t i)
{
    const __m128i n_months = _mm_set1_epi32(ladder->n_months);
    const __m128i one = _mm_set1_epi32(1);
    __m128i row[MOST_GROUPS];
    __m128i at[MOST_GROUPS];
    __m128i base[MOST_GROUPS];
    __m128i adult[MOST_GROUPS];
    __m128i end[MOST_GROUPS];
    __m128i moves[MOST_GROUPS];
    __m128i stop[MOST_GROUPS];
    __m128i leaves[MOST_GROUPS];
    __m128i leaves_at[MOST_GROUPS];
    __m256i left[MOST_GROUPS];
    __m256i target[MOST_GROUPS];
    for (int g = 0; g < n; g++) {
        const size_t from = i + 4 * (size_t)g;
        row[g] = load_32(self->row + from);
        at[g] = load_32(self->at + from);
        end[g] = _mm_add_epi32(load_32(self->origin + from), n_months);
        left[g] = load_64(self->leave + from);
        base[g] = _mm_mullo_epi32(row[g], _mm_set1_epi32(ladder->stride));
        const __m128i known = _mm_cmpgt_epi32(_mm_set1_epi32(ladder->n_placements), row[g]);
        adult[g] = choose(known, _mm_set1_epi32(LAC_ADULT_MONTHS), _mm_add_epi32(n_months, one));
        target[g] = _mm256_add_epi64(
            gather_64(ladder->move, _mm_add_epi32(base[g], at[g])), load_64(self->move + from));
    }
    guided(n, ladder->move, &ladder->move_guide, row, base, target, stop);
    for (int g = 0; g < n; g++) {
        moves[g] = _mm_cmpgt_epi32(_mm_min_epi32(_mm_sub_epi32(adult[g], one), end[g]), stop[g]);
        stop[g] = choose(moves[g], _mm_add_epi32(stop[g], one), _mm_min_epi32(adult[g], end[g]));
    }
    if (ladder->n_years == 1) {
        for (int g = 0; g < n; g++) {
            target[g] =
                _mm256_add_epi64(gather_64(ladder->leave, _mm_add_epi32(base[g], at[g])), left[g]);
        }
        guided(n, ladder->leave, &ladder->leave_guide, row, base, target, leaves_at);
        for (int g = 0; g < n; g++) {
            const __m256i faced = gather_64(ladder->leave, _mm_add_epi32(base[g], stop[g]));
            leaves[g] = above(faced, target[g]);
            left[g] = _mm256_sub_epi64(target[g], faced);
        }
    } else {
        __m128i origin[MOST_GROUPS];
        for (int g = 0; g < n; g++) {
            origin[g] = _mm_sub_epi32(end[g], n_months);
        }
        find_years(n, wide, ladder, base, origin, at, stop, left, leaves, leaves_at);
    }
    for (int g = 0; g < n; g++) {
        const size_t from = i + 4 * (size_t)g;
        const __m128i before = _mm_max_epi32(_mm_sub_epi32(stop[g], one), _mm_setzero_si128());
        const __m128i then = choose(leaves[g], leaves_at[g], before);
        const __m128i adults = _mm_cmpgt_epi32(end[g], _mm_sub_epi32(adult[g], one));
        _mm_storeu_si128((__m128i *)(void *)(self->at + from), then);
        _mm_storeu_si128((__m128i *)(void *)(self->class_then + from),
            gather_32(ladder->class_of, _mm_add_epi32(base[g], then)));
        _mm256_storeu_si256((__m256i *)(void *)(self->leave + from), left[g]);
        self->n_leave = append(self->leaves, self->n_leave, from, leaves[g]);
        self->n_move =
            append(self->moves, self->n_move, from, _mm_andnot_si128(leaves[g], moves[g]));
        self->n_adult = append(self->adults, self->n_adult, from,
            _mm_andnot_si128(_mm_or_si128(leaves[g], moves[g]), adults));
    }
}

LAC_AVX2 LAC_INLINE size_t plan(bool wide, lac_flock *self, const lac_ladder *ladder)
{
    size_t i = 0;
    for (; i + 4 < self->n; i += MOST) {
        plan_groups(MOST_GROUPS, wide, self, ladder, i);
    }
    if (i < self->n) {
        plan_groups(1, wide, self, ladder, i);
    }
    if (ladder->n_years > 1) {
        find_months(wide, self, ladder);
    }
    return self->n;
}

LAC_AVX2 static size_t plan_avx2(lac_flock *self, const lac_ladder *ladder)
{
    const lac_ladder copy = *ladder; /* which no store can be thought to change */
    return copy.wide ? plan(true, self, &copy) : plan(false, self, &copy);
}

/* ---- births ---- */

/* As lac_blend_draw, of n groups. */
LAC_AVX2 LAC_INLINE void draw_cells(
    int n, const lac_blend *blend, const __m128i *word, __m128i *cell)
{
    for (int g = 0; g < n; g++) {
        cell[g] = gather_32(blend->guide, _mm_srli_epi32(word[g], 32 - LAC_BLEND_BITS));
    }
    for (int step = blend->step; step > 0; step >>= 1) {
        for (int g = 0; g < n; g++) {
            const __m128i last = _mm_add_epi32(cell[g], _mm_set1_epi32(step - 1));
            const __m128i here =
                above(gather_64(blend->upto, last), _mm256_cvtepu32_epi64(word[g]));
            cell[g] = choose(here, cell[g], _mm_add_epi32(cell[g], _mm_set1_epi32(step)));
        }
    }
}

/* As lac_birth_faced. */
LAC_AVX2 static inline __m256i birth_faced(__m256i faced, __m128i moment)
{
    const __m128i odd = _mm_or_si128(
        _mm_slli_epi32(_mm_and_si128(moment, _mm_set1_epi32(0xFFFF)), 1), _mm_set1_epi32(1));
    const __m256i rest = _mm256_cvtepu32_epi64(_mm_sub_epi32(_mm_set1_epi32(1 << 17), odd));
    const __m256i low = _mm256_mul_epu32(faced, rest);
    const __m256i high = _mm256_mul_epu32(_mm256_srli_epi64(faced, 32), rest);
    return _mm256_add_epi64(_mm256_srli_epi64(low, 17), _mm256_slli_epi64(high, 15));
}

/* n groups of the children of a brood of which `count` are left; words and numbers of the first of them. */
LAC_AVX2 LAC_INLINE void admit_groups(int n, lac_flock *self, const lac_course *course, int stream,
    int m, size_t to, size_t count, const uint32_t *like, const uint32_t *moment,
    const uint64_t *leave)
{
    const lac_blend *blend = &course->blends[stream];
    const lac_ladder *ladder = &course->ladder;
    const uint64_t *hazards =
        ladder->arrival + (ladder->year_of[m] & LAC_LADDER_YEAR) * ladder->n_classes;
    const __m128i next = _mm_set1_epi32(m + 1);
    __m128i word[MOST_GROUPS];
    __m128i cell[MOST_GROUPS];
    for (int g = 0; g < n; g++) {
        word[g] = load_32((const int *)(const void *)(like + 4 * (size_t)g));
    }
    draw_cells(n, blend, word, cell);
    for (int g = 0; g < n; g++) {
        const size_t i = 4 * (size_t)g;
        const __m128i c = gather_32(blend->class_of, cell[g]);
        const __m128i row = gather_32(blend->row, cell[g]);
        const __m128i known = _mm_cmpgt_epi32(_mm_set1_epi32(ladder->n_placements), row);
        const __m256i faced =
            birth_faced(gather_64(hazards, c), load_32((const int *)(const void *)(moment + i)));
        const __m256i number = load_64(leave + i);
        const __m256i leaves = _mm256_cmpgt_epi64(faced, number);
        const __m128i origin =
            _mm_and_si128(known, _mm_sub_epi32(gather_32(blend->age, cell[g]), next));
        const __m128i counts =
            _mm_cmpgt_epi32(_mm_set1_epi32((int)count - 4 * g), _mm_setr_epi32(0, 1, 2, 3));
        _mm_storeu_si128((__m128i *)(void *)(self->row + to + i), row);
        _mm_storeu_si128((__m128i *)(void *)(self->origin + to + i), origin);
        _mm_storeu_si128((__m128i *)(void *)(self->at + to + i),
            _mm_add_epi32(_mm_add_epi32(origin, next), narrow(leaves)));
        _mm_storeu_si128((__m128i *)(void *)(self->class_then + to + i), c);
        _mm256_storeu_si256((__m256i *)(void *)(self->leave + to + i),
            _mm256_andnot_si256(leaves, _mm256_sub_epi64(number, faced)));
        self->n_leave =
            append(self->leaves, self->n_leave, to + i, _mm_and_si128(narrow(leaves), counts));
    }
}

LAC_AVX2 static size_t admit_avx2(lac_flock *self, const lac_course *course, int stream, int m,
    size_t from, size_t n, const uint32_t *like, const uint32_t *moment, const uint64_t *leave)
{
    for (size_t i = 0; i < n; i += (size_t)4 * MOST_GROUPS) {
        admit_groups(
            MOST_GROUPS, self, course, stream, m, from + i, n - i, like + i, moment + i, leave + i);
    }
    return n;
}
#endif

size_t lac_lanes_admit(lac_flock *self, const lac_course *course, int stream, int m, size_t from,
    size_t n, const uint32_t *like, const uint32_t *moment, const uint64_t *leave)
{
#ifdef LAC_HAS_AVX2
    if (lac_avx2()) {
        return admit_avx2(self, course, stream, m, from, n, like, moment, leave);
    }
#endif
    (void)self, (void)course, (void)stream, (void)m, (void)from, (void)n;
    (void)like, (void)moment, (void)leave;
    return 0;
}

size_t lac_lanes_plan(lac_flock *self, const lac_ladder *ladder)
{
#ifdef LAC_HAS_AVX2
    if (lac_avx2()) {
        return plan_avx2(self, ladder);
    }
#endif
    (void)self, (void)ladder;
    return 0;
}
