/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_PROCESSORS_H
#define LAC_CLI_PROCESSORS_H

/* How many processors this process may use, at least 1. */
int lac_processors(void);

#endif
