/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_BASE_VERSION_H
#define LAC_BASE_VERSION_H

#define LAC_PROGRAM "lacflow"
#define LAC_VERSION "0.1.0"

/* Of run.json and of the answers of --json: raised when a reader of the older form would be misled. */
enum { LAC_SCHEMA_VERSION = 1 };

#endif
