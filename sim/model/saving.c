/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/saving.h"

#include "base/text.h"

const lac_savings_measure LAC_SAVINGS_MEASURES[] = {
#define LAC_SAVING_ROW(code, name, unit) {name, unit},
    LAC_SAVING_LIST(LAC_SAVING_ROW)
#undef LAC_SAVING_ROW
};

int lac_saving_find(const char *name)
{
    for (int i = 0; i < LAC_N_SAVINGS_MEASURES; i++) {
        if (lac_name_equal(name, LAC_SAVINGS_MEASURES[i].name)) {
            return i;
        }
    }
    return -1;
}
