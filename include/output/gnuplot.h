/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_GNUPLOT_H
#define LAC_OUTPUT_GNUPLOT_H

#include "base/status.h"

#include <stdbool.h>

enum { LAC_GNUPLOT_SECONDS = 60, LAC_GNUPLOT_SAID = 512 };

typedef enum {
    LAC_GNUPLOT_DONE,    /* ran and returned 0 */
    LAC_GNUPLOT_MISSING, /* there is no program gnuplot on PATH */
    LAC_GNUPLOT_FAILED,  /* returned something else, or was ended by a signal */
    LAC_GNUPLOT_SLOW     /* did not end in time and was killed */
} lac_gnuplot_outcome;

/* How long a run may take and who may end it. */
typedef struct {
    int seconds;                        /* at most; 0 means LAC_GNUPLOT_SECONDS */
    bool (*interrupted)(void *context); /* asked ten times a second; NULL: never */
    void *context;
} lac_gnuplot_limits;

/* Runs "gnuplot -d arguments..." (at most 8, ended by NULL) found on PATH, without a shell: standard
 * input is empty, what it prints on either stream is collected in said (its first 511 bytes, ended
 * by NUL, never NULL). limits may be NULL. Returns LAC_OK when gnuplot ended well, LAC_CHARTS when
 * not (outcome says how), LAC_INTERRUPTED when the caller or SIGINT ended it, LAC_IO with errno when no
 * process could be made, LAC_MEMORY when that is for lack of memory. The process is always gone on return. */
int lac_gnuplot_run(const char *const *arguments, const lac_gnuplot_limits *limits,
    lac_gnuplot_outcome *outcome, char said[LAC_GNUPLOT_SAID]) LAC_CHECKED;

/* How gnuplot names its version ("gnuplot 5.4 patchlevel 4"), in said. Returns as above. */
int lac_gnuplot_version(lac_gnuplot_outcome *outcome, char said[LAC_GNUPLOT_SAID]) LAC_CHECKED;

#endif
