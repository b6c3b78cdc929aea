/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/luck.h"

#include "base/avx2.h"

#include <Random123/philox.h>
#include <string.h>

enum { OCCURRENCE_BITS = 24, REPLICATE_BITS = 20 };

/* The address of a draw but for whose it is. */
typedef struct {
    uint32_t counter[2]; /* the last two words of Philox's counter */
    uint32_t key[2];
} address;

static address address_of(const lac_luck *self, lac_purpose purpose, uint64_t occurrence)
{
    const uint32_t low = (uint32_t)occurrence & ((UINT32_C(1) << OCCURRENCE_BITS) - 1);
    const uint32_t high = (uint32_t)(occurrence >> OCCURRENCE_BITS);
    return (address){
        {(uint32_t)purpose << OCCURRENCE_BITS | low, high << REPLICATE_BITS | self->replicate},
        {(uint32_t)self->seed, (uint32_t)(self->seed >> 32)}};
}

static inline philox4x32_ctr_t draw(const address *at, uint32_t family, uint32_t member)
{
    const philox4x32_ctr_t counter = {{member, family, at->counter[0], at->counter[1]}};
    const philox4x32_key_t key = {{at->key[0], at->key[1]}};
    return philox4x32(counter, key);
}

lac_draw lac_luck_draw(const lac_luck *self, lac_who who, lac_purpose purpose, uint64_t occurrence)
{
    const address at = address_of(self, purpose, occurrence);
    const philox4x32_ctr_t words = draw(&at, who.family, who.member);
    lac_draw out;
    memcpy(out.word, words.v, sizeof out.word);
    return out;
}

/* ---- many at once ---- */

/* Children first .. n - 1, one by one. */
static void fill_plain(const address *at, const uint32_t *family, const uint32_t *member,
    size_t first, size_t n, uint32_t *out, size_t step)
{
    for (size_t i = first; i < n; i++) {
        const philox4x32_ctr_t words = draw(at, family[i], member[i]);
        for (size_t w = 0; w < 4; w++) {
            out[w * step + i] = words.v[w];
        }
    }
}

#ifdef LAC_HAS_AVX2
/* Four children side by side: each number in the low half of 64 bits, with anything above it, which is
 * how products of 32 bits come and what the next multiplication takes. */
typedef struct {
    __m256i c[4];
} four;

LAC_AVX2 static inline void philox_round(four *self, __m256i k0, __m256i k1)
{
    const __m256i product_0 = _mm256_mul_epu32(self->c[0], _mm256_set1_epi32((int)PHILOX_M4x32_0));
    const __m256i product_1 = _mm256_mul_epu32(self->c[2], _mm256_set1_epi32((int)PHILOX_M4x32_1));
    self->c[0] =
        _mm256_xor_si256(_mm256_xor_si256(self->c[1], k0), _mm256_srli_epi64(product_1, 32));
    self->c[2] =
        _mm256_xor_si256(_mm256_xor_si256(self->c[3], k1), _mm256_srli_epi64(product_0, 32));
    self->c[1] = product_1;
    self->c[3] = product_0;
}

/* Philox for eight children at a time, those of even number and those of odd number apart; returns how
 * many were done. The library has no such version. */
LAC_AVX2 static size_t fill_avx2(address at, const uint32_t *family, const uint32_t *member,
    size_t n, uint32_t *out, size_t step)
{
    const __m256i c2 = _mm256_set1_epi32((int)at.counter[0]);
    const __m256i c3 = _mm256_set1_epi32((int)at.counter[1]);
    const __m256i step_0 = _mm256_set1_epi32((int)PHILOX_W32_0);
    const __m256i step_1 = _mm256_set1_epi32((int)PHILOX_W32_1);
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        const __m256i c0 = _mm256_loadu_si256((const __m256i *)(const void *)(member + i));
        const __m256i c1 = _mm256_loadu_si256((const __m256i *)(const void *)(family + i));
        four even = {{c0, c1, c2, c3}};
        four odd = {{_mm256_srli_epi64(c0, 32), _mm256_srli_epi64(c1, 32), c2, c3}};
        __m256i k0 = _mm256_set1_epi32((int)at.key[0]);
        __m256i k1 = _mm256_set1_epi32((int)at.key[1]);
        for (int round = 0; round < 10; round++) {
            philox_round(&even, k0, k1);
            philox_round(&odd, k0, k1);
            k0 = _mm256_add_epi32(k0, step_0);
            k1 = _mm256_add_epi32(k1, step_1);
        }
        for (size_t w = 0; w < 4; w++) {
            _mm256_storeu_si256((__m256i *)(void *)(out + w * step + i),
                _mm256_blend_epi32(even.c[w], _mm256_slli_epi64(odd.c[w], 32), 0xAA));
        }
    }
    return i;
}
#endif

