/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_SCHEMA_H
#define LAC_MODEL_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

/* The one table of sections and fields of the study sheet: the reader, the checks, `lacflow schema`
 * and the documentation all read it. */

/* Sections in the order of the contract: code, name in the sheet, what the item column names. */
#define LAC_SECTION_LIST(X)                                                                        \
    X(STUDY, "study", ITEM_NONE, "-")                                                              \
    X(TIME, "time", ITEM_NONE, "-")                                                                \
    X(DATA, "data", ITEM_NONE, "-")                                                                \
    X(POPULATION, "population", ITEM_YEAR, "financial year")                                       \
    X(STOCK, "stock", ITEM_NAME, "all, or a placement")                                            \
    X(UNRECONCILED, "unreconciled", ITEM_ALL, "all")                                               \
    X(ADMISSIONS, "admissions", ITEM_NAME, "stream, or all")                                       \
    X(EXIT, "exit", ITEM_NAME, "route")                                                            \
    X(REENTRY, "reentry", ITEM_NAME, "route")                                                      \
    X(MOVE, "move", ITEM_MOVE, "placement > placement")                                            \
    X(PLACEMENT, "placement", ITEM_NAME, "placement, or all")                                      \
    X(PATHWAY, "pathway", ITEM_STAGE, "pathway/N stage")                                           \
    X(STAFF, "staff", ITEM_NAME, "pool")                                                           \
    X(INTERVENTION, "intervention", ITEM_NAME, "intervention")                                     \
    X(FINANCE, "finance", ITEM_NONE_OR_YEAR, "-, or financial year")                               \
    X(TARGET, "target", ITEM_NAME, "target")                                                       \
    X(UNCERTAINTY, "uncertainty", ITEM_LAYER, "process, parameter, drift or assumption")

typedef enum {
#define LAC_SECTION_ENUM(code, name, item, help) LAC_SECTION_##code,
    LAC_SECTION_LIST(LAC_SECTION_ENUM)
#undef LAC_SECTION_ENUM
        LAC_N_SECTIONS
} lac_section;

typedef enum {
    LAC_ITEM_NONE,
    LAC_ITEM_YEAR,
    LAC_ITEM_NONE_OR_YEAR,
    LAC_ITEM_ALL,
    LAC_ITEM_NAME,
    LAC_ITEM_MOVE,
    LAC_ITEM_STAGE,
    LAC_ITEM_LAYER
} lac_item_kind;

/* How a cell is read. NUMBER and WHOLE are plain numbers; SHARE is kept as 0 to 1 (25% or 0.25);
 * PERCENT as a fraction although a bare number is per cent (1.5 is 0.015). */
typedef enum {
    LAC_TYPE_TEXT,
    LAC_TYPE_FILE,
    LAC_TYPE_NAME,
    LAC_TYPE_NAMES,  /* names separated by ; */
    LAC_TYPE_CHOICE, /* one of the words of `choices` */
    LAC_TYPE_MONTH,
    LAC_TYPE_YEAR,   /* financial year */
    LAC_TYPE_PERIOD, /* financial year or month */
    LAC_TYPE_NUMBER,
    LAC_TYPE_WHOLE,
    LAC_TYPE_SHARE,
    LAC_TYPE_PERCENT,
    LAC_TYPE_AGES,       /* list: completed years : share */
    LAC_TYPE_PLACEMENTS, /* list: placement : share */
    LAC_TYPE_MONTH_RATES /* list: completed months : per child-year */
} lac_type;

enum {
    LAC_RANGE_ALLOWED = 1, /* L: low and high, and [low..high] in a cell */
    LAC_DATED = 2,         /* T: "field from 2018/19" */
    LAC_SAME = 4,          /* one value for all scenarios */
    LAC_REQUIRED = 8       /* of every item of the section, in every scenario */
};

typedef struct {
    lac_section section;
    const char *name;
    lac_type type;
    unsigned flags;
    double low, high;         /* bounds of a number, in sheet units (per cent for shares) */
    const char *units;        /* accepted in the unit column, separated by |, the first is shown */
    const char *default_text; /* what a blank means, in words */
    double default_number;    /* the default of a number, model units; NaN for none */
    const char *choices;      /* CHOICE: words separated by | */
    const char *help;
} lac_field;

extern const lac_field LAC_FIELDS[];
extern const size_t LAC_N_FIELDS;

const char *lac_section_name(lac_section section);
lac_item_kind lac_section_item(lac_section section);
const char *lac_section_item_help(lac_section section);

/* LAC_N_SECTIONS or NULL when there is none; compared without regard to case and spaces. */
lac_section lac_section_find(const char *name);
const lac_field *lac_field_find(lac_section section, const char *name);

/* The nearest known name within two edits, or NULL. */
const char *lac_section_nearest(const char *name);
const char *lac_field_nearest(lac_section section, const char *name);

/* Whether a text in the unit column fits the field (blank always does; a unit that begins with %
 * fits a share). */
bool lac_field_unit_fits(const lac_field *field, const char *unit);

/* "children per year": the first accepted unit, "" for none. out must hold 64 bytes. */
void lac_field_unit(const lac_field *field, char out[64]);

const char *lac_type_text(lac_type type);

#endif
