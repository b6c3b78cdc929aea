/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_CLI_STARTER_H
#define LAC_CLI_STARTER_H

/* The study that `lacflow new` writes, as the lines of a CSV file joined by "\n". It runs as it is.
 * @TITLE@ stands once for the study's title. */
extern const char LAC_STARTER[];

#endif