void lac_luck_fill(const lac_luck *self, const uint32_t *family, const uint32_t *member, size_t n,
    lac_purpose purpose, uint64_t occurrence, uint32_t *out, size_t step)
{
    const address at = address_of(self, purpose, occurrence);
    size_t done = 0;
#ifdef LAC_HAS_AVX2
    if (lac_avx2()) {
        done = fill_avx2(at, family, member, n, out, step);
    }
#endif
    fill_plain(&at, family, member, done, n, out, step);
}

/* ---- exponential ---- */

/* Of each 32nd of 1 to 2: a reciprocal near its middle, r, and -ln r. */
static const struct {
    double reciprocal;
    double log;
} PARTS[32] = {{0x1.f820000000000p-1, 0x1.fbea8b13c03d9p-7},
    {0x1.e920000000000p-1, 0x1.766d923c20ff8p-5}, {0x1.dae0000000000p-1, 0x1.345179b63dd42p-4},
    {0x1.cd80000000000p-1, 0x1.a956d3ecade63p-4}, {0x1.c0e0000000000p-1, 0x1.0d79e7cd48e5ap-3},
    {0x1.b4e0000000000p-1, 0x1.44f8b726f8efbp-3}, {0x1.a980000000000p-1, 0x1.7b0091651528cp-3},
    {0x1.9ec0000000000p-1, 0x1.af6895610dbaep-3}, {0x1.9480000000000p-1, 0x1.e2a877a6b2c12p-3},
    {0x1.8ac0000000000p-1, 0x1.0a504e97bb40cp-2}, {0x1.8180000000000p-1, 0x1.22981fbef797bp-2},
    {0x1.78a0000000000p-1, 0x1.3a71c56bb48c6p-2}, {0x1.7020000000000p-1, 0x1.51d1d9310456cp-2},
    {0x1.6820000000000p-1, 0x1.68518244cfb0ep-2}, {0x1.6060000000000p-1, 0x1.7e9883fa49fecp-2},
    {0x1.58e0000000000p-1, 0x1.94a042803643ap-2}, {0x1.51e0000000000p-1, 0x1.a99fcabdb811fp-2},
    {0x1.4b00000000000p-1, 0x1.beacd9e271ad1p-2}, {0x1.4460000000000p-1, 0x1.d360e90c3850bp-2},
    {0x1.3e20000000000p-1, 0x1.e74d26278887bp-2}, {0x1.3820000000000p-1, 0x1.facc89c9a9964p-2},
    {0x1.3240000000000p-1, 0x1.0720e5c40df1cp-1}, {0x1.2ca0000000000p-1, 0x1.109eb9e2e4c97p-1},
    {0x1.2740000000000p-1, 0x1.19db6ba0ba5b6p-1}, {0x1.2200000000000p-1, 0x1.230b0d8bebc98p-1},
    {0x1.1d00000000000p-1, 0x1.2bf29f9841c3bp-1}, {0x1.1820000000000p-1, 0x1.34c80a89580eap-1},
    {0x1.1360000000000p-1, 0x1.3d89a6b1a558cp-1}, {0x1.0ec0000000000p-1, 0x1.4635bcf40ddcfp-1},
    {0x1.0a60000000000p-1, 0x1.4e8d015786f16p-1}, {0x1.0620000000000p-1, 0x1.56c91d71cf810p-1},
    {0x1.0200000000000p-1, 0x1.5ee82aa241920p-1}};

static const double LN_2 = 0x1.62e42fefa39efp-1;

/* x = m x 2^power with 1 <= m < 2, r a reciprocal near m and t = m r - 1: ln m = -ln r + ln(1 + t), where
 * |t| < 1/60, so what is left out of the series is below t^7 / 7 = 1e-13. */
