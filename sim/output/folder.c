/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output/folder.h"

#include "base/version.h"
#include "output/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST_STEM = 200 }; /* bytes of the name that the temporary folder repeats */

/* ---- messages ---- */

static int refuse(
    lac_diagnostics *diagnostics, const char *path, const char *hint, const char *message)
{
    const lac_place place = {.file = *path == '\0' ? "the output folder" : path};
    lac_diagnostics_add(diagnostics, LAC_ERROR, &place, hint, "%s", message);
    return LAC_IO;
}

/* A fault of the system; LAC_MEMORY, without a message, when that is lack of memory. */
static int refuse_errno(lac_diagnostics *diagnostics, const char *path, const char *what, int error)
{
    const lac_place place = {.file = path};
    if (error == ENOMEM) {
        return LAC_MEMORY;
    }
    lac_diagnostics_add(
        diagnostics, LAC_ERROR, &place, "choose another folder", "%s: %s", what, strerror(error));
    return LAC_IO;
}

/* ---- what is there ---- */

/* The length of target without the slashes at its end. */
static size_t bare_length(const char *target)
{
    size_t length = strlen(target);
    while (length > 1 && target[length - 1] == '/') {
        length--;
    }
    return length;
}

/* Where the last part of a path without closing slashes begins. */
static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* Whether the folder holds a run.json that this program wrote. LAC_OK or LAC_MEMORY. */
static int is_ours(const char *folder, bool *ours)
{
    int status = LAC_OK;
    struct stat about;
    const size_t room = strlen(folder) + sizeof "/" LAC_MANIFEST_NAME;
    char *path = malloc(room);
    *ours = false;
    if (path == NULL) {
        return LAC_MEMORY;
    }
    snprintf(path, room, "%s/" LAC_MANIFEST_NAME, folder);
    const int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    FILE *file = NULL;
    if (descriptor >= 0 && fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode)) {
        errno = 0;
        file = fdopen(descriptor, "r");
        status = file == NULL && errno == ENOMEM ? LAC_MEMORY : LAC_OK;
    }
    if (file != NULL) {
        errno = 0;
        json_t *manifest = json_loadf(file, 0, NULL); /* json_loadfd reads byte by byte */
        const char *program = json_string_value(json_object_get(manifest, "program"));
        status = manifest == NULL && errno == ENOMEM ? LAC_MEMORY : LAC_OK;
        *ours = program != NULL && strcmp(program, LAC_PROGRAM) == 0;
        json_decref(manifest);
        (void)fclose(file);
    } else if (descriptor >= 0) {
        (void)close(descriptor);
    }
    free(path);
    return status;
}

/* Looks at every folder above target, and makes the missing ones when make is set: *made is then the
 * length of the first of them. */
static int check_parents(const char *target, bool make, size_t *made, lac_diagnostics *diagnostics)
{
    char *path = strdup(target);
    int status = path == NULL ? LAC_MEMORY : LAC_OK;
    for (size_t i = 1; status == LAC_OK && target[i] != '\0'; i++) {
        struct stat about;
        if (target[i] != '/' || target[i - 1] == '/') {
            continue;
        }
        path[i] = '\0';
        if (stat(path, &about) == 0) {
            if (!S_ISDIR(about.st_mode)) {
                status = refuse(diagnostics, path, "choose another folder",
                    "is a file, not a folder, and stands in the way");
            }
        } else if (errno != ENOENT) {
            status = refuse_errno(diagnostics, path, "cannot be looked into", errno);
        } else if (!make) {
            break;
        } else if (mkdir(path, 0777) == 0) {
            *made = *made == 0 ? i : *made;
        } else if (errno != EEXIST) { /* which is another run making it at the same time */
            status = refuse_errno(diagnostics, path, "the folder cannot be made", errno);
        }
        path[i] = '/';
    }
    free(path);
    return status;
}

/* LAC_OK, and in *exists whether a former folder of ours has to make room. target is bare. */
static int check_target(const char *target, bool force, bool *exists, lac_diagnostics *diagnostics)
{
    struct stat about;
    size_t none = 0;
    bool ours = false;
    const char *name = last_part(target);
    *exists = false;
    if (*target == '\0' || *name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        return refuse(diagnostics, target, "name a folder that is to be made, such as out/study",
            "is no name for an output folder");
    }
    int status = check_parents(target, false, &none, diagnostics);
    if (status != LAC_OK) {
        return status;
    }
    if (lstat(target, &about) != 0) {
        return errno == ENOENT ? LAC_OK
                               : refuse_errno(diagnostics, target, "cannot be looked at", errno);
    }
    if (S_ISLNK(about.st_mode)) {
        return refuse(diagnostics, target, "name the folder itself", "is a symbolic link");
    }
    if (!S_ISDIR(about.st_mode)) {
        return refuse(diagnostics, target, "choose another folder", "is a file, not a folder");
    }
    if ((status = is_ours(target, &ours)) != LAC_OK) {
        return status;
    }
    if (!ours) {
        return refuse(diagnostics, target,
            "choose another folder with -o; --force replaces only results of " LAC_PROGRAM,
            "exists and does not hold results of " LAC_PROGRAM);
    }
    if (!force) {
        return refuse(
            diagnostics, target, "--force replaces it; -o names another folder", "exists already");
    }
    *exists = true;
    return LAC_OK;
}

