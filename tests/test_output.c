/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The output folder is whole or not there; CSV cells, tables, assumptions and manifest are exact. */
#include "support.h"

#include "base/version.h"
#include "input/study.h"
#include "output/assumptions.h"
#include "output/csv.h"
#include "output/files.h"
#include "output/folder.h"
#include "output/manifest.h"
#include "output/tables.h"
#include "output/tree.h"
#include "results/results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define BOM "\xEF\xBB\xBF"

/* ---- helpers ---- */

/* Each test works in an empty folder of its own and names everything relative to it. */
static int enter_folder(void **state)
{
    char *path = strdup("/tmp/lacflow-test-XXXXXX");
    assert_non_null(path);
    assert_non_null(mkdtemp(path));
    assert_int_equal(chdir(path), 0);
    *state = path;
    return 0;
}

static int leave_folder(void **state)
{
    char *path = *state;
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(lac_tree_remove(path), LAC_OK);
    free(path);
    return 0;
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = calloc(1, 65536);
    assert_non_null(text);
    const size_t n = fread(text, 1, 65535, file);
    assert_true(n < 65535);
    fclose(file);
    return text;
}

static void assert_file(const char *path, const char *expected)
{
    char *text = read_text(path);
    assert_string_equal(text, expected);
    free(text);
}

static bool exists(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0;
}

/* The entries of the working folder, sorted, each followed by a space. */
static void assert_entries(const char *expected)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    lac_arena arena = {0};
    const char **names = NULL;
    size_t n = 0;
    assert_int_equal(lac_tree_list(".", &arena, &names, &n), LAC_OK);
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "%s ", names[i]);
    }
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, expected);
    free(text);
    lac_arena_free(&arena);
}

/* All that was said, which is forgotten. */
static void assert_said(lac_diagnostics *diagnostics, const char *expected)
{
    assert_printed(diagnostics, expected);
    lac_diagnostics_free(diagnostics);
}

/* A folder of results with one file, written through the functions under test. */
static void publish(const char *target, const char *content, bool force)
{
    lac_folder folder = {0};
    lac_diagnostics diagnostics = {0};
    char path[256];
    assert_int_equal(lac_folder_begin(&folder, target, force, &diagnostics), LAC_OK);
    snprintf(path, sizeof path, "%s/a.csv", folder.path);
    write_text(path, content);
    snprintf(path, sizeof path, "%s/run.json", folder.path);
    write_text(path, "{\"program\": \"lacflow\"}\n");
    assert_int_equal(lac_folder_finish(&folder, &diagnostics), LAC_OK);
    assert_said(&diagnostics, "");
}

static void assert_refused(const char *target, bool force, const char *expected)
{
    lac_folder folder = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(lac_folder_check(target, force, &diagnostics), LAC_IO);
    lac_diagnostics_free(&diagnostics);
    assert_int_equal(lac_folder_begin(&folder, target, force, &diagnostics), LAC_IO);
    assert_null(folder.path);
    assert_null(folder.target);
    assert_said(&diagnostics, expected);
}

/* ---- tree ---- */

static void files_are_listed_by_their_bytes(void **state)
{
    (void)state;
    assert_int_equal(mkdir("b", 0777), 0);
    assert_int_equal(mkdir("b/deep", 0777), 0);
    write_text("b/deep/z", "");
    write_text("b/A", "");
    write_text("c", "");
    write_text("B", "");
    assert_int_equal(symlink("c", "a"), 0);
    assert_entries("B b/A b/deep/z c ");
}

static void removing_does_not_follow_links(void **state)
{
    (void)state;
    assert_int_equal(mkdir("kept", 0777), 0);
    write_text("kept/file", "text");
    assert_int_equal(mkdir("gone", 0777), 0);
    assert_int_equal(mkdir("gone/below", 0777), 0);
    assert_int_equal(symlink("../../kept", "gone/below/link"), 0);
    assert_int_equal(symlink("../kept/file", "gone/file"), 0);
    assert_int_equal(lac_tree_remove("gone"), LAC_OK);
    assert_false(exists("gone"));
    assert_file("kept/file", "text");
    assert_int_equal(symlink("kept", "link"), 0);
    assert_int_equal(lac_tree_remove("link"), LAC_IO);
    assert_file("kept/file", "text");
    assert_int_equal(lac_tree_remove("missing"), LAC_IO);
}

/* ---- folder ---- */

static void a_folder_appears_at_the_end(void **state)
{
    (void)state;
    lac_folder folder = {0};
    lac_diagnostics diagnostics = {0};
    struct stat about;
    char path[256];
    (void)umask(022);
    assert_int_equal(lac_folder_begin(&folder, "out/deep/study//", false, &diagnostics), LAC_OK);
    assert_string_equal(folder.target, "out/deep/study");
    assert_true(strncmp(folder.path, "out/deep/study.tmp-", 19) == 0);
    assert_false(exists("out/deep/study"));
    snprintf(path, sizeof path, "%s/a.csv", folder.path);
    write_text(path, "text");
    assert_int_equal(lac_folder_finish(&folder, &diagnostics), LAC_OK);
    assert_said(&diagnostics, "");
    assert_null(folder.path);
    assert_entries("out/deep/study/a.csv ");
    assert_int_equal(stat("out/deep/study", &about), 0);
    assert_int_equal(about.st_mode & 0777, 0755);
    lac_folder_abandon(&folder);
    assert_entries("out/deep/study/a.csv ");
}

static void an_abandoned_folder_leaves_nothing(void **state)
{
    (void)state;
    lac_folder folder = {0};
    lac_diagnostics diagnostics = {0};
    char path[256];
    assert_int_equal(lac_folder_begin(&folder, "out/deep/study", false, &diagnostics), LAC_OK);
    snprintf(path, sizeof path, "%s/charts", folder.path);
    assert_int_equal(mkdir(path, 0777), 0);
    lac_folder_abandon(&folder);
    lac_folder_abandon(&folder);
    assert_false(exists("out"));

    /* parents that were there, or that others use meanwhile, stay */
    assert_int_equal(mkdir("out", 0777), 0);
    assert_int_equal(lac_folder_begin(&folder, "out/a/b/c", false, &diagnostics), LAC_OK);
    write_text("out/a/other", "");
    lac_folder_abandon(&folder);
    assert_entries("out/a/other ");
    assert_false(exists("out/a/b"));
    assert_said(&diagnostics, "");
}

