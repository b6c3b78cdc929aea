/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_INTERRUPT_H
#define LAC_CLI_INTERRUPT_H

#include <stdbool.h>

/* From now on Ctrl-C (SIGINT, unless it is ignored) and SIGTERM only set a flag, and writing to a closed
 * pipe is an error instead of the end of the program. */
void lac_interrupt_watch(void);

/* Whether a signal came. The argument is not used: it makes this fit lac_gnuplot_limits. */
bool lac_interrupted(void *context);

#endif
