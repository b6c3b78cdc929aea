/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/study.h"

#include "base/text.h"
#include "input/file.h"
#include "input/records.h"
#include "input/sheet.h"
#include "input/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The name of the folder that a path lies in: the last part that is neither . nor .. nor undone by one;
 * the current folder's for a path that does not leave it. NULL when there is none, or no memory. */
static const char *folder_name(lac_arena *arena, const char *path)
{
    char here[4096] = "";
    if (path[0] != '/' && getcwd(here, sizeof here) == NULL) {
        return NULL;
    }
    char *whole = lac_arena_format(arena, "%s/%s", here, path);
    if (whole == NULL) {
        return NULL;
    }
    *strrchr(whole, '/') = '\0';
    int undone = 0;
    for (char *slash = strrchr(whole, '/'); slash != NULL; slash = strrchr(whole, '/')) {
        const char *part = slash + 1;
        if (strcmp(part, "..") == 0) {
            undone++;
        } else if (*part != '\0' && strcmp(part, ".") != 0 && undone-- == 0) {
            return part;
        }
        *slash = '\0';
    }
    return NULL;
}

/* The study's name: the file's stem, or the folder's name when the stem is study. */
static const char *study_name(lac_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(base, '.');
    const size_t length = dot == NULL || dot == base ? strlen(base) : (size_t)(dot - base);
    const bool is_study = length == 5 && strncmp(base, "study", 5) == 0;
    const char *folder = is_study ? folder_name(arena, path) : NULL;
    return folder == NULL ? lac_arena_copy_n(arena, base, length) : folder;
}

static int compare_links(const void *a, const void *b)
{
    const lac_plan_row *ra = *(const lac_plan_row *const *)a;
    const lac_plan_row *rb = *(const lac_plan_row *const *)b;
    if (ra->field != rb->field) {
        return ra->field < rb->field ? -1 : 1;
    }
    const int by_key = strcmp(ra->item_key, rb->item_key);
    if (by_key != 0) {
        return by_key;
    }
    if (ra->from != rb->from) {
        return ra->from < rb->from ? -1 : 1;
    }
    return ra < rb ? -1 : ra > rb;
}

/* Duplicate section, item, field and start: an error that names the first line. */
static int check_duplicates(const lac_plan *plan, lac_diagnostics *diagnostics)
{
    if (plan->n_rows == 0) {
        return LAC_OK;
    }
    const lac_plan_row **links = malloc(plan->n_rows * sizeof *links);
    if (links == NULL) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < plan->n_rows; i++) {
        links[i] = &plan->rows[i];
    }
    qsort(links, plan->n_rows, sizeof *links, compare_links);
    const lac_plan_row *first = links[0];
    for (size_t i = 1; i < plan->n_rows; i++) {
        const lac_plan_row *row = links[i];
        if (row->field != first->field || strcmp(row->item_key, first->item_key) != 0 ||
            row->from != first->from) {
            first = row;
            continue;
        }
        lac_diagnostics_add(diagnostics, LAC_ERROR, &row->place, "keep one of them",
            "%s%s%s %s is already given in line %d", lac_section_name(row->field->section),
            *row->item == '\0' ? "" : " ", row->item, row->field->name, first->place.line);
    }
    free(links);
    return LAC_OK;
}

/* What an item is called in measures. */
typedef struct {
    const lac_plan_item *item;
    const char *slug;
} item_slug;

static int compare_slugs(const void *a, const void *b)
{
    const item_slug *sa = a;
    const item_slug *sb = b;
    if (sa->item->section != sb->item->section) {
        return sa->item->section < sb->item->section ? -1 : 1;
    }
    const int by_slug = strcmp(sa->slug, sb->slug);
    return by_slug != 0 ? by_slug : sa->item < sb->item ? -1 : sa->item > sb->item;
}

/* The slug of an item, whose name is two names for a move; "" when a name has none. NULL when there is
 * no memory. */
static const char *slug_of(lac_arena *arena, const lac_plan_item *item)
{
    if (lac_section_item(item->section) != LAC_ITEM_MOVE) {
        return lac_slug(arena, item->name);
    }
    const char *split = strstr(item->name, " > ");
    const char *first = lac_arena_copy_n(arena, item->name, (size_t)(split - item->name));
    const char *from = first == NULL ? NULL : lac_slug(arena, first);
    const char *to = lac_slug(arena, split + 3);
    if (from == NULL || to == NULL) {
        return NULL;
    }
    return *from == '\0' || *to == '\0' ? "" : lac_arena_format(arena, "%s_to_%s", from, to);
}