static void targets_that_are_refused(void **state)
{
    (void)state;
#define NO_NAME                                                                                    \
    "error: is no name for an output folder\n"                                                     \
    "  hint: name a folder that is to be made, such as out/study\n"
    assert_refused(".", true, ".: " NO_NAME);
    assert_refused("..", true, "..: " NO_NAME);
    assert_refused("/", true, "/: " NO_NAME);
    assert_refused("///", true, "/: " NO_NAME);
    assert_refused("x/..", true, "x/..: " NO_NAME);
    assert_refused("x/./", true, "x/.: " NO_NAME);
    assert_refused("", true, "the output folder: " NO_NAME);
    write_text("file", "");
    assert_refused("file", true,
        "file: error: is a file, not a folder\n"
        "  hint: choose another folder\n");
    assert_refused("file/below/study", false,
        "file: error: is a file, not a folder, and stands in the way\n"
        "  hint: choose another folder\n");
    assert_int_equal(symlink("file", "link"), 0);
    assert_refused("link", true,
        "link: error: is a symbolic link\n"
        "  hint: name the folder itself\n");
    char name[400];
    memset(name, 'n', 300);
    name[300] = '\0';
    char expected[600];
    snprintf(expected, sizeof expected,
        "%s: error: cannot be looked at: File name too long\n  hint: choose another folder\n",
        name);
    assert_refused(name, false, expected);
    assert_entries("file ");
}

static void a_long_name_is_no_obstacle(void **state)
{
    (void)state;
    char name[256];
    memset(name, 'n', 255);
    name[255] = '\0';
    publish(name, "text", false);
    publish(name, "new", true);
    name[200] = '\0';
    assert_false(exists(name));
}

static void force_replaces_only_results_of_ours(void **state)
{
    (void)state;
#define NOT_OURS                                                                                   \
    "error: exists and does not hold results of lacflow\n"                                         \
    "  hint: choose another folder with -o; --force replaces only results of lacflow\n"
    assert_int_equal(mkdir("d", 0777), 0);
    assert_refused("d", false, "d: " NOT_OURS);
    assert_refused("d", true, "d: " NOT_OURS);
    static const char *const FOREIGN[] = {"", "{", "[]", "{}", "null", "{\"program\": 1}",
        "{\"program\": \"lacflow2\"}", "{\"version\": \"lacflow\"}"};
    for (size_t i = 0; i < COUNT(FOREIGN); i++) {
        write_text("d/run.json", FOREIGN[i]);
        assert_refused("d", true, "d: " NOT_OURS);
    }
    write_text("ours.json", "{\"program\": \"lacflow\"}");
    assert_int_equal(unlink("d/run.json"), 0);
    assert_int_equal(symlink("../ours.json", "d/run.json"), 0);
    assert_refused("d", true, "d: " NOT_OURS);
    assert_int_equal(unlink("d/run.json"), 0);
    assert_int_equal(mkdir("d/run.json", 0777), 0);
    assert_refused("d", true, "d: " NOT_OURS);
    assert_int_equal(rmdir("d/run.json"), 0);
    assert_int_equal(rename("ours.json", "d/run.json"), 0);
    assert_refused("d", false,
        "d: error: exists already\n"
        "  hint: --force replaces it; -o names another folder\n");

    write_text("outside", "kept");
    assert_int_equal(mkdir("d/charts", 0777), 0);
    assert_int_equal(symlink("../../outside", "d/charts/link"), 0);
    write_text("d/old.csv", "old");
    publish("d/", "new", true);
    assert_entries("d/a.csv d/run.json outside ");
    assert_file("d/a.csv", "new");
    assert_file("outside", "kept");
    assert_false(exists("d/charts"));
}

static void a_failure_keeps_the_former_folder(void **state)
{
    (void)state;
    lac_folder folder = {0};
    lac_diagnostics diagnostics = {0};
    publish("d", "old", false);

    /* what was to be published has vanished */
    assert_int_equal(lac_folder_begin(&folder, "d", true, &diagnostics), LAC_OK);
    assert_int_equal(rmdir(folder.path), 0);
    assert_int_equal(lac_folder_finish(&folder, &diagnostics), LAC_IO);
    assert_said(&diagnostics, "d: error: cannot be written: No such file or directory\n"
                              "  hint: choose another folder\n");
    assert_entries("d/a.csv d/run.json ");
    assert_file("d/a.csv", "old");

    /* the former folder stopped being ours meanwhile */
    assert_int_equal(lac_folder_begin(&folder, "d", true, &diagnostics), LAC_OK);
    write_text("d/run.json", "{}");
    assert_int_equal(lac_folder_finish(&folder, &diagnostics), LAC_IO);
    assert_said(&diagnostics, "d: " NOT_OURS);
    assert_file("d/a.csv", "old");

    /* somebody made the folder meanwhile */
    assert_int_equal(lac_folder_begin(&folder, "e", false, &diagnostics), LAC_OK);
    assert_int_equal(mkdir("e", 0777), 0);
    assert_int_equal(lac_folder_finish(&folder, &diagnostics), LAC_IO);
    assert_said(&diagnostics, "e: " NOT_OURS);
    assert_entries("d/a.csv d/run.json ");
}

static void a_folder_that_cannot_be_made(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        skip(); /* root may write everywhere */
    }
    assert_int_equal(mkdir("closed", 0555), 0);
    lac_folder folder = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(lac_folder_begin(&folder, "closed/d", false, &diagnostics), LAC_IO);
    assert_said(&diagnostics, "closed/d: error: the folder cannot be made: Permission denied\n"
                              "  hint: choose another folder\n");
    assert_int_equal(lac_folder_begin(&folder, "closed/d/e", false, &diagnostics), LAC_IO);
    assert_said(&diagnostics, "closed/d: error: the folder cannot be made: Permission denied\n"
                              "  hint: choose another folder\n");
    assert_int_equal(chmod("closed", 0755), 0);
}

