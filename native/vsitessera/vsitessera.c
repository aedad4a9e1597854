#include "vsitessera.h"

#include "loader/core_loader.h"
#include "loader/signal_guard.h"

#include "cpl_conv.h"
#include "cpl_error.h"
#include "cpl_string.h"
#include "cpl_vsi.h"
#include "gdal.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* GDAL keeps the pointer. */
static const char PREFIX[] = "/vsitessera/";

/*
 * An open file: the core reads at places, GDAL from where it stands.
 */
typedef struct
{
    const tessera_core* core;
    tessera_file* file;
    tessera_file_info info;
    int64_t position;
    int is_at_end;
    int has_failed;
} open_file;

/* ---- errors ---- */

/* What errno says of a status, as a read-only file system has it. */
static int errno_of(int32_t status)
{
    switch (status)
    {
    case TESSERA_ERROR_NOT_FOUND:
    case TESSERA_ERROR_INVALID_ARGUMENT:
        return ENOENT;
    case TESSERA_ERROR_CANCELLED:
        return EINTR;
    default:
        return EIO;
    }
}

/* That there is no such file is no error: programs ask for many that may not be there. */
static void report(int32_t status, const tessera_error* error, int is_probe)
{
    if (is_probe || errno_of(status) == ENOENT)
        CPLDebug("TESSERA", "%s", error->message);
    else
        CPLError(CE_Failure, CPLE_FileIO, "%s", error->message);
    errno = errno_of(status);
}

/* The core, if it has files; an older one that another plugin has loaded has not. */
static const tessera_core* acquire(void)
{
    const tessera_core* core = tessera_core_acquire();
    if (core != NULL && core->size < offsetof(tessera_core, file_list) + sizeof(core->file_list))
    {
        CPLError(CE_Failure, CPLE_NotSupported,
                 "The core of the TESSERA driver that was loaded knows no files: update it");
        core = NULL;
    }
    if (core == NULL)
        errno = EIO;
    return core;
}

static int refuse_to_write(const char* what, const char* path)
{
    CPLError(CE_Failure, CPLE_NotSupported, "%s%s cannot be %s: it is read-only", PREFIX, path,
             what);
    errno = EROFS;
    return -1;
}

/* ---- the file system ---- */

static int vsi_stat(void* user, const char* path, VSIStatBufL* result, int flags)
{
    tessera_file_info info;
    tessera_error error;
    tessera_signal_guard signals;
    int32_t status;
    const tessera_core* core = acquire();
    (void)user;
    (void)flags;
    if (core == NULL)
        return -1;
    tessera_signals_hold(&signals);
    status = core->file_stat(path, &info, &error);
    tessera_signals_release(&signals);
    if (status != TESSERA_OK)
    {
        report(status, &error, 1);
        return -1;
    }
    memset(result, 0, sizeof(*result));
    result->st_mode = (unsigned short)(info.is_folder ? S_IFDIR | 0555 : S_IFREG | 0444);
    result->st_size = info.size;
    result->st_mtime = info.modified >= 0 ? info.modified : 0;
    return 0;
}

/* Names as they come, in GDAL's memory. */
typedef struct
{
    char** names;
    int count;
    int room;
    int most;
} name_list;

static int32_t add_name(const char* name, void* user)
{
    name_list* list = (name_list*)user;
    if (list->count + 2 > list->room)
    {
        const int room = list->room == 0 ? 64 : 2 * list->room;
        char** names = (char**)VSIRealloc(list->names, (size_t)room * sizeof(char*));
        if (names == NULL)
            return 0;
        list->names = names;
        list->room = room;
    }
    list->names[list->count++] = VSIStrdup(name);
    list->names[list->count] = NULL;
    return list->names[list->count - 1] != NULL && (list->most <= 0 || list->count < list->most);
}

static char** vsi_read_dir(void* user, const char* path, int most)
{
    name_list list = {NULL, 0, 0, 0};
    tessera_error error;
    tessera_signal_guard signals;
    int32_t status;
    const tessera_core* core = acquire();
    (void)user;
    if (core == NULL)
        return NULL;
    list.most = most;
    tessera_signals_hold(&signals);
    status = core->file_list(path, add_name, &list, &error);
    tessera_signals_release(&signals);
    if (status == TESSERA_OK)
        return list.names != NULL ? list.names : (char**)VSICalloc(1, sizeof(char*));
    CSLDestroy(list.names);
    report(status, &error, 0);
    return NULL;
}

/* Nothing lies beside a file: so that GDAL looks for none of its some fifty kinds of sidecars. */
static char** vsi_sibling_files(void* user, const char* path)
{
    (void)user;
    (void)path;
    return (char**)VSICalloc(1, sizeof(char*));
}

static int vsi_rename(void* user, const char* from, const char* to)
{
    (void)user;
    (void)to;
    return refuse_to_write("renamed", from);
}