/* Two names of one section that differ but share a slug could not be told apart in measures. */
static int check_slugs(lac_plan *plan, lac_diagnostics *diagnostics)
{
    item_slug *slugs = calloc(plan->n_items + 1, sizeof *slugs);
    size_t n = 0;
    int status = slugs == NULL ? LAC_MEMORY : LAC_OK;
    for (size_t i = 0; i < plan->n_items && status == LAC_OK; i++) {
        const lac_plan_item *item = &plan->items[i];
        const lac_item_kind kind = lac_section_item(item->section);
        if (kind != LAC_ITEM_NAME && kind != LAC_ITEM_STAGE && kind != LAC_ITEM_MOVE) {
            continue;
        }
        const char *slug = slug_of(&plan->arena, item);
        if (slug == NULL) {
            status = LAC_MEMORY;
        } else if (*slug == '\0') {
            lac_diagnostics_add(diagnostics, LAC_ERROR, &item->rows[0]->place,
                "use at least one letter or digit", "the name \"%s\" has no letter or digit",
                item->name);
        } else {
            slugs[n++] = (item_slug){item, slug};
        }
    }
    if (n > 0) {
        qsort(slugs, n, sizeof *slugs, compare_slugs);
    }
    for (size_t i = 1, first = 0; i < n && status == LAC_OK; i++) {
        if (slugs[i].item->section != slugs[first].item->section ||
            strcmp(slugs[i].slug, slugs[first].slug) != 0) {
            first = i;
            continue;
        }
        lac_diagnostics_add(diagnostics, LAC_ERROR, &slugs[i].item->rows[0]->place,
            "change one of the names", "\"%s\" and \"%s\" give the same measure name %s",
            slugs[first].item->name, slugs[i].item->name, slugs[i].slug);
    }
    free(slugs);
    return status;
}

static int read_rows(lac_plan *plan, const lac_table *table, lac_diagnostics *diagnostics)
{
    lac_sheet_header header = {0};
    int status = lac_sheet_header_read(&header, plan, table, diagnostics);
    plan->rows = lac_arena_alloc(&plan->arena, table->n_records, sizeof *plan->rows);
    if (status == LAC_OK && plan->rows == NULL) {
        status = LAC_MEMORY;
    }
    for (size_t i = 1; status == LAC_OK && i < table->n_records; i++) {
        lac_plan_row *row = &plan->rows[plan->n_rows];
        if (lac_sheet_row_read(row, plan, &header, table, &table->records[i], diagnostics)) {
            plan->n_rows++;
        }
    }
    lac_sheet_header_free(&header);
    return status;
}

/* Places point into the table's memory; the plan outlives it. */
static int keep_places(lac_plan *plan)
{
    const char *last_source = NULL;
    const char *last_copy = NULL;
    const char *file = lac_arena_copy(&plan->arena, plan->path);
    for (size_t i = 0; i < plan->n_rows; i++) {
        lac_plan_row *row = &plan->rows[i];
        for (size_t s = 0; s <= row->n_cells; s++) {
            lac_place *place = s == row->n_cells ? &row->place : &row->cells[s].place;
            if (place->source != NULL && place->source != last_source) {
                last_source = place->source;
                last_copy = lac_arena_copy(&plan->arena, last_source);
            }
            if (file == NULL || (place->source != NULL && last_copy == NULL)) {
                return LAC_MEMORY;
            }
            place->file = file;
            place->source = place->source == NULL ? NULL : last_copy;
        }
    }
    return LAC_OK;
}

static int add_input(lac_plan *plan, const lac_table *table)
{
    plan->inputs = lac_arena_alloc(&plan->arena, 8, sizeof *plan->inputs);
    const char *name = lac_arena_copy(&plan->arena, table->name);
    if (plan->inputs == NULL || name == NULL) {
        return LAC_MEMORY;
    }
    plan->inputs[0].name = name;
    plan->inputs[0].bytes = table->n_bytes;
    memcpy(plan->inputs[0].sha256, table->sha256, sizeof table->sha256);
    plan->n_inputs = 1;
    return LAC_OK;
}