/* ---- csv ---- */

static void cells_are_quoted_where_they_must_be(void **state)
{
    (void)state;
    lac_csv csv = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(lac_csv_open(&csv, "t.csv", &diagnostics), LAC_OK);
    static const char *const WORDS[] = {"plain", "", "a,b", "say \"no\"", "two\nlines", "cr\rx",
        " space", "space ", "caf\xC3\xA9;x"};
    for (size_t i = 0; i < COUNT(WORDS); i++) {
        lac_csv_word(&csv, WORDS[i]);
    }
    lac_csv_end_row(&csv);
    lac_csv_word(&csv, "=kept");
    lac_csv_end_row(&csv);
    assert_int_equal(lac_csv_close(&csv, &diagnostics), LAC_OK);
    assert_int_equal(lac_csv_close(&csv, &diagnostics), LAC_OK);
    assert_said(&diagnostics, "");
    assert_file("t.csv",
        BOM "plain,,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\"cr\rx\",\" space\","
            "\"space \",caf\xC3\xA9;x\r\n=kept\r\n");
}

static void numbers_are_the_shortest_that_read_back(void **state)
{
    (void)state;
    lac_csv csv = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(lac_csv_open(&csv, "t.csv", &diagnostics), LAC_OK);
    static const double NUMBERS[] = {299.5, 0.1, -57, 0, NAN, 1.0 / 3, 1e21};
    for (size_t i = 0; i < COUNT(NUMBERS); i++) {
        lac_csv_number(&csv, NUMBERS[i]);
    }
    lac_csv_end_row(&csv);
    assert_int_equal(lac_csv_close(&csv, &diagnostics), LAC_OK);
    assert_file("t.csv", BOM "299.5,0.1,-57,0,,0.3333333333333333,1e21\r\n");
    assert_said(&diagnostics, "");
}

static void text_of_users_is_never_a_formula(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *cell;
    } CASES[] = {{"=cmd()", "'=cmd()"}, {"+44 20 7946", "'+44 20 7946"}, {"@SUM(A1)", "'@SUM(A1)"},
        {"-1+2", "'-1+2"}, {"\tx", "'\tx"}, {"\rx", "\"'\rx\""}, {"-", "'-"},
        {"=1,\"2\"", "\"'=1,\"\"2\"\"\""}, {"-57", "-57"}, {"+3.5", "+3.5"}, {"-1%", "-1%"},
        {"-1,000", "\"-1,000\""}, {"a=b", "a=b"}, {"", ""}, {"'quoted", "'quoted"}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        lac_csv csv = {0};
        lac_diagnostics diagnostics = {0};
        char expected[64];
        assert_int_equal(lac_csv_open(&csv, "t.csv", &diagnostics), LAC_OK);
        lac_csv_text(&csv, CASES[i].text);
        lac_csv_end_row(&csv);
        assert_int_equal(lac_csv_close(&csv, &diagnostics), LAC_OK);
        snprintf(expected, sizeof expected, BOM "%s\r\n", CASES[i].cell);
        assert_file("t.csv", expected);
    }
}

static void cells_longer_than_the_buffer_are_whole(void **state)
{
    (void)state;
    enum { CELLS = 100, BYTES = 4000 };
    char cell[BYTES + 1];
    lac_csv csv = {0};
    lac_diagnostics diagnostics = {0};
    struct stat about;
    memset(cell, 'x', BYTES);
    cell[BYTES] = '\0';
    assert_int_equal(lac_csv_open(&csv, "t.csv", &diagnostics), LAC_OK);
    for (int i = 0; i < CELLS; i++) {
        lac_csv_word(&csv, cell);
        lac_csv_end_row(&csv);
    }
    assert_int_equal(lac_csv_close(&csv, &diagnostics), LAC_OK);
    assert_int_equal(stat("t.csv", &about), 0);
    assert_int_equal(about.st_size, 3 + CELLS * (BYTES + 2));
}

/* A piece larger than the buffer stands where it is taken, and frees nothing twice. */
static void pieces_stand_where_they_are_taken(void **state)
{
    (void)state;
    enum { ROWS = 30000 };
    lac_csv csv = {0};
    lac_csv piece = {0};
    lac_csv unused = {0};
    lac_diagnostics diagnostics = {0};
    struct stat about;
    assert_int_equal(lac_csv_open(&csv, "t.csv", &diagnostics), LAC_OK);
    assert_int_equal(lac_csv_open_piece(&piece), LAC_OK);
    assert_int_equal(lac_csv_open_piece(&unused), LAC_OK);
    for (int i = 0; i < ROWS; i++) {
        lac_csv_word(&piece, "inside");
        lac_csv_end_row(&piece);
    }
    lac_csv_word(&unused, "never");
    lac_csv_word(&csv, "before");
    lac_csv_end_row(&csv);
    lac_csv_take(&csv, &piece);
    lac_csv_word(&csv, "behind");
    lac_csv_end_row(&csv);
    assert_int_equal(csv.rows, ROWS + 2);
    assert_int_equal(lac_csv_close(&csv, &diagnostics), LAC_OK);
    assert_int_equal(lac_csv_close(&piece, &diagnostics), LAC_OK);
    assert_int_equal(lac_csv_close(&unused, &diagnostics), LAC_OK);
    assert_said(&diagnostics, "");
    assert_int_equal(stat("t.csv", &about), 0);
    assert_int_equal(
        about.st_size, 3 + 8 * (ROWS + 2)); /* "inside", "before" and CRLF are 8 bytes */
    FILE *file = fopen("t.csv", "rb");
    char begin[20] = "";
    char end[17] = "";
    assert_non_null(file);
    assert_int_equal(fread(begin, 1, 19, file), 19);
    assert_int_equal(fseek(file, -16, SEEK_END), 0);
    assert_int_equal(fread(end, 1, 16, file), 16);
    assert_int_equal(fclose(file), 0);
    assert_string_equal(begin, BOM "before\r\ninside\r\n");
    assert_string_equal(end, "inside\r\nbehind\r\n");
}