static int vsi_mkdir(void* user, const char* path, long mode)
{
    (void)user;
    (void)mode;
    return refuse_to_write("made", path);
}

static int vsi_rmdir(void* user, const char* path)
{
    (void)user;
    return refuse_to_write("removed", path);
}

static void* vsi_open(void* user, const char* path, const char* access)
{
    tessera_error error;
    tessera_signal_guard signals;
    int32_t status;
    open_file* opened;
    const tessera_core* core;
    (void)user;
    if (strpbrk(access, "wa+") != NULL)
    {
        refuse_to_write("opened for writing", path);
        return NULL;
    }
    core = acquire();
    if (core == NULL)
        return NULL;
    opened = (open_file*)calloc(1, sizeof(open_file));
    if (opened == NULL)
    {
        errno = ENOMEM;
        return NULL;
    }
    opened->core = core;
    tessera_signals_hold(&signals);
    status = core->file_open(path, &opened->file, &opened->info, &error);
    tessera_signals_release(&signals);
    if (status == TESSERA_OK)
        return opened;
    free(opened);
    report(status, &error, 0);
    return NULL;
}

/* ---- files ---- */

static vsi_l_offset vsi_tell(void* handle)
{
    return (vsi_l_offset)((const open_file*)handle)->position;
}

static int vsi_seek(void* handle, vsi_l_offset offset, int whence)
{
    open_file* file = (open_file*)handle;
    /* Offsets back from here or from the end come as the huge numbers that they are without a sign. */
    const int64_t from = whence == SEEK_SET   ? 0
                         : whence == SEEK_CUR ? file->position
                                              : file->info.size;
    const int64_t position = (int64_t)((vsi_l_offset)from + offset);
    if (position < 0)
    {
        errno = EINVAL;
        return -1;
    }
    file->position = position;
    file->is_at_end = 0;
    return 0;
}

static int read_ranges(open_file* file, const tessera_range* ranges, int count)
{
    tessera_error error;
    tessera_signal_guard signals;
    int32_t status;
    if (tessera_core_acquire() == NULL) /* not in a forked child */
    {
        errno = EIO;
        file->has_failed = 1;
        return 0;
    }
    tessera_signals_hold(&signals);
    status = file->core->file_read(file->file, ranges, count, &error);
    tessera_signals_release(&signals);
    if (status == TESSERA_OK)
        return 1;
    report(status == TESSERA_ERROR_NOT_FOUND ? TESSERA_ERROR_UNAVAILABLE : status, &error, 0);
    file->has_failed = 1;
    return 0;
}

static size_t vsi_read(void* handle, void* buffer, size_t size, size_t count)
{
    open_file* file = (open_file*)handle;
    const int64_t left = file->info.size > file->position ? file->info.size - file->position : 0;
    tessera_range range;
    if (size == 0 || count == 0)
        return 0;
    if (count > SIZE_MAX / size)
    {
        errno = EINVAL;
        file->has_failed = 1;
        return 0;
    }
    range.offset = file->position;
    range.size = (int64_t)(size * count);
    range.data = buffer;
    if (range.size > left || range.size < 0)
    {
        range.size = left;
        file->is_at_end = 1;
    }
    if (range.size > 0 && !read_ranges(file, &range, 1))
        return 0;
    file->position += range.size;
    return (size_t)range.size / size;
}

/* Ranges of GDAL as ranges of the core, none past the file's end; NULL where one is, or memory is short. */
static tessera_range* ranges_of(const open_file* file, int count, void** data,
                                const vsi_l_offset* offsets, const size_t* sizes)
{
    tessera_range* ranges = (tessera_range*)calloc((size_t)count, sizeof(tessera_range));
    int i;
    if (ranges == NULL)
    {
        errno = ENOMEM;
        return NULL;
    }
    for (i = 0; i < count; i++)
    {
        const vsi_l_offset length = (vsi_l_offset)file->info.size;
        if (offsets[i] > length || sizes[i] > length - offsets[i])
        {
            free(ranges);
            errno = EINVAL;
            return NULL;
        }
        ranges[i].offset = (int64_t)offsets[i];
        ranges[i].size = (int64_t)sizes[i];
        ranges[i].data = data != NULL ? data[i] : NULL;
    }
    return ranges;
}

static int vsi_read_multi_range(void* handle, int count, void** data, const vsi_l_offset* offsets,
                                const size_t* sizes)
{
    open_file* file = (open_file*)handle;
    tessera_range* ranges;
    int is_read;
    if (count <= 0)
        return 0;
    ranges = ranges_of(file, count, data, offsets, sizes);
    is_read = ranges != NULL && read_ranges(file, ranges, count);
    free(ranges);
    return is_read ? 0 : -1;
}

