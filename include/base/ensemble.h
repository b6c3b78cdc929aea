/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_BASE_ENSEMBLE_H
#define LAC_BASE_ENSEMBLE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* Independent jobs on several threads: scenarios, or blocks of replicates. The only file that knows of
 * threads. */
typedef struct {
    /* Does job number `job`; thread says on which of the threads, from 0. LAC_OK or a failure, after
     * which no further job begins. */
    int (*work)(void *context, size_t job, int thread);
    void *context;
    /* These two may be NULL. They are called by one thread at a time, but by any. */
    bool (*interrupted)(void *context);                   /* asked before each job */
    void (*done)(void *context, size_t jobs, size_t all); /* so many of all are done */
    void *caller;                                         /* context of these two */
} lac_ensemble;

enum { LAC_MAX_THREADS = 256 };

/* Runs jobs 0 .. n_jobs - 1 on n_threads threads (1 to LAC_MAX_THREADS; the calling one is among them),
 * fewer where the system gives no more. LAC_OK, LAC_INTERRUPTED, LAC_MEMORY, or the failure of the first job in
 * order that failed. */
int lac_ensemble_run(const lac_ensemble *self, size_t n_jobs, int n_threads) LAC_CHECKED;

/* What jobs need to write to the same place one after the other. */
typedef struct lac_lock lac_lock;
lac_lock *lac_lock_make(void); /* NULL: no memory */
void lac_lock_take(lac_lock *self);
void lac_lock_give(lac_lock *self);
void lac_lock_free(lac_lock *self); /* NULL is nothing; nobody holds it */

#endif