static char *copy_bare(const char *target)
{
    return strndup(target, bare_length(target));
}

int lac_folder_check(const char *target, bool force, lac_diagnostics *diagnostics)
{
    bool exists = false;
    char *bare = copy_bare(target);
    const int status = bare == NULL ? LAC_MEMORY : check_target(bare, force, &exists, diagnostics);
    free(bare);
    return status;
}

/* ---- making and naming ---- */

/* Makes an empty folder beside target, "<target>.<kind>-XXXXXX"; malloc'd, NULL with errno set. */
static char *make_beside(const char *target, const char *kind)
{
    const size_t folder = (size_t)(last_part(target) - target);
    size_t stem = strlen(target + folder);
    stem = stem < LONGEST_STEM ? stem : LONGEST_STEM;
    const size_t room = folder + stem + strlen(kind) + sizeof ".-XXXXXX";
    char *path = malloc(room);
    if (path == NULL) {
        return NULL;
    }
    snprintf(path, room, "%.*s.%s-XXXXXX", (int)(folder + stem), target, kind);
    if (mkdtemp(path) == NULL) {
        const int error = errno;
        free(path);
        errno = error;
        return NULL;
    }
    return path;
}

/* Removes the parents that were made, from the deepest up, as far as they are empty. */
static void remove_parents(lac_folder *self)
{
    for (size_t i = strlen(self->target); self->made > 0 && i-- > self->made;) {
        if (self->target[i] == '/' && self->target[i - 1] != '/') {
            self->target[i] = '\0';
            if (rmdir(self->target) != 0) {
                break;
            }
        }
    }
}

int lac_folder_begin(lac_folder *self, const char *target, bool force, lac_diagnostics *diagnostics)
{
    bool exists = false;
    self->force = force;
    self->target = copy_bare(target);
    int status =
        self->target == NULL ? LAC_MEMORY : check_target(self->target, force, &exists, diagnostics);
    if (status == LAC_OK) {
        status = check_parents(self->target, true, &self->made, diagnostics);
    }
    if (status == LAC_OK) {
        self->path = make_beside(self->target, "tmp");
        if (self->path == NULL) {
            status = refuse_errno(diagnostics, self->target, "the folder cannot be made", errno);
        }
    }
    if (status != LAC_OK) {
        lac_folder_abandon(self);
    }
    return status;
}

/* Gives the temporary folder the rights of an ordinary one: mkdtemp makes it private. */
static int open_rights(const char *path)
{
    const mode_t mask = umask(0);
    (void)umask(mask);
    return chmod(path, 0777 & ~mask);
}

/* Syncs the folder that a path stands in, so that a new name is on the disk. Cuts the path for a moment:
 * the new name is there already, so nothing may hang on memory any more. */
static void sync_parent(char *path)
{
    const size_t length = (size_t)(last_part(path) - path);
    const char first = path[length];
    path[length] = '\0';
    const int folder = open(length == 0 ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    path[length] = first;
    if (folder >= 0) {
        (void)fsync(folder);
        (void)close(folder);
    }
}

/* Renames; the former folder goes aside meanwhile, and comes back when the new one cannot. */
static int take_name(lac_folder *self, bool exists, lac_diagnostics *diagnostics)
{
    char *aside = NULL;
    int status = LAC_OK;
    if (exists) {
        aside = make_beside(self->target, "old");
        if (aside == NULL || rename(self->target, aside) != 0) {
            status = refuse_errno(
                diagnostics, self->target, "the former folder cannot be moved aside", errno);
            if (aside != NULL) {
                (void)rmdir(aside);
            }
            free(aside);
            return status;
        }
    }
    if (rename(self->path, self->target) != 0) {
        status = refuse_errno(diagnostics, self->target, "the folder cannot be named", errno);
        if (aside != NULL && rename(aside, self->target) != 0) {
            const lac_place place = {.file = self->target};
            lac_diagnostics_add(diagnostics, LAC_WARNING, &place, "rename it by hand",
                "the former folder is now called %s", aside);
        }
        free(aside);
        return status;
    }
    free(self->path);
    self->path = NULL;
    self->made = 0;
    sync_parent(self->target);
    if (aside != NULL && lac_tree_remove(aside) != LAC_OK) {
        const lac_place place = {.file = aside};
        lac_diagnostics_add(diagnostics, LAC_WARNING, &place, "remove it by hand",
            "the former folder could not be removed: %s", strerror(errno));
    }
    free(aside);
    return LAC_OK;
}

int lac_folder_finish(lac_folder *self, lac_diagnostics *diagnostics)
{
    bool exists = false;
    int status = lac_tree_sync(self->path, self->synced, self->n_synced);
    if (status == LAC_IO || (status == LAC_OK && open_rights(self->path) != 0)) {
        status = refuse_errno(diagnostics, self->target, "cannot be written", errno);
    }
    if (status == LAC_OK) {
        status = check_target(self->target, self->force, &exists, diagnostics);
    }
    if (status == LAC_OK) {
        status = take_name(self, exists, diagnostics);
    }
    lac_folder_abandon(self);
    return status;
}

void lac_folder_abandon(lac_folder *self)
{
    if (self->path != NULL) {
        (void)!lac_tree_remove(self->path);
    }
    if (self->target != NULL) {
        remove_parents(self);
    }
    free(self->target);
    free(self->path);
    memset(self, 0, sizeof *self);
}