static void a_full_disk_is_noticed(void **state)
{
    (void)state;
    struct rlimit before;
    lac_csv csv = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit small = {100, before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(lac_csv_open(&csv, "t.csv", &diagnostics), LAC_OK);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (int i = 0; i < 100; i++) {
        lac_csv_word(&csv, "more than the disk holds");
        lac_csv_end_row(&csv);
    }
    const int status = lac_csv_close(&csv, &diagnostics);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, LAC_IO);
    assert_said(&diagnostics, "t.csv: error: cannot be written: File too large\n");
    assert_int_equal(lac_csv_open(&csv, "no/t.csv", &diagnostics), LAC_IO);
    assert_said(&diagnostics, "no/t.csv: error: cannot be written: No such file or directory\n");
}

/* ---- tables ---- */

/* Results made by hand: two measures; a history of one year; two scenarios over two months that lie in
 * two financial years. */
typedef struct {
    lac_measure items[2];
    lac_series monthly[2];
    lac_series annual[2];
    lac_series comparison[2];
    lac_series savings[2];
    lac_results results;
} by_hand;

static void set(
    lac_series *series, int measure, int t, double mean, double sd, lac_row_status status)
{
    const int at = lac_series_at(series, measure, t);
    series->mean[at] = mean;
    series->sd[at] = sd;
    series->status[at] = (unsigned char)status;
}

static void make_by_hand(by_hand *self)
{
    memset(self, 0, sizeof *self);
    self->items[0] = (lac_measure){"admissions", "children", "admissions", LAC_MEASURE_FLOW};
    self->items[1] = (lac_measure){"closing_stock", "children", "closing", LAC_MEASURE_STOCK};
    lac_results *results = &self->results;
    results->measures.items = self->items;
    results->measures.n = 2;
    results->n_scenarios = 2;
    results->monthly = self->monthly;
    results->annual = self->annual;
    results->comparison = self->comparison;
    results->savings = self->savings;
    static const char *const NAMES[] = {"As is", "More, \"better\""};
    const lac_month march = lac_month_of(2018, 3);
    assert_int_equal(
        lac_series_init(&results->history_annual, "history", true, 2016, 1, 2), LAC_OK);
    set(&results->history_annual, 1, 0, 303, NAN, LAC_STATUS_ACTUAL);
    for (int s = 0; s < 2; s++) {
        assert_int_equal(lac_series_init(&self->monthly[s], NAMES[s], false, march, 2, 2), LAC_OK);
        assert_int_equal(lac_series_init(&self->annual[s], NAMES[s], true, 2017, 2, 2), LAC_OK);
        for (int t = 0; t < 2; t++) {
            set(&self->monthly[s], 0, t, 8, NAN, LAC_STATUS_FORECAST);
            set(&self->monthly[s], 1, t, 310.5 + t - s, 2.5, LAC_STATUS_FORECAST);
        }
        set(&self->annual[s], 0, 0, 96, NAN, LAC_STATUS_MIXED);
        set(&self->annual[s], 1, 0, 310.5 - s, 2.5, LAC_STATUS_FORECAST);
        set(&self->annual[s], 0, 1, 8, NAN, LAC_STATUS_PARTIAL);
    }
    assert_int_equal(lac_series_init(&self->comparison[1], NAMES[1], true, 2017, 1, 2), LAC_OK);
    set(&self->comparison[1], 1, 0, -1, NAN, LAC_STATUS_FORECAST);
    assert_int_equal(
        lac_series_init(&self->savings[1], NAMES[1], true, 2017, 3, LAC_N_SAVINGS_MEASURES),
        LAC_OK);
    for (int t = 0; t < 3; t++) {
        set(&self->savings[1], 0, t, t == 2 ? 1500.5 : 1000.5 - 500.5 * t, NAN,
            LAC_STATUS_FORECAST);
    }
}

static void free_by_hand(by_hand *self)
{
    lac_series_free(&self->results.history_annual);
    for (int s = 0; s < 2; s++) {
        lac_series_free(&self->monthly[s]);
        lac_series_free(&self->annual[s]);
        lac_series_free(&self->comparison[s]);
        lac_series_free(&self->savings[s]);
    }
}

