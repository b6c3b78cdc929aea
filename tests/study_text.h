/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_TESTS_STUDY_TEXT_H
#define LAC_TESTS_STUDY_TEXT_H

#include "model/plan.h"
#include "support.h"

#include <stddef.h>

/* The header that every row of a test may stand under, with the scenarios Base and Plan. */
#define SHORT_HEADER "section,item,field,unit,Base,Plan\n"
#define RANGE_HEADER "section,item,field,unit,low,high,Base,Plan\n"
#define FULL_HEADER "section,item,field,unit,low,high,source,note,quality,impact,Base,Plan\n"

/* A row and the one error that it must give: the character and the spreadsheet cell at which it stands
 * in the second line of s.csv, what is wrong, and what to do (NULL for no hint). */
typedef struct {
    const char *row;
    int column;
    const char *cell;
    const char *message;
    const char *hint;
} row_fault;

/* Reads header and row as a study and compares all that is printed, byte by byte. */
void assert_row_faults(const char *header, const row_fault *faults, size_t n_faults);

/* What is printed for the study text (as s.csv) must be expected: "" for nothing. The status must be
 * that of an error just when there is one. */
void assert_study_says(const char *text, const char *expected);

/* The same for n_bytes bytes. */
void assert_bytes_say(const char *bytes, size_t n_bytes, const char *expected);

/* The same for a study that can be read and is then checked like `lacflow check`. */
void assert_check_says(const char *text, const char *expected);

/* A study that must be read without a word. Free with lac_plan_free. */
lac_plan study_of(const char *text);

/* A row under SHORT_HEADER that must be read without a word, and only it. */
lac_plan row_of(const char *row);

#endif
