/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_SHARES_H
#define LAC_RESULTS_SHARES_H

#include "results/results.h"
#include "results/simulation.h"

/* For the shares a fortieth of the replicates is run with each set of layers, but not fewer than
 * LAC_SHARES_LEAST (or all) and not more than LAC_SHARES_MOST: they are told in whole per cent, and the
 * time is to go into the forecast. */
enum { LAC_SHARES_PART = 40, LAC_SHARES_LEAST = 250, LAC_SHARES_MOST = 2000 };

/* Which numbers of an outcome the shares are of: closing stock, spend where it is known, exits and
 * admissions of every scenario and year. */
typedef struct {
    int measures[4];
    int n_measures;
    size_t *numbers; /* in the order of lac_shares_at, without the layers */
    size_t n;
    lac_arena arena;
} lac_share_choice;

/* Begin with {0}; free with lac_share_choice_free. LAC_OK or LAC_MEMORY. */
int lac_share_choice_make(lac_share_choice *self, const lac_results *results) LAC_CHECKED;
void lac_share_choice_free(lac_share_choice *self);

/* What is known of a variance from the few replicates of a part of the layers, when that of all layers is known
 * from these replicates and, better, from all of them: a regression estimate (Cochran, Sampling Techniques,
 * 1977, ch. 7). Its slope is that of normal numbers to which the other layers add independently: the square of
 * the ratio of the two variances of the few, at most 1. Not below 0, and 0
 * where all layers make no variance. */
double lac_shares_refine(double variance, double of_all_layers, double of_all_replicates);

/* Makes the shares (begin with {0}, freed by lac_results_free) from variances: of number i with the
 * first l + 1 layers variance[l * choice->n + i]. A layer whose addition makes the variance smaller, as
 * the noise of a sample may, has the share 0, and the others are scaled to add up to 1; a
 * number that does not exist has none. names are
 * borrowed. LAC_OK or LAC_MEMORY. */
int lac_shares_make(lac_shares *self, const lac_results *results, const lac_share_choice *choice,
    const char *const *names, int n_layers, const double *variance) LAC_CHECKED;

/* The layer with the largest share in the closing stock of scenario s in the last year that has any. */
lac_widest lac_shares_widest(const lac_shares *self, size_t s);

#endif
