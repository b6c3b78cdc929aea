/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include "base/text.h"
#include "cli/terminal.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

static const double SECONDS_BETWEEN = 0.25;

static double seconds_since(const struct timespec *begun)
{
    struct timespec now = *begun;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begun->tv_sec) + (double)(now.tv_nsec - begun->tv_nsec) / 1e9;
}

void lac_progress_begin(lac_progress *self)
{
    *self = (lac_progress){.shown = -1};
    (void)clock_gettime(CLOCK_MONOTONIC, &self->begun);
}

void lac_progress_text(char out[LAC_PROGRESS_BYTES], size_t done, size_t all, double seconds)
{
    char of[3][32];
    lac_whole_format((double)done, true, of[0]);
    lac_whole_format((double)all, true, of[1]);
    if (done == 0 || seconds < 1) {
        snprintf(out, LAC_PROGRESS_BYTES, "%s of %s simulations", of[0], of[1]);
        return;
    }
    const double left = seconds * (double)(all - done) / (double)done;
    const bool minutes = left >= 120;
    lac_whole_format(ceil(minutes ? left / 60 : left), true, of[2]);
    snprintf(out, LAC_PROGRESS_BYTES, "%s of %s simulations, %s %s left", of[0], of[1], of[2],
        minutes ? "min" : "s");
}

void lac_progress_show(void *self_, size_t done, size_t all)
{
    lac_progress *self = self_;
    char text[LAC_PROGRESS_BYTES];
    char line[LAC_PROGRESS_BYTES];
    const double seconds = seconds_since(&self->begun);
    if (self->shown >= 0 && seconds - self->shown < SECONDS_BETWEEN && done < all) {
        return;
    }
    self->shown = seconds;
    lac_progress_text(text, done, all, seconds);
    snprintf(line, sizeof line, "%-59s", text); /* what lac_terminal_progress_end takes back */
    lac_terminal_progress(line);
}
