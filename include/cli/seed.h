/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_SEED_H
#define LAC_CLI_SEED_H

#include <stdint.h>

/* A seed from the system's own randomness, or where there is none from the time: below 2^32, so that it
 * is short to type. */
uint64_t lac_seed_choose(void);

#endif