static void tables_are_in_the_order_of_the_contract(void **state)
{
    (void)state;
    by_hand hand;
    lac_diagnostics diagnostics = {0};
    make_by_hand(&hand);
    assert_int_equal(lac_tables_write(&hand.results, ".", &diagnostics), LAC_OK);
    assert_said(&diagnostics, "");
    assert_file("forecast_monthly.csv",
        BOM "scenario,month,measure,unit,status,layers,mean,sd,p05,p25,p50,p75,p95\r\n"
            "As is,2018-03,admissions,children,forecast,none,8,,,,,,\r\n"
            "As is,2018-03,closing_stock,children,forecast,process,310.5,2.5,,,,,\r\n"
            "As is,2018-04,admissions,children,forecast,none,8,,,,,,\r\n"
            "As is,2018-04,closing_stock,children,forecast,process,311.5,2.5,,,,,\r\n"
            "\"More, \"\"better\"\"\",2018-03,admissions,children,forecast,none,8,,,,,,\r\n"
            "\"More, "
            "\"\"better\"\"\",2018-03,closing_stock,children,forecast,process,309.5,2.5,,,,,\r\n"
            "\"More, \"\"better\"\"\",2018-04,admissions,children,forecast,none,8,,,,,,\r\n"
            "\"More, "
            "\"\"better\"\"\",2018-04,closing_stock,children,forecast,process,310.5,2.5,,,,,\r\n");
    assert_file("forecast_annual.csv",
        BOM "scenario,financial_year,measure,unit,status,layers,mean,sd,p05,p25,p50,p75,p95\r\n"
            "history,2016/17,closing_stock,children,actual,none,303,,,,,,\r\n"
            "As is,2017/18,admissions,children,mixed,none,96,,,,,,\r\n"
            "As is,2017/18,closing_stock,children,forecast,process,310.5,2.5,,,,,\r\n"
            "As is,2018/19,admissions,children,partial,none,8,,,,,,\r\n"
            "\"More, \"\"better\"\"\",2017/18,admissions,children,mixed,none,96,,,,,,\r\n"
            "\"More, "
            "\"\"better\"\"\",2017/18,closing_stock,children,forecast,process,309.5,2.5,,,,,\r\n"
            "\"More, \"\"better\"\"\",2018/19,admissions,children,partial,none,8,,,,,,\r\n");
    assert_file("comparison.csv",
        BOM "scenario,financial_year,measure,unit,status,layers,mean,sd,p05,p25,p50,p75,p95\r\n"
            "\"More, \"\"better\"\"\",2017/18,closing_stock,children,forecast,none,-1,,,,,,\r\n");
    assert_file("savings.csv",
        BOM "scenario,financial_year,measure,unit,layers,mean,sd,p05,p25,p50,p75,p95\r\n"
            "\"More, \"\"better\"\"\",2017/18,gross,GBP,none,1000.5,,,,,,\r\n"
            "\"More, \"\"better\"\"\",2018/19,gross,GBP,none,500,,,,,,\r\n"
            "\"More, \"\"better\"\"\",all,gross,GBP,none,1500.5,,,,,,\r\n");
    assert_int_equal(lac_tables_write(&hand.results, "missing", &diagnostics), LAC_IO);
    assert_said(&diagnostics, "missing/forecast_monthly.csv: error: cannot be written: "
                              "No such file or directory\n");
    free_by_hand(&hand);
}

/* Says that there is an interruption when it is asked for the nth time. */
typedef struct {
    int asked;
    int nth;
} patience;

static bool out_of_patience(void *context)
{
    patience *self = context;
    return ++self->asked >= self->nth;
}

/* 10,000 rows of a file, so that it is asked after 4,096 and 8,192 of them. */
static void an_interruption_ends_a_long_table(void **state)
{
    (void)state;
    lac_csv csv = {0};
    lac_diagnostics diagnostics = {0};
    struct stat about;
    for (int nth = 1; nth <= 3; nth++) {
        patience waiting = {0, nth};
        assert_int_equal(lac_csv_open(&csv, "t.csv", &diagnostics), LAC_OK);
        lac_csv_watch(&csv, out_of_patience, &waiting);
        for (int i = 0; i < 10000; i++) {
            lac_csv_word(&csv, "12345678");
            lac_csv_end_row(&csv);
            assert_int_equal(csv.stopped, i + 1 >= 4096 * nth);
        }
        assert_int_equal(lac_csv_close(&csv, &diagnostics), nth < 3 ? LAC_INTERRUPTED : LAC_OK);
        assert_int_equal(waiting.asked, nth < 3 ? nth : 2);
        assert_int_equal(stat("t.csv", &about), 0);
        assert_int_equal(about.st_size, 3 + 10 * (nth < 3 ? 4096 * nth : 10000));
    }
    assert_said(&diagnostics, "");
}

/* Two scenarios of 600 months and four measures with a row each month: 4,800 rows. */
static const char LONG_STUDY[] = "section,item,field,A,B\n"
                                 "time,,start,2000-04,\n"
                                 "time,,end,2050-03,\n"
                                 "stock,all,children,120,\n"
                                 "admissions,all,count,24,36\n"
                                 "exit,home,rate,0.1,\n";

static void an_interruption_stops_the_writers(void **state)
{
    (void)state;
    lac_plan plan = {0};
    lac_results results = {0};
    lac_diagnostics said = {0};
    lac_diagnostics diagnostics = {0};
    patience waiting = {0, 1};
    assert_int_equal(
        lac_study_parse(&plan, LONG_STUDY, sizeof LONG_STUDY - 1, "long.csv", &said), LAC_OK);
    assert_int_equal(lac_results_run(&results, &plan, NULL, 0, &said), LAC_OK);
    results.interrupted = out_of_patience;
    results.context = &waiting;
    assert_int_equal(lac_tables_write(&results, ".", &diagnostics), LAC_INTERRUPTED);
    assert_int_equal(waiting.asked, 1);
    assert_entries("forecast_monthly.csv ");
    waiting = (patience){0, 1000};
    assert_int_equal(lac_tables_write(&results, ".", &diagnostics), LAC_OK);
    assert_true(waiting.asked > 1);

    /* few scenarios write few assumptions; a table of 5,000 rows makes them many */
    lac_population_row *rows = calloc(5000, sizeof *rows);
    assert_non_null(rows);
    for (int i = 0; i < 5000; i++) {
        rows[i] = (lac_population_row){.month = LAC_FIRST_MONTH, .children = 1};
    }
    plan.population.rows = rows;
    plan.population.n_rows = 5000;
    waiting = (patience){0, 1};
    assert_int_equal(lac_assumptions_write(&results, ".", &diagnostics), LAC_INTERRUPTED);
    assert_int_equal(waiting.asked, 1);
    waiting = (patience){0, 2};
    assert_int_equal(lac_assumptions_write(&results, ".", &diagnostics), LAC_OK);
    assert_said(&diagnostics, "");
    free(rows);
    lac_results_free(&results);
    lac_plan_free(&plan);
    lac_diagnostics_free(&said);
}

