/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sums of a ladder (engine/ladder.h), which are set anew in each replicate where rates are drawn. */
#include "engine/ladder.h"

#include "base/avx2.h"

#include <string.h>

/* The greatest power of 2 up to n; 0 for 0. */
static int power_within(int n)
{
    int power = n > 0;
    while (2 * power <= n && power > 0) {
        power *= 2;
    }
    return power;
}

/* ---- many sums at once ---- */

#ifdef LAC_HAS_AVX2
LAC_AVX2 static inline __m256i load(const uint64_t *from)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

LAC_AVX2 static inline void store(uint64_t *to, __m256i x)
{
    _mm256_storeu_si256((__m256i *)(void *)to, x);
}

/* As set_row; up to three are written behind the top, and a class is written over the end of that below. */
LAC_AVX2 static uint64_t fill_avx2(
    int top, const int *class_of, const int *until, const uint64_t *hazard, uint64_t *sums)
{
    uint64_t sum = 0;
    for (int i = 0, end = 0; i < top; i = end) {
        const uint64_t one = hazard[class_of[i]];
        const uint64_t next[] = {sum, sum + one, sum + 2 * one, sum + 3 * one};
        const uint64_t steps[] = {4 * one, 4 * one, 4 * one, 4 * one};
        const __m256i four = load(steps);
        __m256i here = load(next);
        end = until[i];
        for (int j = i; j < end; j += 4) {
            store(sums + j, here);
            here = _mm256_add_epi64(here, four);
        }
        sum += one * (uint64_t)(end - i);
    }
    return sum;
}
#endif

static uint64_t fill(
    int top, const int *class_of, const int *until, const uint64_t *hazard, uint64_t *sums)
{
    uint64_t sum = 0;
#ifdef LAC_HAS_AVX2
    if (lac_avx2()) {
        return fill_avx2(top, class_of, until, hazard, sums);
    }
#endif
    for (int i = 0, end = 0; i < top; i = end) {
        const uint64_t one = hazard[class_of[i]];
        end = until[i];
        for (int j = i; j < end; j++) {
            sums[j] = sum;
            sum += one;
        }
    }
    return sum;
}

/* ---- setting ---- */

/* Of n numbers below 2^15, n a multiple of 8, each becomes the greatest up to it. Returns by how much they
 * then rise at most from one to the next. */
static int rise(uint16_t *numbers, int n)
{
    int most = 0;
#ifdef LAC_HAS_AVX2
    __m128i before = _mm_set1_epi16((int16_t)numbers[0]);
    __m128i rises = _mm_setzero_si128();
    for (int i = 0; i < n; i += 8) {
        __m128i *at = (__m128i *)(void *)(numbers + i);
        __m128i x = _mm_loadu_si128(at);
        x = _mm_max_epi16(x, _mm_slli_si128(x, 2));
        x = _mm_max_epi16(x, _mm_slli_si128(x, 4));
        x = _mm_max_epi16(x, _mm_slli_si128(x, 8));
        x = _mm_max_epi16(x, before);
        _mm_storeu_si128(at, x);
        const __m128i lower = _mm_or_si128(_mm_slli_si128(x, 2), _mm_srli_si128(before, 14));
        rises = _mm_max_epi16(rises, _mm_sub_epi16(x, lower));
        before = _mm_shufflehi_epi16(x, 0xFF);
        before = _mm_unpackhi_epi64(before, before);
    }
    int16_t each[8];
    _mm_storeu_si128((__m128i *)(void *)each, rises);
    for (int i = 0; i < 8; i++) {
        most = each[i] > most ? each[i] : most;
    }
#else
    for (int i = 1; i < n; i++) {
        const int lower = numbers[i - 1];
        const int by = numbers[i] > lower ? numbers[i] - lower : 0;
        numbers[i] = (uint16_t)(lower + by);
        most = by > most ? by : most;
    }
#endif
    return most;
}

