/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/control.h"

const char *lac_control_word(lac_control control)
{
    static const char *const WORDS[] = {[LAC_CONTROL_COUNCIL] = "council",
        [LAC_CONTROL_CARER] = "carer",
        [LAC_CONTROL_COURT] = "court"};
    return WORDS[control];
}

lac_bar_kind lac_control_bar(lac_control control)
{
    static const lac_bar_kind KINDS[] = {[LAC_CONTROL_COUNCIL] = LAC_BAR_COUNCIL,
        [LAC_CONTROL_CARER] = LAC_BAR_CARER,
        [LAC_CONTROL_COURT] = LAC_BAR_COURT};
    return KINDS[control];
}