/* Ten scenarios on four threads: the files are those that are written one after the other. */
static void files_written_side_by_side_are_the_same(void **state)
{
    (void)state;
    static const char STUDY[] = "section,item,field,A,B,C,D,E,F,G,H,I,J\n"
                                "time,,start,2020-04,,,,,,,,,\n"
                                "time,,end,2020-09,,,,,,,,,\n"
                                "stock,all,children,120,,,,,,,,,\n"
                                "admissions,all,count,24,36,48,60,72,84,96,108,120,132\n"
                                "exit,home,rate,0.1,,,,,,,,,\n";
    static const char *const FILES[] = {"forecast_monthly.csv", "forecast_annual.csv",
        "comparison.csv", "savings.csv", "assumptions.csv"};
    lac_plan plan = {0};
    lac_results results = {0};
    lac_diagnostics said = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(lac_study_parse(&plan, STUDY, sizeof STUDY - 1, "ten.csv", &said), LAC_OK);
    assert_int_equal(lac_results_run(&results, &plan, NULL, 0, &said), LAC_OK);
    assert_int_equal(lac_tables_write(&results, ".", &diagnostics), LAC_OK);
    assert_int_equal(lac_assumptions_write(&results, ".", &diagnostics), LAC_OK);
    assert_int_equal(mkdir("side", 0777), 0);
    results.n_threads = 4;
    assert_int_equal(lac_files_write(&results, "side", &diagnostics), LAC_OK);
    assert_said(&diagnostics, "");
    for (size_t i = 0; i < COUNT(FILES); i++) {
        char path[40];
        char *plain = read_text(FILES[i]);
        snprintf(path, sizeof path, "side/%s", FILES[i]);
        assert_true(strlen(plain) > 50);
        assert_file(path, plain);
        free(plain);
    }

    /* the third job is asked whether to begin, and does not; nothing is lost of what there was */
    patience waiting = {0, 3};
    results.interrupted = out_of_patience;
    results.context = &waiting;
    assert_int_equal(lac_files_write(&results, "side", &diagnostics), LAC_INTERRUPTED);
    results.interrupted = NULL;
    assert_int_equal(lac_files_write(&results, "missing", &diagnostics), LAC_IO);
    assert_said(&diagnostics,
        "missing/forecast_monthly.csv: error: cannot be written: No such file "
        "or directory\n");
    lac_results_free(&results);
    lac_plan_free(&plan);
    lac_diagnostics_free(&said);
}

/* ---- assumptions and manifest of a small study ---- */

static const char STUDY[] =
    "section,item,field,unit,low,high,source,note,quality,impact,As is,Programme\n"
    "study,,title,,,,,,,,\"A \"\"small\"\" study\",\n"
    "time,,start,month,,,,,,,2018-04,\n"
    "time,,end,month,,,,,,,2019-03,\n"
    "stock,all,children,children,,,@ledger,-none,green,high,120,\n"
    "admissions,all,count,children per year,20,30,,,,,24,36\n"
    "admissions,all,count from 2018-10,children per year,,,,,,,,30\n"
    "exit,home,rate,,,,,,,,0.1,none\n"
    "exit,home,count,,,,,,,,,12\n"
    "unreconciled,all,count,,,,,,,,-6,\n"
    "placement,all,weekly_cost,,,,,,,,1000,\n"
    "intervention,Drive,active,,,,,,,,no,yes\n"
    "intervention,Drive,effect,,,,,,,,exits,\n"
    "intervention,Drive,route,,,,,,,,home,\n"
    "intervention,Drive,children,,,,,,,,10,\n"
    "intervention,Drive,success,,40%,60%,,,,,50%,0.5 [0.35..0.65]\n";

typedef struct {
    lac_plan plan;
    lac_results results;
    lac_diagnostics diagnostics;
} small_run;

static void run_small(small_run *self)
{
    memset(self, 0, sizeof *self);
    assert_int_equal(
        lac_study_parse(&self->plan, STUDY, sizeof STUDY - 1, "in/small.csv", &self->diagnostics),
        LAC_OK);
    assert_int_equal(
        lac_results_run(&self->results, &self->plan, NULL, 0, &self->diagnostics), LAC_OK);
}

static void free_small(small_run *self)
{
    lac_results_free(&self->results);
    lac_plan_free(&self->plan);
    lac_diagnostics_free(&self->diagnostics);
}

