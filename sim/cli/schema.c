/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/schema.h"

#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 8, CELL_BYTES = 192 };

static const char *const HEADS[COLUMNS] = {
    "section", "item", "field", "type", "unit", "default", "range", "flags"};

/* The range of a field in the units of the sheet. */
static void range_text(const lac_field *field, char out[CELL_BYTES])
{
    char low[32];
    char high[32];
    out[0] = '\0';
    if (field->choices != NULL) {
        snprintf(out, CELL_BYTES, "%s", field->choices);
        for (char *bar = out; (bar = strchr(bar, '|')) != NULL;) {
            *bar = '/';
        }
    } else if (field->low < field->high) {
        lac_number_format(field->low, low);
        lac_number_format(field->high, high);
        snprintf(out, CELL_BYTES, "%s to %s", low, high);
    }
}

/* L: low and high, T: values over time, S: the same in every scenario, R: required. */
static void flags_text(unsigned flags, char out[CELL_BYTES])
{
    static const struct {
        unsigned flag;
        char letter;
    } LETTERS[] = {
        {LAC_RANGE_ALLOWED, 'L'}, {LAC_DATED, 'T'}, {LAC_SAME, 'S'}, {LAC_REQUIRED, 'R'}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof LETTERS / sizeof LETTERS[0]; i++) {
        if ((flags & LETTERS[i].flag) != 0) {
            out[n++] = LETTERS[i].letter;
        }
    }
    out[n] = '\0';
}

static void row_text(const lac_field *field, char cells[COLUMNS][CELL_BYTES])
{
    char unit[64];
    lac_field_unit(field, unit);
    snprintf(cells[0], CELL_BYTES, "%s", lac_section_name(field->section));
    snprintf(cells[1], CELL_BYTES, "%s", lac_section_item_help(field->section));
    snprintf(cells[2], CELL_BYTES, "%s", field->name);
    snprintf(cells[3], CELL_BYTES, "%s", lac_type_text(field->type));
    snprintf(cells[4], CELL_BYTES, "%s", unit);
    snprintf(cells[5], CELL_BYTES, "%s",
        strcmp(field->default_text, "required") == 0 ? "" : field->default_text);
    range_text(field, cells[6]);
    flags_text(field->flags, cells[7]);
}

static int width_of(const char *text)
{
    return (int)lac_utf8_characters(text, strlen(text));
}

static void print_row(char cells[COLUMNS][CELL_BYTES], const int *widths, const char *help)
{
    for (int c = 0; c < COLUMNS; c++) {
        printf("%s%*s  ", cells[c], widths[c] - width_of(cells[c]), "");
    }
    printf("%s\n", help);
}

int lac_command_schema(int argc, char *const *argv)
{
    char cells[COLUMNS][CELL_BYTES];
    int widths[COLUMNS] = {0};
    const int status = lac_argument_read(NULL, NULL,
        "Print every section and field of a study sheet, with unit, default and range.", argc,
        argv);
    if (status != LAC_OK) {
        return status == LAC_OPTIONS_DONE ? LAC_OK : status;
    }
    for (size_t i = 0; i <= LAC_N_FIELDS; i++) {
        for (int c = 0; c < COLUMNS && i == LAC_N_FIELDS; c++) {
            snprintf(cells[c], CELL_BYTES, "%s", HEADS[c]);
        }
        if (i < LAC_N_FIELDS) {
            row_text(&LAC_FIELDS[i], cells);
        }
        for (int c = 0; c < COLUMNS; c++) {
            const int width = width_of(cells[c]);
            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    print_row(cells, widths, "meaning");
    for (size_t i = 0; i < LAC_N_FIELDS; i++) {
        row_text(&LAC_FIELDS[i], cells);
        print_row(cells, widths, LAC_FIELDS[i].help);
    }
    fputs("\nflags: L low and high allowed, T \"field from 2018/19\" allowed, S the same in every "
          "scenario, R required\n",
        stdout);
    return LAC_OK;
}
