/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_PROGRESS_H
#define LAC_CLI_PROGRESS_H

#include <stddef.h>
#include <time.h>

/* How far a simulation is and how long it will take, as a line on a terminal that is written over a few
 * times a second. */
typedef struct {
    struct timespec begun;
    double shown; /* seconds from then to the last line; below 0: none yet */
} lac_progress;

void lac_progress_begin(lac_progress *self);

/* Fits lac_replicates_options; self is a lac_progress. */
void lac_progress_show(void *self, size_t done, size_t all);

/* "3,200 of 10,000 simulations, 12 s left"; without a time when seconds is below 1 or nothing is done yet. */
enum { LAC_PROGRESS_BYTES = 128 };
void lac_progress_text(char out[LAC_PROGRESS_BYTES], size_t done, size_t all, double seconds);

#endif
