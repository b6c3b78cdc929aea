/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_OPTIONS_H
#define LAC_CLI_OPTIONS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Returned instead of a status when help was asked for and printed: there is nothing more to do. */
enum { LAC_OPTIONS_DONE = 1 };

/* Of `lacflow run`. Strings belong to the command line. Free with lac_run_options_free. */
typedef struct {
    const char *study;
    const char *folder;     /* NULL: out/<study name> */
    const char **scenarios; /* names as typed */
    size_t n_scenarios;     /* 0: all */
    bool force;
    bool no_charts;
    bool no_titles;
    bool json;
    bool quiet;
    bool stochastic;
    size_t replicates; /* the default where none are given */
    int threads;       /* 0: not given */
    unsigned layers;   /* LAC_LAYER_* */
    bool has_seed;
    uint64_t seed;
    const char *needs_stochastic; /* while reading: an option that was given and needs it */
    unsigned given;               /* while reading: which of those options */
} lac_run_options;

/* argv[1] is the command. LAC_OK, LAC_OPTIONS_DONE, LAC_USAGE (told on standard error) or LAC_MEMORY. */
int lac_run_options_read(lac_run_options *out, int argc, char *const *argv) LAC_CHECKED;
void lac_run_options_free(lac_run_options *self);

/* Of `lacflow tracker`. Strings belong to the command line. */
typedef struct {
    const char *cases;
    const char *study;
    const char *scenario; /* NULL: the reference */
    const char *folder;   /* NULL: none is written */
    bool force;
    bool no_charts;
    bool json;
    bool quiet;
} lac_tracker_options;

/* Returns as above. */
int lac_tracker_options_read(lac_tracker_options *out, int argc, char *const *argv) LAC_CHECKED;

/* For a command without options: what it does, and its one argument by the name that the help gives it
 * ("STUDY.csv"); NULL for a command that takes none. Returns as above. */
int lac_argument_read(const char **out, const char *argument, const char *help, int argc,
    char *const *argv) LAC_CHECKED;

#endif
