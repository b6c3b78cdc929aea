/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEEPEST = 64 };

/* What is done with each entry, after the entries of a folder have had their turn: name is below the
 * open folder, relative counts from the top. */
typedef struct {
    int (*visit)(void *context, int folder, const char *name, const char *relative, mode_t mode);
    void *context;
} visitor;

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_names(char **names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(names[i]);
    }
    free(names);
}

/* The names in an open folder, sorted and malloc'd, without "." and "..". */
static int read_names(int folder, char ***names, size_t *n)
{
    size_t capacity = 0;
    int status = LAC_OK;
    const int copy = fcntl(folder, F_DUPFD_CLOEXEC, 3);
    DIR *listing = copy < 0 ? NULL : fdopendir(copy);
    if (listing == NULL) {
        if (copy >= 0) {
            (void)close(copy);
        }
        return LAC_IO;
    }
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(listing);
        if (entry == NULL) {
            status = errno == 0 ? LAC_OK : LAC_IO;
            break;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        char *name = strdup(entry->d_name);
        if (name == NULL || lac_grow(names, &capacity, *n + 1, sizeof **names) != LAC_OK) {
            free(name);
            status = LAC_MEMORY;
            break;
        }
        (*names)[(*n)++] = name;
    }
    const int kept = errno;
    (void)closedir(listing);
    errno = kept;
    if (*n > 1) {
        qsort(*names, *n, sizeof **names, compare_names);
    }
    return status;
}

/* "folder/name", or name when folder is ""; malloc'd. */
static char *join(const char *folder, const char *name)
{
    const size_t room = strlen(folder) + strlen(name) + 2;
    char *out = malloc(room);
    if (out != NULL) {
        snprintf(out, room, "%s%s%s", folder, *folder == '\0' ? "" : "/", name);
    }
    return out;
}

static int walk(int parent, const char *name, const char *relative, int depth, const visitor *self)
{
    char **names = NULL;
    size_t n = 0;
    const int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) {
        return LAC_IO;
    }
    int status = read_names(folder, &names, &n);
    for (size_t i = 0; i < n && status == LAC_OK; i++) {
        struct stat about;
        char *below = join(relative, names[i]);
        if (below == NULL) {
            status = LAC_MEMORY;
        } else if (fstatat(folder, names[i], &about, AT_SYMLINK_NOFOLLOW) != 0) {
            status = LAC_IO;
        } else if (S_ISDIR(about.st_mode) && depth >= DEEPEST) {
            errno = ELOOP;
            status = LAC_IO;
        } else if (S_ISDIR(about.st_mode)) {
            status = walk(folder, names[i], below, depth + 1, self);
        }
        if (status == LAC_OK) {
            status = self->visit(self->context, folder, names[i], below, about.st_mode);
        }
        free(below);
    }
    const int kept = errno;
    free_names(names, n);
    (void)close(folder);
    errno = kept;
    return status;
}

static int remove_entry(
    void *context, int folder, const char *name, const char *relative, mode_t mode)
{
    (void)context;
    (void)relative;
    return unlinkat(folder, name, S_ISDIR(mode) ? AT_REMOVEDIR : 0) == 0 ? LAC_OK : LAC_IO;
}

int lac_tree_remove(const char *path)
{
    const visitor remover = {remove_entry, NULL};
    const int status = walk(AT_FDCWD, path, "", 0, &remover);
    if (status != LAC_OK) {
        return status;
    }
    return rmdir(path) == 0 ? LAC_OK : LAC_IO;
}

/* The names at the top that need no syncing. */
typedef struct {
    const char **names;
    size_t n;
} exceptions;

/* A file system that cannot sync folders says EINVAL; there is nothing more to ask of it. */
static int sync_entry(
    void *context, int folder, const char *name, const char *relative, mode_t mode)
{
    const exceptions *synced = context;
    if (!S_ISREG(mode) && !S_ISDIR(mode)) {
        return LAC_OK;
    }
    for (size_t i = 0; i < synced->n; i++) {
        if (strcmp(relative, synced->names[i]) == 0) {
            return LAC_OK;
        }
    }
    const int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) {
        return LAC_IO;
    }
    int status = fsync(file) == 0 || errno == EINVAL ? LAC_OK : LAC_IO;
    const int kept = errno;
    if (close(file) != 0 && status == LAC_OK) {
        return LAC_IO;
    }
    errno = kept;
    return status;
}

int lac_tree_sync(const char *path, const char **synced, size_t n_synced)
{
    exceptions names = {synced, n_synced};
    const visitor syncer = {sync_entry, &names};
    const int status = walk(AT_FDCWD, path, "", 0, &syncer);
    return status == LAC_OK ? sync_entry(&names, AT_FDCWD, path, "", S_IFDIR) : status;
}

typedef struct {
    lac_arena *arena;
    const char **names;
    size_t n;
    size_t capacity;
} file_list;

static int list_entry(
    void *context, int folder, const char *name, const char *relative, mode_t mode)
{
    (void)folder;
    (void)name;
    file_list *list = context;
    if (!S_ISREG(mode)) {
        return LAC_OK;
    }
    const char *kept = lac_arena_copy(list->arena, relative);
    if (kept == NULL ||
        lac_grow(&list->names, &list->capacity, list->n + 1, sizeof *list->names) != LAC_OK) {
        return LAC_MEMORY;
    }
    list->names[list->n++] = kept;
    return LAC_OK;
}

int lac_tree_list(const char *path, lac_arena *arena, const char ***names, size_t *n)
{
    file_list list = {.arena = arena};
    const visitor lister = {list_entry, &list};
    int status = walk(AT_FDCWD, path, "", 0, &lister);
    *n = 0;
    *names = NULL;
    if (status == LAC_OK) {
        *names = lac_arena_alloc(arena, list.n + 1, sizeof **names);
        status = *names == NULL ? LAC_MEMORY : LAC_OK;
    }
    if (status == LAC_OK && list.n > 0) {
        memcpy(*names, list.names, list.n * sizeof **names);
        *n = list.n;
    }
    free(list.names);
    return status;
}