static void every_value_used_is_an_assumption(void **state)
{
    (void)state;
    small_run run;
    lac_diagnostics diagnostics = {0};
    run_small(&run);
    assert_int_equal(lac_assumptions_write(&run.results, ".", &diagnostics), LAC_OK);
    assert_said(&diagnostics, "");
    assert_file("assumptions.csv", BOM
        "scenario,section,item,field,from,value,unit,low,high,source,note,quality,impact,origin\r\n"
        "As is,study,,title,,\"A \"\"small\"\" study\",,,,,,,,given\r\n"
        "As is,time,,start,,2018-04,month,,,,,,,given\r\n"
        "As is,time,,end,,2019-03,month,,,,,,,given\r\n"
        "As is,stock,all,children,,120,children,,,'@ledger,'-none,green,high,given\r\n"
        "As is,admissions,all,count,,24,children per year,20,30,,,,,given\r\n"
        "As is,exit,home,rate,,0.1,per child-year,,,,,,,given\r\n"
        "As is,unreconciled,all,count,,-6,children per year,,,,,,,given\r\n"
        "As is,placement,all,weekly_cost,,1000,\xC2\xA3 per week,,,,,,,given\r\n"
        "As is,intervention,Drive,active,,no,,,,,,,,given\r\n"
        "As is,admissions,all,growth,,0%,% per year,,,,,,,default\r\n"
        "As is,admissions,all,variance_ratio,,1,ratio,,,,,,,default\r\n"
        "As is,exit,home,variance_ratio,,1,ratio,,,,,,,default\r\n"
        "As is,exit,home,cost_one_off,,none,,,,,not costed,,,default\r\n"
        "As is,exit,home,support_weekly,,none,,,,,not costed,,,default\r\n"
        "As is,finance,,price_base,,2018/19,,,,,,,,default\r\n"
        "As is,finance,,inflation,,0%,%,,,,,,,default\r\n"
        "As is,finance,,deflator,,none,,,,,,,,default\r\n"
        "Programme,study,,title,,\"A \"\"small\"\" study\",,,,,,,,inherited\r\n"
        "Programme,time,,start,,2018-04,month,,,,,,,inherited\r\n"
        "Programme,time,,end,,2019-03,month,,,,,,,inherited\r\n"
        "Programme,stock,all,children,,120,children,,,'@ledger,'-none,green,high,inherited\r\n"
        "Programme,admissions,all,count,,36,children per year,,,,,,,given\r\n"
        "Programme,admissions,all,count,2018-10,30,children per year,,,,,,,given\r\n"
        "Programme,exit,home,rate,,none,,,,,,,,given\r\n"
        "Programme,exit,home,count,,12,children per year,,,,,,,given\r\n"
        "Programme,unreconciled,all,count,,-6,children per year,,,,,,,inherited\r\n"
        "Programme,placement,all,weekly_cost,,1000,\xC2\xA3 per week,,,,,,,inherited\r\n"
        "Programme,intervention,Drive,active,,yes,,,,,,,,given\r\n"
        "Programme,intervention,Drive,effect,,exits,,,,,,,,inherited\r\n"
        "Programme,intervention,Drive,route,,home,,,,,,,,inherited\r\n"
        "Programme,intervention,Drive,children,,10,children,,,,,,,inherited\r\n"
        "Programme,intervention,Drive,success,,50%,%,35%,65%,,,,,given\r\n"
        "Programme,admissions,all,growth,,0%,% per year,,,,,,,default\r\n"
        "Programme,admissions,all,variance_ratio,,1,ratio,,,,,,,default\r\n"
        "Programme,exit,home,variance_ratio,,1,ratio,,,,,,,default\r\n"
        "Programme,exit,home,cost_one_off,,none,,,,,not costed,,,default\r\n"
        "Programme,exit,home,support_weekly,,none,,,,,not costed,,,default\r\n"
        "Programme,intervention,Drive,start,,2018-04,,,,,,,,default\r\n"
        "Programme,intervention,Drive,end,,2019-03,,,,,,,,default\r\n"
        "Programme,intervention,Drive,ramp_months,,0,months,,,,,,,default\r\n"
        "Programme,intervention,Drive,cost_one_off,,0,£,,,,,,,default\r\n"
        "Programme,intervention,Drive,cost_per_year,,0,£ per year,,,,,,,default\r\n"
        "Programme,finance,,price_base,,2018/19,,,,,,,,default\r\n"
        "Programme,finance,,inflation,,0%,%,,,,,,,default\r\n"
        "Programme,finance,,deflator,,none,,,,,,,,default\r\n");
    free_small(&run);
}

/* The study runs from April 2018 to March 2020; one field is written in each case. */
static void dated_values_that_never_hold_are_not_used(void **state)
{
    (void)state;
    static const struct {
        const char *rows;
        const char *origins; /* g: given, n: not used; in the order of the rows */
    } CASES[] = {{"exit,home,rate from 2016-01,1\nexit,home,rate from 2017-01,2\n", "ng"},
        {"exit,home,rate from 2017-01,2\nexit,home,rate from 2016-01,1\n", "gn"},
        {"exit,home,rate from 2017-01,1\nexit,home,rate from 2018-04,2\n", "ng"},
        {"exit,home,rate from 2017-01,1\nexit,home,rate from 2018-05,2\n", "gg"},
        {"exit,home,rate,1\nexit,home,rate from 2018-03,2\n", "gn"},
        {"exit,home,rate,1\nexit,home,rate from 2018-04,2\n", "ng"},
        {"exit,home,rate,1\nexit,home,rate from 2018-05,2\n", "gg"},
        {"exit,home,rate,1\nexit,home,rate from 2020-03,2\n", "gg"},
        {"exit,home,rate,1\nexit,home,rate from 2020-04,2\n", "gn"},
        {"exit,home,rate from 2016-01,1\nexit,home,rate from 2017-01,none\n", "gg"},
        /* prices at those of 2018/19: only the inflation of 2019/20 is asked for */
        {"finance,,inflation,1\nfinance,2018/19,inflation,2\n", "ng"},
        {"finance,,inflation,1\nfinance,2019/20,inflation,2\n", "ng"},
        {"finance,2017/18,inflation,1\nfinance,,inflation from 2018/19,2\n", "ng"},
        {"finance,2019/20,inflation,1\nfinance,2020/21,inflation,2\n", "gn"},
        {"finance,,price_base,2021/22\nfinance,2020/21,inflation,2\n"
         "finance,2022/23,inflation,3\n",
            "ggn"},
        {"finance,,price_base,2015/16\nfinance,2015/16,inflation,2\n"
         "finance,2016/17,inflation,3\nfinance,,inflation,3\n",
            "gngg"},
        {"finance,,deflator,1\nfinance,2019/20,deflator,2\n", "ng"},
        {"finance,,deflator,1\nfinance,2020/21,deflator,2\n", "gn"},
        /* a budget is one of a year of the study */
        {"finance,2017/18,budget,5\nfinance,2018/19,budget,5\nfinance,2020/21,budget,6\n", "ngn"}};
    for (size_t i = 0; i < COUNT(CASES); i++) {
        lac_plan plan = {0};
        lac_results results = {0};
        lac_diagnostics diagnostics = {0};
        char sheet[1024];
        char origins[16] = "";
        size_t n = 0;
        snprintf(sheet, sizeof sheet,
            "section,item,field,A\ntime,,start,2018-04\ntime,,end,2020-03\n"
            "stock,all,children,100\nadmissions,all,count,10\n"
            "placement,all,weekly_cost,1000\n%s",
            CASES[i].rows);
        assert_int_equal(
            lac_study_parse(&plan, sheet, strlen(sheet), "s.csv", &diagnostics), LAC_OK);
        assert_int_equal(lac_results_run(&results, &plan, NULL, 0, &diagnostics), LAC_OK);
        assert_int_equal(lac_assumptions_write(&results, ".", &diagnostics), LAC_OK);
        char *text = read_text("assumptions.csv");
        char *rest = NULL;
        size_t row = 0;
        for (char *line = strtok_r(text, "\r\n", &rest); line != NULL;
             line = strtok_r(NULL, "\r\n", &rest), row++) {
            /* behind the header and the five rows above; the defaults come last */
            const char *origin = strrchr(line, ',') + 1;
            if (row > 5 && strcmp(origin, "default") != 0) {
                origins[n++] = origin[0];
            }
        }
        assert_string_equal(origins, CASES[i].origins);
        free(text);
        lac_results_free(&results);
        lac_plan_free(&plan);
        lac_diagnostics_free(&diagnostics);
    }
}