static int build_plan(
    lac_plan *out, const lac_table *table, const char *path, lac_diagnostics *diagnostics)
{
    out->path = lac_arena_copy(&out->arena, path);
    out->name = study_name(&out->arena, path);
    if (out->path == NULL || out->name == NULL) {
        return LAC_MEMORY;
    }
    int status = add_input(out, table);
    if (status == LAC_OK) {
        status = read_rows(out, table, diagnostics);
    }
    if (status == LAC_OK) {
        status = keep_places(out);
    }
    if (status == LAC_OK) {
        status = lac_plan_index(out);
    }
    if (status == LAC_OK) {
        status = check_duplicates(out, diagnostics);
    }
    if (status == LAC_OK) {
        status = check_slugs(out, diagnostics);
    }
    if (status != LAC_OK) {
        return status;
    }
    const lac_plan_item *study = lac_plan_find(out, LAC_SECTION_STUDY, NULL);
    const char *title = lac_item_text(study, 0, "title");
    const char *area = lac_item_text(study, 0, "area");
    const char *author = lac_item_text(study, 0, "author");
    out->title = title == NULL ? out->name : title;
    out->area = area == NULL ? "" : area;
    out->author = author == NULL ? "" : author;
    return LAC_OK;
}

typedef int (*table_reader)(lac_plan *, const char *, const char *, lac_diagnostics *);

/* Reads the tables that the data section names, beside the sheet; tracker, unless NULL, in the place of
 * the tracker that it names. */
static int read_tables(lac_plan *plan, const char *tracker, lac_diagnostics *diagnostics)
{
    static const struct {
        const char *field;
        table_reader read;
    } READERS[] = {{"history", lac_history_read}, {"opening", lac_opening_read},
        {"rates", lac_rates_read}, {"admission_ages", lac_admission_ages_read},
        {"population", lac_population_read}, {"tracker", lac_tracker_read}};
    const lac_plan_item *data = lac_plan_find(plan, LAC_SECTION_DATA, NULL);
    const char *slash = strrchr(plan->path, '/');
    const int folder = slash == NULL ? 0 : (int)(slash - plan->path) + 1;
    int worst = LAC_OK;
    for (size_t i = 0; i < sizeof READERS / sizeof READERS[0]; i++) {
        const lac_plan_cell *cell = lac_item_value(data, 0, READERS[i].field);
        if (cell == NULL || (tracker != NULL && READERS[i].read == lac_tracker_read)) {
            continue;
        }
        const char *path = lac_arena_format(&plan->arena, "%.*s%s", folder, plan->path, cell->text);
        if (path == NULL) {
            return LAC_MEMORY;
        }
        if (lac_file_missing(path)) {
            lac_diagnostics_add(diagnostics, LAC_ERROR, &cell->place,
                "name a file in the folder of the sheet", "the file %s does not exist", cell->text);
            continue;
        }
        const int status = READERS[i].read(plan, path, path, diagnostics);
        if (status == LAC_MEMORY) {
            return status;
        }
        if (status == LAC_INPUT) {
            continue; /* told in diagnostics; the other tables are read too */
        }
        worst = status == LAC_OK ? worst : status;
    }
    if (tracker != NULL) {
        const int status = lac_tracker_read(plan, tracker, tracker, diagnostics);
        worst = status == LAC_OK || status == LAC_INPUT ? worst : status;
    }
    return worst;
}

int lac_study_read(lac_plan *out, const char *path, lac_diagnostics *diagnostics)
{
    return lac_study_read_cases(out, path, NULL, diagnostics);
}

int lac_study_read_cases(
    lac_plan *out, const char *path, const char *tracker, lac_diagnostics *diagnostics)
{
    lac_table table = {0};
    const lac_table_limits limits = LAC_STUDY_LIMITS;
    int status = lac_table_read(&table, path, path, &limits, diagnostics);
    if (status == LAC_OK) {
        status = build_plan(out, &table, path, diagnostics);
    }
    lac_table_free(&table);
    if (status == LAC_OK) {
        status = read_tables(out, tracker, diagnostics);
    }
    return status != LAC_OK ? status : lac_diagnostics_status(diagnostics);
}

int lac_study_parse(lac_plan *out, const char *bytes, size_t n_bytes, const char *shown_name,
    lac_diagnostics *diagnostics)
{
    lac_table table = {0};
    const lac_table_limits limits = LAC_STUDY_LIMITS;
    int status = lac_table_parse(&table, bytes, n_bytes, shown_name, &limits, diagnostics);
    if (status == LAC_OK) {
        status = build_plan(out, &table, shown_name, diagnostics);
    }
    lac_table_free(&table);
    return status != LAC_OK ? status : lac_diagnostics_status(diagnostics);
}
