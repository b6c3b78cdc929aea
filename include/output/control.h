/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_CONTROL_H
#define LAC_OUTPUT_CONTROL_H

#include "model/pathway.h"
#include "output/rows.h"

/* Who controls a stage: "council", "carer", "court"; and the bar that stands for it. */
const char *lac_control_word(lac_control control);
lac_bar_kind lac_control_bar(lac_control control);

#endif
