/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_INPUT_PERIODS_H
#define LAC_INPUT_PERIODS_H

#include "base/month.h"
#include "base/status.h"
#include "input/rows.h"

#include <stdbool.h>
#include <stddef.h>

/* The months of one cell of a period column; first == last for a month, LAC_NO_MONTH where the cell
 * has a fault. */
typedef struct {
    lac_month first;
    lac_month last;
} lac_period_span;

/* False, and an error, when the table has more rows than there are months from 1990 to 2100. */
bool lac_periods_fit(const lac_rows *rows);

/* Reads the period column of a table into out, which has room for every record after the header, in
 * the order of the file. All cells must be financial years, or all months ("2011-12" is what the
 * others are), and none may come twice; faults go to diagnostics. LAC_OK or LAC_MEMORY. */
int lac_periods_read(
    const lac_rows *rows, size_t column, lac_period_span *out, bool *monthly) LAC_CHECKED;

#endif
