/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/luck.h"

#include <Random123/philox.h>
#include <string.h>

enum { OCCURRENCE_BITS = 24, REPLICATE_BITS = 20, BLOCK_BITS = 16 };

lac_draw lac_luck_draw(const lac_luck *self, lac_who who, lac_purpose purpose, uint64_t occurrence)
{
    const uint32_t low = (uint32_t)occurrence & ((UINT32_C(1) << OCCURRENCE_BITS) - 1);
    const uint32_t high = (uint32_t)(occurrence >> OCCURRENCE_BITS);
    const philox4x32_ctr_t counter = {{who.member, who.family,
        (uint32_t)purpose << OCCURRENCE_BITS | low, high << REPLICATE_BITS | self->replicate}};
    const philox4x32_key_t key = {{(uint32_t)self->seed, (uint32_t)(self->seed >> 32)}};
    const philox4x32_ctr_t words = philox4x32(counter, key);
    lac_draw out;
    memcpy(out.word, words.v, sizeof out.word);
    return out;
}

/* ---- behind GSL ---- */

typedef struct {
    lac_luck luck;
    lac_who who;
    lac_purpose purpose;
    uint64_t occurrence;
    lac_draw draw;
    int used; /* words of draw */
} rng_state;

static void rng_seed(void *state, unsigned long seed)
{
    *(rng_state *)state = (rng_state){.luck = {.seed = seed}, .used = 4};
}

static unsigned long rng_get(void *state_)
{
    rng_state *state = state_;
    if (state->used == 4) {
        state->draw = lac_luck_draw(&state->luck, state->who, state->purpose, state->occurrence++);
        state->used = 0;
    }
    return state->draw.word[state->used++];
}

static double rng_get_double(void *state)
{
    return (double)rng_get(state) * 0x1p-32;
}

static const gsl_rng_type RNG = {
    "philox", 0xFFFFFFFFUL, 0, sizeof(rng_state), rng_seed, rng_get, rng_get_double};
const gsl_rng_type *const lac_luck_rng_type = &RNG;

void lac_luck_rng_set(
    gsl_rng *rng, const lac_luck *luck, lac_who who, lac_purpose purpose, uint32_t occurrence)
{
    *(rng_state *)gsl_rng_state(rng) = (rng_state){.luck = *luck,
        .who = who,
        .purpose = purpose,
        .occurrence = (uint64_t)occurrence << BLOCK_BITS,
        .used = 4};
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

uint64_t lac_luck_exponential(uint32_t word)
{
    static const double LN_2 = 0x1.62e42fefa39efp-1;
    const double x = (double)word + 0.5; /* in units of 2^-32, exact */
    uint64_t bits = 0;
    memcpy(&bits, &x, sizeof bits);
    const int power = (int)(bits >> 52) - 1023;
    const int part = (int)(bits >> 47 & 31);
    bits = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1023) << 52;
    double m = 0; /* x = m x 2^power, 1 <= m < 2 */
    memcpy(&m, &bits, sizeof m);
    /* ln m = -ln r + ln(1 + t), t = m r - 1; |t| < 1/60, so what is left out is below t^7 / 7 = 1e-13 */
    const double t = m * PARTS[part].reciprocal - 1;
    const double t2 = t * t;
    const double series =
        t + t2 * ((t * (1.0 / 3) - 0.5) + t2 * ((t * (1.0 / 5) - 0.25) - t2 * (1.0 / 6)));
    const double value = (32 - power) * LN_2 - (PARTS[part].log + series);
    return value <= 0 ? 0 : (uint64_t)(int64_t)(value * 0x1p32 + 0.5);
}