uint64_t lac_luck_exponential(uint32_t word)
{
    const double x = (double)word + 0.5; /* in units of 2^-32, exact */
    uint64_t bits = 0;
    memcpy(&bits, &x, sizeof bits);
    const int power = (int)(bits >> 52) - 1023;
    const int part = (int)(bits >> 47 & 31);
    bits = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1023) << 52;
    double m = 0;
    memcpy(&m, &bits, sizeof m);
    const double t = m * PARTS[part].reciprocal - 1;
    const double t2 = t * t;
    const double series =
        t + t2 * ((t * (1.0 / 3) - 0.5) + t2 * ((t * (1.0 / 5) - 0.25) - t2 * (1.0 / 6)));
    const double value = (32 - power) * LN_2 - (PARTS[part].log + series);
    return value <= 0 ? 0 : (uint64_t)(int64_t)(value * 0x1p32 + 0.5);
}

#ifdef LAC_HAS_AVX2
/* A whole number below 2^52 in each lane, as a double: its bits under those of 2^52. */
LAC_AVX2 static inline __m256d whole_to_double(__m256i whole)
{
    const __m256d two_52 = _mm256_set1_pd(0x1p52);
    return _mm256_sub_pd(
        _mm256_castsi256_pd(_mm256_or_si256(whole, _mm256_castpd_si256(two_52))), two_52);
}

/* The same operations in the same order as above, four words at a time; returns how many were done. */
LAC_AVX2 static size_t exponentials_avx2(const uint32_t *words, size_t n, uint64_t *out)
{
    const __m256d one = _mm256_set1_pd(1);
    const __m256d two_52 = _mm256_set1_pd(0x1p52);
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        const __m256i word =
            _mm256_cvtepu32_epi64(_mm_loadu_si128((const __m128i *)(const void *)(words + i)));
        const __m256d x = _mm256_add_pd(whole_to_double(word), _mm256_set1_pd(0.5));
        const __m256i bits = _mm256_castpd_si256(x);
        const __m256d power =
            _mm256_sub_pd(whole_to_double(_mm256_srli_epi64(bits, 52)), _mm256_set1_pd(1023));
        const __m256i part = _mm256_slli_epi64(
            _mm256_and_si256(_mm256_srli_epi64(bits, 47), _mm256_set1_epi64x(31)), 1);
        const __m256d reciprocal = _mm256_i64gather_pd(&PARTS[0].reciprocal, part, 8);
        const __m256d log = _mm256_i64gather_pd(&PARTS[0].log, part, 8);
        const __m256d m = _mm256_or_pd(
            _mm256_and_pd(x, _mm256_castsi256_pd(_mm256_set1_epi64x((INT64_C(1) << 52) - 1))), one);
        const __m256d t = _mm256_sub_pd(_mm256_mul_pd(m, reciprocal), one);
        const __m256d t2 = _mm256_mul_pd(t, t);
        const __m256d low =
            _mm256_sub_pd(_mm256_mul_pd(t, _mm256_set1_pd(1.0 / 3)), _mm256_set1_pd(0.5));
        const __m256d high = _mm256_sub_pd(
            _mm256_sub_pd(_mm256_mul_pd(t, _mm256_set1_pd(1.0 / 5)), _mm256_set1_pd(0.25)),
            _mm256_mul_pd(t2, _mm256_set1_pd(1.0 / 6)));
        const __m256d series =
            _mm256_add_pd(t, _mm256_mul_pd(t2, _mm256_add_pd(low, _mm256_mul_pd(t2, high))));
        const __m256d value = _mm256_sub_pd(
            _mm256_mul_pd(_mm256_sub_pd(_mm256_set1_pd(32), power), _mm256_set1_pd(LN_2)),
            _mm256_add_pd(log, series));
        const __m256d scaled = _mm256_floor_pd(_mm256_add_pd(
            _mm256_mul_pd(_mm256_max_pd(value, _mm256_setzero_pd()), _mm256_set1_pd(0x1p32)),
            _mm256_set1_pd(0.5)));
        _mm256_storeu_si256((__m256i *)(void *)(out + i),
            _mm256_xor_si256(
                _mm256_castpd_si256(_mm256_add_pd(scaled, two_52)), _mm256_castpd_si256(two_52)));
    }
    return i;
}
#endif

void lac_luck_exponentials(const uint32_t *words, size_t n, uint64_t *out)
{
    size_t i = 0;
#ifdef LAC_HAS_AVX2
    if (lac_avx2()) {
        i = exponentials_avx2(words, n, out);
    }
#endif
    for (; i < n; i++) {
        out[i] = lac_luck_exponential(words[i]);
    }
}
