/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/status.h"

#include <stddef.h>

typedef struct {
    int number;
    int exit_code;
    const char *text;
} status_row;

static const status_row STATUS_ROWS[] = {
#define LAC_STATUS_ROW(name, number, exit_code, sentence) {(number), (exit_code), (sentence)},
    LAC_STATUS_LIST(LAC_STATUS_ROW)
#undef LAC_STATUS_ROW
};

static const status_row *find_status(int status)
{
    for (size_t i = 0; i < sizeof STATUS_ROWS / sizeof STATUS_ROWS[0]; i++) {
        if (STATUS_ROWS[i].number == status) {
            return &STATUS_ROWS[i];
        }
    }
    return &STATUS_ROWS[1];
}

const char *lac_status_text(int status)
{
    return find_status(status)->text;
}

int lac_status_exit_code(int status)
{
    return find_status(status)->exit_code;
}
