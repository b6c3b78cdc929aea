/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "base/version.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/starter.h"
#include "cli/terminal.h"
#include "output/folder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

static const char TITLE_MARK[] = "@TITLE@";

/* Whether Windows takes the name for a device: what stands before the first dot counts, without regard to
 * case and spaces at its end. */
static bool is_windows_device(const char *name)
{
    static const char *const DEVICES[] = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
    static const char *const PORTS[] = {"COM", "LPT"};
    static const char *const NUMBERS[] = {
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "\xC2\xB9", "\xC2\xB2", "\xC2\xB3"};
    size_t length = strcspn(name, ".");
    while (length > 0 && name[length - 1] == ' ') {
        length--;
    }
    for (size_t i = 0; i < sizeof DEVICES / sizeof DEVICES[0]; i++) {
        if (strlen(DEVICES[i]) == length && strncasecmp(name, DEVICES[i], length) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof PORTS / sizeof PORTS[0] && length > 3; i++) {
        for (size_t n = 0; n < sizeof NUMBERS / sizeof NUMBERS[0]; n++) {
            if (strncasecmp(name, PORTS[i], 3) == 0 && strlen(NUMBERS[n]) == length - 3 &&
                strncmp(name + 3, NUMBERS[n], length - 3) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* Why name cannot be a folder's on every machine that may get it, as the end of a sentence that begins
 * with "the name"; NULL if it can. */
static const char *folder_name_fault(const char *name)
{
    const char *fault = lac_name_fault(name);
    const size_t length = strlen(name);
    if (fault != NULL) {
        return fault;
    }
    if (name[0] == '.') {
        return "begins with \".\"";
    }
    if (strpbrk(name, "/\\<>:\"|?*") != NULL) {
        return "contains one of / \\ < > : \" | ? *";
    }
    if (name[0] == ' ' || name[length - 1] == ' ' || name[length - 1] == '.') {
        return "begins or ends with a space, or ends with a dot";
    }
    if (is_windows_device(name)) {
        return "is that of a device in Windows";
    }
    return NULL;
}

static int tell(const char *path, int error)
{
    fprintf(stderr, "%s: error: cannot be written: %s\n", path, strerror(error));
    return LAC_IO;
}

/* Writes the starter with its title filled in. A valid name needs quotes for a comma at most. */
static int write_study(const char *path, const char *name)
{
    const char *mark = strstr(LAC_STARTER, TITLE_MARK);
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return tell(path, errno);
    }
    errno = 0;
    fprintf(file, "%.*s\"%s\"%s", (int)(mark - LAC_STARTER), LAC_STARTER, name,
        mark + sizeof TITLE_MARK - 1);
    const bool failed = ferror(file) != 0;
    const int error = errno;
    if (fclose(file) != 0 || failed) {
        return tell(path, failed ? error : errno);
    }
    return LAC_OK;
}

static int make_study(const char *name)
{
    lac_arena arena = {0};
    lac_folder folder = {0};
    lac_diagnostics diagnostics = {0};
    int status = lac_folder_begin(&folder, name, false, &diagnostics);
    if (status == LAC_OK) {
        const char *path = lac_arena_format(&arena, "%s/study.csv", folder.path);
        status = path == NULL ? LAC_MEMORY : write_study(path, name);
    }
    if (status == LAC_OK) {
        status = lac_folder_finish(&folder, &diagnostics);
    }
    lac_folder_abandon(&folder);
    lac_diagnostics_print(&diagnostics, LAC_NOTE, stderr);
    lac_diagnostics_free(&diagnostics);
    lac_arena_free(&arena);
    return status;
}

/* Takes back what make_study made, and nothing that was added to it. */
static void remove_study(const char *name)
{
    lac_arena arena = {0};
    const char *path = lac_arena_format(&arena, "%s/study.csv", name);
    if (path != NULL && unlink(path) == 0) {
        (void)rmdir(name);
    }
    lac_arena_free(&arena);
}

int lac_command_new(int argc, char *const *argv)
{
    struct stat about;
    const char *name = NULL;
    int status = lac_argument_read(&name, "NAME",
        "Make the folder NAME with a first study, study.csv, that runs as it is and says in "
        "comments "
        "what to fill in.",
        argc, argv);
    if (status != LAC_OK) {
        return status == LAC_OPTIONS_DONE ? LAC_OK : status;
    }
    const char *fault = folder_name_fault(name);
    if (fault != NULL) {
        fprintf(stderr, LAC_PROGRAM " new: the name %s\n", fault);
        return LAC_USAGE;
    }
    if (lstat(name, &about) == 0) {
        fprintf(stderr, LAC_PROGRAM " new: %s exists already; nothing was written\n", name);
        return LAC_IO;
    }
    status = make_study(name);
    if (status == LAC_OK) {
        const char *quote = strpbrk(name, " '$&();`!~#{}[]") != NULL ? "\"" : "";
        printf("%s/study.csv is written. Run it with\n    " LAC_PROGRAM " run %s%s/study.csv%s\n",
            name, quote, name, quote);
        status = lac_terminal_flush();
        if (status != LAC_OK) {
            remove_study(name);
            fputs("nothing was written\n", stderr);
        }
    }
    return status;
}
