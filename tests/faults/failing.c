/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out, for a build of the program of its own (`make faults`). The linker sends every call
 * by which the program obtains memory, files, threads and locks among them, to a __wrap_ function here; what
 * libcsv and jansson obtain for it is counted too. Other libraries keep what they ask for.
 *
 * A site is a way to such a call: the stack of calls, as far as it is in the program, told by a number that
 * is the same in every run of one build. Environment:
 *   FAULT_LIST=F   at the end file F has a line "site calls" for each site, in the order of their first calls
 *   FAULT_AT=S:N   the Nth call of site S fails, from 1
 *   FAULT_ON=1     and so does every call after it
 *   FAULT_HIT=F    when a call fails, file F is made and holds the name of the first function that did
 *   FAULT_TRACE=1  and its stack goes to standard error */
#include <csv.h>
#include <dirent.h>
#include <errno.h>
#include <execinfo.h>
#include <jansson.h>
#include <pthread.h>
#include <sanitizer/common_interface_defs.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicase.h>

enum { DEEPEST = 100, NEAREST = 8, SITES = 1 << 14 };

/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the linker's names are what they are */

/* The program's instructions lie between these two. */
extern const char __executable_start;
extern const char etext;

typedef struct {
    uint64_t site; /* 0: none here */
    unsigned long calls;
} site_calls;

/* Everything under the lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static site_calls found[SITES]; /* at site % SITES, or behind that */
static uint64_t order[SITES];   /* the sites as they came */
static size_t n_found;
static uint64_t fault_site;
static unsigned long fault_call;
static bool fault_on;
static bool has_failed;

/* FNV-1a (Fowler, Noll and Vo) of the return addresses, as distances from the first instruction. */
static uint64_t find_site(void)
{
    void *stack[DEEPEST];
    const int n = backtrace(stack, DEEPEST);
    uint64_t site = UINT64_C(14695981039346656037);
    for (int i = 0, taken = 0; i < n && taken < NEAREST; i++) {
        const uintptr_t at = (uintptr_t)stack[i];
        if (at >= (uintptr_t)&__executable_start && at < (uintptr_t)&etext) {
            site = (site ^ (at - (uintptr_t)&__executable_start)) * UINT64_C(1099511628211);
            taken++;
        }
    }
    return site == 0 ? 1 : site;
}

/* The number of this call among those of its site. */
static unsigned long count_call(uint64_t site)
{
    size_t i = site % SITES;
    while (found[i].site != site && found[i].site != 0) {
        i = (i + 1) % SITES;
    }
    if (found[i].site == 0) {
        if (n_found == SITES - 1) {
            abort();
        }
        found[i].site = site;
        order[n_found++] = site;
    }
    return ++found[i].calls;
}

FILE *__real_fopen(const char *path, const char *mode);

static void tell(const char *name)
{
    const char *path = getenv("FAULT_HIT");
    FILE *file = path == NULL ? NULL : __real_fopen(path, "w");
    if (file != NULL) {
        fprintf(file, "%s\n", name);
        (void)fclose(file);
    }
    if (getenv("FAULT_TRACE") != NULL) {
        __sanitizer_print_stack_trace();
    }
}

static bool fails(const char *name)
{
    const uint64_t site = find_site();
    (void)pthread_mutex_lock(&lock);
    const bool first = count_call(site) == fault_call && site == fault_site && !has_failed;
    const bool out = first || (has_failed && fault_on);
    if (first) {
        has_failed = true;
        tell(name);
    }
    (void)pthread_mutex_unlock(&lock);
    if (out) {
        errno = ENOMEM;
    }
    return out;
}

/* A function that is to fail: its type, name and parameters, what it is called with, what it then gives. The
 * Makefile reads the names from the lines that begin with FAILING. */
#define FAILING(type, name, parameters, arguments, failure)                                        \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return fails(#name) ? (failure) : __real_##name arguments;                                 \
    }

/* clang-format off: one line each */
FAILING(void *, malloc, (size_t size), (size), NULL)
FAILING(void *, calloc, (size_t n, size_t size), (n, size), NULL)
FAILING(void *, realloc, (void *old, size_t size), (old, size), NULL)
FAILING(char *, strdup, (const char *text), (text), NULL)
FAILING(char *, strndup, (const char *text, size_t n), (text, n), NULL)
FAILING(FILE *, fopen, (const char *path, const char *mode), (path, mode), NULL)
FAILING(FILE *, fdopen, (int file, const char *mode), (file, mode), NULL)
FAILING(FILE *, open_memstream, (char **text, size_t *n), (text, n), NULL)
FAILING(DIR *, fdopendir, (int folder), (folder), NULL)
FAILING(int, pthread_mutex_init, (pthread_mutex_t * mutex, const pthread_mutexattr_t *kind),
    (mutex, kind), ENOMEM)
FAILING(int, pthread_create,
    (pthread_t * thread, const pthread_attr_t *kind, void *(*start)(void *), void *argument),
    (thread, kind, start, argument), EAGAIN)
/* clang-format on */

/* Two that are not so: libunistring folds into the room that it is given without memory, as far as the
 * result fits; libcsv asks again for less when it cannot have what it wants. */
uint8_t *__real_u8_casefold(const uint8_t *text, size_t n, const char *language, uninorm_t form,
    uint8_t *out, size_t *length);
uint8_t *__wrap_u8_casefold(const uint8_t *text, size_t n, const char *language, uninorm_t form,
    uint8_t *out, size_t *length);
uint8_t *__wrap_u8_casefold(const uint8_t *text, size_t n, const char *language, uninorm_t form,
    uint8_t *out, size_t *length)
{
    return out == NULL && fails("u8_casefold")
               ? NULL
               : __real_u8_casefold(text, n, language, form, out, length);
}

static void *grow_cell(void *old, size_t size)
{
    return fails("libcsv") ? NULL : __real_realloc(old, size);
}

int __real_csv_init(struct csv_parser *parser, unsigned char options);
int __wrap_csv_init(struct csv_parser *parser, unsigned char options);
int __wrap_csv_init(struct csv_parser *parser, unsigned char options)
{
    const int status = __real_csv_init(parser, options);
    if (status == 0) {
        csv_set_realloc_func(parser, grow_cell);
    }
    return status;
}

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("FAULT_AT");
    if (at != NULL) {
        char *end = NULL;
        fault_site = strtoull(at, &end, 16);
        fault_call = *end == ':' ? strtoul(end + 1, NULL, 10) : 1;
    }
    fault_on = getenv("FAULT_ON") != NULL;
    json_set_alloc_funcs(__wrap_malloc, free);
}

__attribute__((destructor)) static void list(void)
{
    const char *path = getenv("FAULT_LIST");
    FILE *file = path == NULL ? NULL : __real_fopen(path, "w");
    for (size_t i = 0; i < n_found && file != NULL; i++) {
        size_t at = order[i] % SITES;
        while (found[at].site != order[i]) {
            at = (at + 1) % SITES;
        }
        fprintf(file, "%llx %lu\n", (unsigned long long)order[i], found[at].calls);
    }
    if (file != NULL && fclose(file) != 0) {
        abort();
    }
}

/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
