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

uint64_t lac_luck_exponential(uint32_t word)
{
    static const double LN_2 = 0x1.62e42fefa39efp-1;
    static const double ROOT_2 = 0x1.6a09e667f3bcdp+0;
    const double x = (double)word + 0.5; /* in units of 2^-32: a whole number of halves, exact */
    uint64_t bits = 0;
    memcpy(&bits, &x, sizeof bits);
    int power = (int)(bits >> 52) - 1023;
    bits = (bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1023) << 52;
    double part = 0; /* x = part x 2^power */
    memcpy(&part, &bits, sizeof part);
    if (part > ROOT_2) {
        part *= 0.5;
        power++;
    }
    /* ln part = 2 artanh s; |s| <= 0.1716, so what is left out is below 2 s^15 / 15 = 5e-13 */
    const double s = (part - 1) / (part + 1);
    const double q = s * s;
    const double series =
        1 +
        q * (1.0 / 3 +
                q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11 + q * (1.0 / 13))))));
    const double value = (32 - power) * LN_2 - 2 * s * series;
    return value <= 0 ? 0 : (uint64_t)(value * 0x1p32 + 0.5);
}
