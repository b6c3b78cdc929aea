/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_LABEL_H
#define LAC_MODEL_LABEL_H

/* A name of the study. */
typedef struct {
    const char *name; /* as the sheet writes it */
    const char *slug; /* as measure names have it */
} lac_label;

/* Index of a label by name, or -1. */
int lac_label_find(const lac_label *labels, int n, const char *name);

#endif
