/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_COUNTS_H
#define LAC_RESULTS_COUNTS_H

#include <stddef.h>
#include <stdint.h>

/* Numbers of a scenario by measure and month, entry [measure * n_months + m]: those of `expected`, or whole
 * numbers of quanta of a replicate. Borrowed. */
typedef struct {
    int n_months;
    const double *expected; /* NULL: quanta */
    const int64_t *quanta;
    double parts; /* quanta that make one unit */
} lac_counts;

static inline double lac_counts_at(const lac_counts *self, int measure, int m)
{
    const size_t at = (size_t)measure * (size_t)self->n_months + (size_t)m;
    return self->expected != NULL ? self->expected[at] : (double)self->quanta[at] / self->parts;
}

#endif
