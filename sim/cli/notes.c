/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/page.h"
#include "cli/terminal.h"

#include <stdio.h>

/* "April 2018", the last month of the study. */
static void format_last_month(const lac_results *results, char out[24])
{
    static const char *const NAMES[] = {"January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December"};
    const lac_model *model = &results->models[0];
    const lac_month last = model->start + model->n_months - 1;
    snprintf(out, 24, "%s %d", NAMES[last % 12], last / 12);
}

void lac_page_print_notes(FILE *out, lac_page *self)
{
    char month[24];
    char last[80];
    format_last_month(self->results, month);
    snprintf(last, sizeof last, LAC_MARK_LAST " at the end of %s, the last month", month);
    const struct {
        bool wanted;
        const char *text;
    } NOTES[] = {{self->forecast && !self->mixed, "* forecast"},
        {self->forecast && self->mixed,
            "* forecast; the first such year is part actual: its flows sum both"},
        {self->partial, LAC_MARK_PART " covers only a part of the year"}, {self->last, last},
        {self->unknown, ".. not known"},
        {self->each, "child-months: those fewer in care than in the first scenario; £ for each: "
                     "what support "
                     "after exits and programmes cost more, divided by them."},
        {self->lost,
            "lost: refused at the end of a stage, or without success at the end of the last one; "
            "within or outside the council's control as that stage is."},
        {self->unmet, "exits that found nobody: fewer children could leave than counts and lists "
                      "send away; the exits above are those who did."},
        {self->sd, "sd (chance only): which child enters or leaves when. That rates are not known "
                   "exactly and that years differ is not in it, so the true range is wider."},
        {self->rounded,
            "Numbers are rounded one by one, so some do not add up as printed; the files hold them "
            "unrounded."}};
    for (size_t i = 0; i < sizeof NOTES / sizeof NOTES[0]; i++) {
        if (NOTES[i].wanted) {
            lac_terminal_paragraph(out, NOTES[i].text, 0, LAC_BLOCK_WIDTH);
        }
    }
    if (self->likely) {
        lac_page_print_ranges_notes(out, self);
    }
}
