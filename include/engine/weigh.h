/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_WEIGH_H
#define LAC_ENGINE_WEIGH_H

/* The inner loops of a month of expected children: sums and weighted sums of neighbouring numbers. They use
 * what the processor has, and give the same bits on all of them: the order of additions is part of the
 * definition. */

/* Children who come from a placement of the month before, and the share of those there who come. */
typedef struct {
    int placement;
    double share;
} lac_source;

/* The sum of n numbers, in four strands: numbers 0, 4, 8 ..; 1, 5, ..; and so on; what is left over goes
 * to the first. */
double lac_weigh_sum(const double *values, int n);

/* The same of values[i] - part[i]. */
double lac_weigh_rest(const double *values, const double *part, int n);

/* Numbers next to each other, n >= 1 of them in every placement; those of the placements stand `stride`
 * apart. Each of `to` becomes the sum over its sources of share x the same number of `from` in the source's
 * placement, by threes; the sources of placement p are first[p] to first[p + 1] - 1, at least one. sums[p]
 * grows by the sum of all but the last of placement p; NULL: not wanted. */
void lac_weigh_step(double *to, const double *from, int stride, int n, const lac_source *sources,
    const int *first, int n_placements, double *sums);

/* The sum of values[i]^2 x part[i], in strands as above. */
double lac_weigh_squares(const double *values, const double *part, int n);

/* Each of `to` grows by its value. */
void lac_weigh_grow(double *to, const double *values, int n);

#endif
