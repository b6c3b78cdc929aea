/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_GAMMA_H
#define LAC_ENGINE_GAMMA_H

#include "base/arena.h"
#include "engine/luck.h"

/* The factors of the layer of parameters, all those of a replicate at once: factor i is Gamma(shape i) /
 * shape i, of mean 1, whatever the others are. Its luck is that of LAC_LUCK_PARAMETER: factors 2 k and
 * 2 k + 1 share the draw of occurrence 0 of (0, k); what factor i needs besides is in the occurrences
 * from 1 on of (0, i). One a thread. */
typedef struct {
    size_t n;
    size_t
        n_pairs; /* whole vectors of them; what is past the last factor is 0 in slope and scale */
    /* by pair: whose luck; word w of its draw at [w * n_pairs + pair]: of the normal numbers of the
     * pair, the radius and the turn, then the uniform number of either; minus the logarithm of the first,
     * in units of 2^-32 */
    uint32_t *family;
    uint32_t *member;
    uint32_t *words;
    uint64_t *waits;
    /* by place, factor 2 k at [k] and factor 2 k + 1 at [n_pairs + k] */
    double *slope;  /* c of Marsaglia and Tsang */
    double *scale;  /* their d over the shape */
    double *normal; /* of the first attempt; */
    double *margin; /* by how much its uniform number is below the squeeze; */
    double *value;  /* what comes of it */
    /* shapes below 1 */
    size_t n_small;
    size_t *small; /* their places */
    double *power; /* 1 / shape */
} lac_gammas;

/* Begin with {0}. Shapes are above 0. The memory is the arena's. LAC_OK or LAC_MEMORY. */
int lac_gammas_make(lac_gammas *self, const double *shapes, size_t n, lac_arena *arena) LAC_CHECKED;

/* Those of a replicate: n of them. */
void lac_gammas_draw(lac_gammas *self, const lac_luck *luck, double *draw);

/* The same where self->words are set already. */
void lac_gammas_from_words(lac_gammas *self, const lac_luck *luck, double *draw);

#endif
