/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_WEIGH_H
#define LAC_ENGINE_WEIGH_H

#include <stdbool.h>

/* The inner loops of a month of expected children: sums and weighted sums of neighbouring cells. They use
 * what the processor has, and give the same bits on all of them: the order of additions is part of the
 * definition. */

/* Children who come from a placement of the month before: the offset of its cells among those of the
 * same months in care, and the share of them who come. */
typedef struct {
    int offset;
    double share;
} lac_source;

/* The sum of n numbers, in four strands: numbers 0, 4, 8 ..; 1, 5, ..; and so on; what is left over goes
 * to the first. */
double lac_weigh_sum(const double *values, int n);

/* Each of the n cells of `to` becomes (fresh), or grows by, the sum over the sources of share x cell,
 * by threes. */
void lac_weigh_gather(
    double *to, const double *cells, const lac_source *from, int n_sources, int n, bool fresh);

#endif