static const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    assert_non_null(text);
    return text;
}

static void the_manifest_tells_how_to_repeat_the_run(void **state)
{
    (void)state;
    small_run run;
    lac_diagnostics diagnostics = {0};
    lac_diagnostics said = {0};
    run_small(&run);
    run.results.shortfalls[1].unmet = 2.5;
    const lac_place place = {.file = "in/small.csv", .line = 7};
    lac_diagnostics_add(&said, LAC_WARNING, &place, NULL, "twice");
    lac_diagnostics_add(&said, LAC_WARNING, &place, NULL, "twice");
    const lac_place other = {.file = "out/x.csv", .line = 3};
    lac_diagnostics_add(&said, LAC_WARNING, &other, NULL, "kept");
    lac_diagnostics_add(&said, LAC_NOTE, NULL, NULL, "a note");
    const lac_diagnostics *const lists[] = {&said};
    char word[] = "run";
    char bad[] = "bad\xFF";
    char *const arguments[] = {word, bad};
    const lac_library libraries[] = {{"libcsv", "3.0.3"}};
    const lac_manifest manifest = {
        &run.results, lists, 1, arguments, 2, libraries, 1, 1500000000, 0.25, NULL};
    assert_int_equal(mkdir("o", 0777), 0);
    assert_int_equal(mkdir("o/charts", 0777), 0);
    write_text("o/b.csv", "abc");
    write_text("o/charts/a.svg", "");
    assert_int_equal(lac_manifest_write(&manifest, "o", &diagnostics), LAC_OK);
    assert_said(&diagnostics, "");

    json_t *root = json_load_file("o/run.json", JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_string_equal(text_at(root, "program"), "lacflow");
    assert_string_equal(text_at(root, "version"), LAC_VERSION);
    assert_int_equal(json_integer_value(json_object_get(root, "schema_version")), 1);
    assert_true(json_is_null(json_object_get(root, "seed")));
    assert_string_equal(text_at(root, "engine"), "expected");
    assert_string_equal(text_at(root, "started"), "2017-07-14T02:40:00Z");
    assert_true(json_real_value(json_object_get(root, "seconds")) == 0.25);
    json_t *expected = json_pack("{s:[s,s], s:[s,s], s:[s,s], s:[s], s:[{s:s,s:f}], s:{s:s,s:s},"
                                 " s:{s:s,s:s,s:s,s:s,s:s,s:s},"
                                 " s:[{s:s,s:i},{s:s,s:i}]}",
        "arguments", "run", "bad?", "scenarios", "As is", "Programme", "warnings",
        "small.csv:7: twice", "out/x.csv:3: kept", "notes", "a note", "shortfalls", "scenario",
        "Programme", "unmet_exits", 2.5, "libraries", "jansson", jansson_version_str(), "libcsv",
        "3.0.3", "study", "name", "small", "title", "A \"small\" study", "area", "", "author", "",
        "start", "2018-04", "end", "2019-03", "outputs", "name", "b.csv", "bytes", 3, "name",
        "charts/a.svg", "bytes", 0);
    assert_non_null(expected);
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(expected, key, value)
    {
        char *shown = json_dumps(json_object_get(root, key), JSON_ENCODE_ANY);
        char *wanted = json_dumps(value, JSON_ENCODE_ANY);
        assert_string_equal(shown, wanted);
        free(shown);
        free(wanted);
    }
    const json_t *input = json_array_get(json_object_get(root, "inputs"), 0);
    assert_string_equal(text_at(input, "name"), "small.csv");
    assert_int_equal(json_integer_value(json_object_get(input, "bytes")), sizeof STUDY - 1);
    assert_int_equal(strlen(text_at(input, "sha256")), 64);
    json_decref(expected);
    json_decref(root);

    /* the same run again gives the same bytes */
    char *first = read_text("o/run.json");
    assert_int_equal(unlink("o/run.json"), 0);
    assert_int_equal(lac_manifest_write(&manifest, "o", &diagnostics), LAC_OK);
    assert_file("o/run.json", first);
    free(first);
    assert_int_equal(lac_manifest_write(&manifest, "missing", &diagnostics), LAC_IO);
    assert_said(
        &diagnostics, "missing/run.json: error: cannot be written: No such file or directory\n");
    lac_diagnostics_free(&said);
    free_small(&run);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_are_listed_by_their_bytes),
        TEST(removing_does_not_follow_links),
        TEST(a_folder_appears_at_the_end),
        TEST(an_abandoned_folder_leaves_nothing),
        TEST(targets_that_are_refused),
        TEST(a_long_name_is_no_obstacle),
        TEST(force_replaces_only_results_of_ours),
        TEST(a_failure_keeps_the_former_folder),
        TEST(a_folder_that_cannot_be_made),
        TEST(cells_are_quoted_where_they_must_be),
        TEST(numbers_are_the_shortest_that_read_back),
        TEST(text_of_users_is_never_a_formula),
        TEST(cells_longer_than_the_buffer_are_whole),
        TEST(pieces_stand_where_they_are_taken),
        TEST(a_full_disk_is_noticed),
        TEST(tables_are_in_the_order_of_the_contract),
        TEST(an_interruption_ends_a_long_table),
        TEST(files_written_side_by_side_are_the_same),
        TEST(an_interruption_stops_the_writers),
        TEST(every_value_used_is_an_assumption),
        TEST(dated_values_that_never_hold_are_not_used),
        TEST(the_manifest_tells_how_to_repeat_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
