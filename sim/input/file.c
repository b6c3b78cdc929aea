/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/file.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int refuse(
    lac_diagnostics *diagnostics, const char *shown_name, const char *message, const char *hint)
{
    const lac_place place = {.file = shown_name};
    lac_diagnostics_add(diagnostics, LAC_ERROR, &place, hint, "%s", message);
    return LAC_INPUT;
}

static int refuse_kind(lac_diagnostics *diagnostics, const char *shown_name)
{
    return refuse(diagnostics, shown_name,
        "this is a pipe, a socket or a device, not an ordinary file",
        "save the data as a file and name that");
}

/* Whether a system call failed because there is no such file. */
static bool is_missing(int error)
{
    return error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG || error == ELOOP;
}

/* The error of a failed system call on the file. */
static int refuse_errno(lac_diagnostics *diagnostics, const char *shown_name, int error)
{
    const lac_place place = {.file = shown_name};
    if (is_missing(error)) {
        return refuse(diagnostics, shown_name, "the file does not exist",
            "check the spelling of its name and the folder it is in");
    }
    switch (error) {
    case ENXIO:
    case ENODEV:
        return refuse_kind(diagnostics, shown_name);
    case EACCES:
    case EPERM:
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place,
            "ask its owner for the right to read it", "the file cannot be read: permission denied");
        return LAC_IO;
    default:
        lac_diagnostics_add(
            diagnostics, LAC_ERROR, &place, NULL, "the file cannot be read: %s", strerror(error));
        return LAC_IO;
    }
}

/* Reads at most capacity bytes. Returns 0 or the errno of the failure. */
static int read_all(int descriptor, char *bytes, size_t capacity, size_t *n_bytes)
{
    *n_bytes = 0;
    while (*n_bytes < capacity) {
        const ssize_t n = read(descriptor, bytes + *n_bytes, capacity - *n_bytes);
        if (n < 0 && errno != EINTR) {
            return errno;
        }
        if (n == 0) {
            break;
        }
        *n_bytes += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

bool lac_file_missing(const char *path)
{
    struct stat about;
    return stat(path, &about) != 0 && is_missing(errno);
}

int lac_file_check_size(
    size_t n_bytes, const char *shown_name, size_t limit, lac_diagnostics *diagnostics)
{
    if (n_bytes <= limit) {
        return LAC_OK;
    }
    char found[32];
    char allowed[32];
    lac_whole_format((double)n_bytes, true, found);
    lac_whole_format((double)limit, true, allowed);
    const lac_place place = {.file = shown_name};
    lac_diagnostics_add(diagnostics, LAC_ERROR, &place, "leave out what is not needed",
        "the file has %s bytes; at most %s are read", found, allowed);
    return LAC_INPUT;
}

int lac_file_read(const char *path, const char *shown_name, size_t limit,
    lac_diagnostics *diagnostics, char **bytes, size_t *n_bytes)
{
    int status = LAC_OK;
    int error = 0;
    size_t size = 0;
    struct stat about;
    char *buffer = NULL;
    *bytes = NULL;
    *n_bytes = 0;

    const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &about) != 0) {
        status = refuse_errno(diagnostics, shown_name, errno);
        goto out;
    }
    if (S_ISDIR(about.st_mode)) {
        status = refuse(diagnostics, shown_name, "this is a folder, not a file",
            "give the name of a file in it");
        goto out;
    }
    if (!S_ISREG(about.st_mode)) {
        status = refuse_kind(diagnostics, shown_name);
        goto out;
    }
    size = (uintmax_t)about.st_size < SIZE_MAX - 2 ? (size_t)about.st_size : SIZE_MAX - 2;
    status = lac_file_check_size(size, shown_name, limit, diagnostics);
    if (status != LAC_OK) {
        goto out;
    }
    /* one byte more than its size shows whether it grows while we read */
    buffer = malloc(size + 2);
    if (buffer == NULL) {
        status = LAC_MEMORY;
        goto out;
    }
    error = read_all(descriptor, buffer, size + 1, n_bytes);
    if (error != 0) {
        status = refuse_errno(diagnostics, shown_name, error);
        goto out;
    }
    if (*n_bytes > size) {
        const lac_place place = {.file = shown_name};
        lac_diagnostics_add(diagnostics, LAC_ERROR, &place,
            "wait until it is complete and try again",
            "the file cannot be read: it grows while it is being read");
        status = LAC_IO;
        goto out;
    }
    buffer[*n_bytes] = '\0';
    *bytes = buffer;
    buffer = NULL;
out:
    if (descriptor >= 0) {
        close(descriptor);
    }
    free(buffer);
    return status;
}