static void vsi_advise_read(void* handle, int count, const vsi_l_offset* offsets,
                            const size_t* sizes)
{
    open_file* file = (open_file*)handle;
    tessera_range* ranges;
    if (count <= 0 || tessera_core_started() == NULL)
        return;
    ranges = ranges_of(file, count, NULL, offsets, sizes);
    if (ranges != NULL)
    {
        tessera_signal_guard signals;
        tessera_signals_hold(&signals);
        file->core->file_advise(file->file, ranges, count);
        tessera_signals_release(&signals);
    }
    free(ranges);
}

static int vsi_eof(void* handle) { return ((const open_file*)handle)->is_at_end; }

static int vsi_error(void* handle) { return ((const open_file*)handle)->has_failed; }

static void vsi_clear_err(void* handle)
{
    open_file* file = (open_file*)handle;
    file->is_at_end = 0;
    file->has_failed = 0;
}

static int vsi_close(void* handle)
{
    open_file* file = (open_file*)handle;
    if (tessera_core_started() != NULL)
    {
        tessera_signal_guard signals;
        tessera_signals_hold(&signals);
        file->core->file_close(file->file);
        tessera_signals_release(&signals);
    }
    free(file);
    return 0;
}

/* ---- installing ---- */

/*
 * GDAL allocates the struct, as long as the running version has it, and appends new members to its end: those that the headers do not
 * have yet are declared here, and written only where the running GDAL reads them.
 */
typedef struct
{
    VSIFilesystemPluginCallbacksStruct known;
#if GDAL_VERSION_NUM < GDAL_COMPUTE_VERSION(3, 7, 0)
    void (*advise_read)(void*, int, const vsi_l_offset*, const size_t*);
#endif
#if GDAL_VERSION_NUM < GDAL_COMPUTE_VERSION(3, 10, 0)
    int (*error)(void*);
    void (*clear_err)(void*);
#endif
} newest_callbacks;

#if GDAL_VERSION_NUM < GDAL_COMPUTE_VERSION(3, 7, 0)
#define SET_ADVISE_READ(callbacks, value) ((newest_callbacks*)(callbacks))->advise_read = (value)
#else
#define SET_ADVISE_READ(callbacks, value) (callbacks)->advise_read = (value)
#endif
#if GDAL_VERSION_NUM < GDAL_COMPUTE_VERSION(3, 10, 0)
#define SET_ERROR(callbacks, value) ((newest_callbacks*)(callbacks))->error = (value)
#define SET_CLEAR_ERR(callbacks, value) ((newest_callbacks*)(callbacks))->clear_err = (value)
#else
#define SET_ERROR(callbacks, value) (callbacks)->error = (value)
#define SET_CLEAR_ERR(callbacks, value) (callbacks)->clear_err = (value)
#endif

static int is_installed(void)
{
    char** prefixes = VSIGetFileSystemsPrefixes();
    const int found = CSLFindString(prefixes, PREFIX) >= 0;
    CSLDestroy(prefixes);
    return found;
}

void tessera_vsi_install(void)
{
    const int version = atoi(GDALVersionInfo("VERSION_NUM"));
    VSIFilesystemPluginCallbacksStruct* callbacks;
    if (version < GDAL_COMPUTE_VERSION(3, 0, 0) || is_installed())
        return;
    callbacks = VSIAllocFilesystemPluginCallbacksStruct();
    if (callbacks == NULL)
        return;
    callbacks->stat = vsi_stat;
    callbacks->read_dir = vsi_read_dir;
    callbacks->open = vsi_open;
    callbacks->tell = vsi_tell;
    callbacks->seek = vsi_seek;
    callbacks->read = vsi_read;
    callbacks->read_multi_range = vsi_read_multi_range;
    callbacks->eof = vsi_eof;
    callbacks->close = vsi_close;
    callbacks->rename = vsi_rename;
    callbacks->mkdir = vsi_mkdir;
    callbacks->rmdir = vsi_rmdir;
    /*
     * No `unlink`: where it is set, GDAL (VSIPluginFilesystemHandler::Unlink, port/cpl_vsil_plugin.cpp) does not call it but the system's unlink()
     * with what follows the prefix, and so deletes a file in the user's folder. Where it is not set, deleting fails; errno is then GDAL's affair.
     */
    if (version >= GDAL_COMPUTE_VERSION(3, 2, 0))
        callbacks->sibling_files = vsi_sibling_files;
    if (version >= GDAL_COMPUTE_VERSION(3, 7, 0))
        SET_ADVISE_READ(callbacks, vsi_advise_read);
    if (version >= GDAL_COMPUTE_VERSION(3, 10, 0))
    {
        SET_ERROR(callbacks, vsi_error);
        SET_CLEAR_ERR(callbacks, vsi_clear_err);
    }
    VSIInstallPluginHandler(PREFIX, callbacks);
    VSIFreeFilesystemPluginCallbacksStruct(callbacks);
}