static void set_guide(lac_ladder_guide *self, int row, const uint64_t *sums, int top)
{
    uint16_t *at = self->at + row * LAC_LADDER_GUIDES;
    int shift = 0;
    while (sums[top] >> shift >= LAC_LADDER_GUIDES - 1) {
        shift++;
    }
    const uint64_t above = (UINT64_C(1) << shift) - 1;
    memset(at, 0, LAC_LADDER_GUIDES * sizeof *at);
    for (int rung = 0; rung <= top; rung++) {
        at[(sums[rung] + above) >> shift] =
            (uint16_t)rung; /* the least guide that is not below it */
    }
    const int step = power_within(rise(at, LAC_LADDER_GUIDES)); /* rungs from a guide to the next */
    self->shift[row] = shift;
    self->step = step > self->step ? step : self->step;
}

/* Sums of a row of months whose hazards are those of its classes. */
static void set_row(const lac_ladder *self, int row, const uint64_t *hazard, uint64_t *sums)
{
    const int top = lac_ladder_top(self, row);
    const int at = row * self->stride;
    sums[top] = fill(top, self->class_of + at, self->until + at, hazard, sums);
    for (int i = top + 1; i < top + LAC_LADDER_AT_ONCE; i++) {
        sums[i] = LAC_LADDER_ENDLESS;
    }
}

/* Whether the sums of any row, weighted, stay below LAC_LADDER_ENDLESS and every month's below
 * LAC_LADDER_FACED_MOST. */
static bool fits(
    const lac_ladder *self, const lac_hazard *hazards, const lac_year *years, int n_years)
{
    uint64_t hazard = 0;
    uint64_t weight = 0;
    for (int c = 0; c < self->n_classes; c++) {
        hazard = hazards[c].leave > hazard ? hazards[c].leave : hazard;
    }
    for (int y = 0; y < n_years; y++) {
        weight = years[y].weight > weight ? years[y].weight : weight;
    }
    return n_years <= self->room &&
           (uint64_t)self->n_months < LAC_LADDER_ENDLESS / LAC_LADDER_FACED_MOST / 2 &&
           hazard * weight <= LAC_LADDER_FACED_MOST;
}

bool lac_ladder_set(lac_ladder *self, const lac_hazard *hazards, const lac_year *years, int n_years)
{
    uint64_t most = 0;
    uint64_t longest = 0;
    if (!fits(self, hazards, years, n_years)) {
        return false;
    }
    for (int c = 0; c < self->n_classes; c++) {
        most = hazards[c].leave > most ? hazards[c].leave : most;
        self->departure[c] = hazards[c].move;
        self->hazard[c] = hazards[c].leave * (n_years == 1 ? years[0].weight : 1);
    }
    self->n_years = n_years;
    for (int y = 0, m = 0; y < n_years; y++) {
        self->year_first[y] = m;
        self->year_end[y] = years[y].end;
        self->weight[y] = n_years == 1 ? 1 : years[y].weight;
        const uint64_t months = (uint64_t)(years[y].end - m);
        longest = months > longest ? months : longest;
        for (; m < years[y].end; m++) {
            self->year_of[m] = y | (int)self->weight[y] << LAC_LADDER_YEAR_BITS;
        }
        for (int c = 0; c < self->n_classes; c++) {
            self->arrival[y * self->n_classes + c] = lac_year_hazard(&years[y], hazards[c].leave);
        }
    }
    self->wide = most * longest > UINT32_MAX;
    self->leave_guide.step = self->move_guide.step = 0;
    for (int row = self->first_row; row < self->n_rows; row++) {
        const int top = lac_ladder_top(self, row);
        uint64_t *moves = self->move + row * self->stride;
        uint64_t *leaves = self->leave + row * self->stride;
        set_row(self, row, self->departure, moves);
        set_guide(&self->move_guide, row, moves, top);
        set_row(self, row, self->hazard, leaves);
        if (n_years == 1) {
            set_guide(&self->leave_guide, row, leaves, top);
        }
    }
    return true;
}
