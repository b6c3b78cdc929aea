/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_TESTS_SUPPORT_H
#define LAC_TESTS_SUPPORT_H

#include "results/results.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A study of a test: its sheet and tables are written to a folder, read, run and taken away again. Free
 * with study_free. */
typedef struct {
    lac_plan plan;
    lac_diagnostics diagnostics;
    lac_results results;
    int status;
} test_study;

/* Reads the sheet (text) and the tables that follow as pairs of file name and text, up to a NULL, and runs
 * all scenarios: study_run(&s, SHEET, "opening.csv", OPENING, NULL). What is wrong stands in status and
 * diagnostics. */
#define study_run(self, ...) study_run_texts(self, (const char *const[]){__VA_ARGS__})
void study_run_texts(test_study *self, const char *const *texts);

/* The same, and the test fails unless it ran. */
#define study_must_run(self, ...) study_must_run_texts(self, (const char *const[]){__VA_ARGS__})
void study_must_run_texts(test_study *self, const char *const *texts);

/* A study that stands in the tree; it must run. */
void study_must_run_file(test_study *self, const char *path);

void study_free(test_study *self);

/* ---- values; the test fails where there is no such scenario or measure ---- */

/* Mean and standard deviation of a measure in month m (0 is the start), NaN where it has none. */
double mean_of(const test_study *self, const char *scenario, const char *measure, int m);
double sd_of(const test_study *self, const char *scenario, const char *measure, int m);

/* The same of a financial year ("2017/18" is 2017); scenario "history" is what was observed. */
double year_of(const test_study *self, const char *scenario, const char *measure, int year);
double year_sd_of(const test_study *self, const char *scenario, const char *measure, int year);
lac_row_status year_status_of(
    const test_study *self, const char *scenario, const char *measure, int year);

/* The mean of a row of savings.csv in a financial year, or (WHOLE_STUDY) over the horizon; NaN where there is
 * none. A probability is found by its name, too. */
enum { WHOLE_STUDY = -1 };
double saving_of(const test_study *self, const char *scenario, const char *measure, int year);

/* A study that has been read, run again with replicates of the layers. */
void study_simulate(test_study *self, size_t n, unsigned layers);

/* Index of a scenario or measure. */
size_t scenario_of(const test_study *self, const char *scenario);
int measure_of(const test_study *self, const char *measure);

/* ---- checks ---- */

/* |actual - expected| <= tolerance, NaN being equal to NaN only. */
void check_near(double actual, double expected, double tolerance, const char *file, int line);
#define assert_near(actual, expected) check_near(actual, expected, 1e-9, __FILE__, __LINE__)
#define assert_within(actual, expected, tolerance)                                                 \
    check_near(actual, expected, tolerance, __FILE__, __LINE__)
#define assert_nan(actual) check_near(actual, NAN, 0, __FILE__, __LINE__)

/* What is printed of the messages of at least a severity, byte by byte; all of them. */
void assert_printed_from(
    const lac_diagnostics *diagnostics, lac_severity least, const char *expected);
#define assert_printed(diagnostics, expected) assert_printed_from(diagnostics, LAC_NOTE, expected)

/* Exactly one message of this text: its severity, its file (without the folder, NULL for none) and line
 * (0 for the file as a whole). */
void check_told(const test_study *self, lac_severity severity, const char *in_file, int at_line,
    const char *message, const char *file, int line);
#define assert_told(study, severity, in_file, at_line, message)                                    \
    check_told(study, severity, in_file, at_line, message, __FILE__, __LINE__)

/* A study with one table at most and one message of it; with an error it must not run, else it must. */
typedef struct {
    const char *sheet;
    const char *table; /* name of its file; NULL for none */
    const char *text;
    lac_severity severity;
    const char *file;
    int line;
    const char *message;
} told_case;

void assert_all_told(const told_case *cases, size_t n);

/* No message at all begins so. */
void check_not_told(const test_study *self, const char *beginning, const char *file, int line);
#define assert_not_told(study, beginning) check_not_told(study, beginning, __FILE__, __LINE__)

/* So many errors and warnings. */
#define assert_counts(study, errors, warnings)                                                     \
    do {                                                                                           \
        assert_int_equal((study)->diagnostics.n_errors, errors);                                   \
        assert_int_equal((study)->diagnostics.n_warnings, warnings);                               \
    } while (0)

/* ---- an arena as the state of a test, for cmocka_unit_test_setup_teardown ---- */

int with_arena(void **state);
int without_arena(void **state);

#endif
