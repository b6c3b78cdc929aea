/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_LUCK_H
#define LAC_ENGINE_LUCK_H

#include <stddef.h>
#include <stdint.h>

/* Luck is addressed, not consumed (model rule 27): every random number is a function of the seed, the
 * replicate, the child (or thing) it belongs to, its purpose and an occurrence, and of nothing that was
 * drawn before. Philox 4x32 of Random123 (Salmon, Moraes, Dror and Shaw 2011). */

/* What a number is drawn for. */
typedef enum {
    LAC_LUCK_LIFE,      /* child, period of care: the words are told in engine/life.h, */
    LAC_LUCK_LEAVING,   /* child, period of care: so are these, */
    LAC_LUCK_MOVE,      /* child, period of care and move: and these */
    LAC_LUCK_THIN,      /* child: whether an intervention keeps an admission */
    LAC_LUCK_COUNT_KEY, /* child, month x routes / 4: who leaves by a count */
    LAC_LUCK_PART_KEY, /* child, month: who is spared or taken besides by a filtered intervention */
    LAC_LUCK_LIST_KEY, /* child, list and attempt / 4: whom a list names */
    LAC_LUCK_ATTEMPT,  /* list, attempt / 4: in which month it happens */
    LAC_LUCK_SUCCESS,  /* child, list or programme (and period of care): whether it succeeds */
    LAC_LUCK_GONE_KEY, /* child, month: whom `unreconciled` takes away */
    LAC_LUCK_NUMBER,   /* thing, month: how many start, leave by a count */
    LAC_LUCK_ROUNDING, /* thing: the u of floor(cumulative + u) */
    LAC_LUCK_PARAMETER,   /* unknown: see engine/gamma.h */
    LAC_LUCK_DRIFT,       /* financial year */
    LAC_LUCK_ASSUMPTION,  /* unknown */
    LAC_LUCK_PATHWAY_KEY, /* child, programme / 4: who is identified first; for life */
    LAC_LUCK_STAGE,       /* child, period of care, stage of a pathway: how long it lasts */
    LAC_LUCK_APPROVAL,    /* the same: whether it lets the case through */
    LAC_LUCK_TEST
} lac_purpose;

/* A child or thing: never used twice for two of them in a study, the same in every scenario. */
typedef struct {
    uint32_t family; /* opening row, stream and month, and so on: engine/course.h numbers them */
    uint32_t member; /* which of them, from 0 */
} lac_who;

/* A replicate of a run. */
typedef struct {
    uint64_t seed;
    uint32_t replicate; /* below 2^20 */
} lac_luck;

/* Four independent whole numbers, each uniform over 0 .. 2^32 - 1. */
typedef struct {
    uint32_t word[4];
} lac_draw;

/* occurrence is below 2^36. */
lac_draw lac_luck_draw(const lac_luck *self, lac_who who, lac_purpose purpose, uint64_t occurrence);

/* The same for n children at once: word w of child i at out[w * step + i]. */
void lac_luck_fill(const lac_luck *self, const uint32_t *family, const uint32_t *member, size_t n,
    lac_purpose purpose, uint64_t occurrence, uint32_t *out, size_t step);

/* In the open interval 0 to 1. */
static inline double lac_luck_uniform(uint32_t word)
{
    return ((double)word + 0.5) * 0x1p-32;
}

/* Shares and probabilities are whole numbers in units of 2^-32; this is 1. */
#define LAC_WHOLE (UINT64_C(1) << 32)

/* A probability as a threshold: word < threshold with that probability, to 2^-32. */
static inline uint64_t lac_luck_threshold(double probability)
{
    return probability <= 0   ? 0
           : probability >= 1 ? LAC_WHOLE
                              : (uint64_t)(int64_t)(probability * 0x1p32 + 0.5);
}

/* Exponential of mean 1 in units of 2^-32, from a word: the same on every machine (only additions and
 * multiplications). */
uint64_t lac_luck_exponential(uint32_t word);

/* The same of n words at once. */
void lac_luck_exponentials(const uint32_t *words, size_t n, uint64_t *out);

#endif
