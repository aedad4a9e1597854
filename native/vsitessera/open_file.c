#include "open_file.h"

#include "file_error.h"

#include "loader/core_loader.h"
#include "loader/signal_guard.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void* tessera_vsi_open(void* user, const char* path, const char* access)
{
    tessera_error error = {sizeof(error), ""};
    tessera_signal_guard signals;
    int32_t status;
    open_file* opened;
    const tessera_core* core;
    (void)user;
    if (strpbrk(access, "wa+") != NULL)
    {
        tessera_vsi_refuse_to_write("opened for writing", path);
        return NULL;
    }
    core = tessera_vsi_core();
    if (core == NULL)
        return NULL;
    opened = (open_file*)calloc(1, sizeof(open_file));
    if (opened == NULL)
    {
        errno = ENOMEM;
        return NULL;
    }
    opened->core = core;
    opened->info.size = sizeof(opened->info);
    tessera_signals_hold(&signals);
    status = core->file_open(path, &opened->file, &opened->info, &error);
    tessera_signals_release(&signals);
    if (status == TESSERA_OK)
        return opened;
    free(opened);
    tessera_vsi_report(status, &error, 0);
    return NULL;
}

vsi_l_offset tessera_vsi_tell(void* handle)
{
    return (vsi_l_offset)((const open_file*)handle)->position;
}

int tessera_vsi_seek(void* handle, vsi_l_offset offset, int whence)
{
    open_file* file = (open_file*)handle;
    /* Offsets back from here or from the end come as the huge numbers that they are without a sign. */
    const int64_t from = whence == SEEK_SET   ? 0
                         : whence == SEEK_CUR ? file->position
                                              : file->info.length;
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
    tessera_error error = {sizeof(error), ""};
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
    tessera_vsi_report(status == TESSERA_ERROR_NOT_FOUND ? TESSERA_ERROR_UNAVAILABLE : status,
                       &error, 0);
    file->has_failed = 1;
    return 0;
}

size_t tessera_vsi_read(void* handle, void* buffer, size_t size, size_t count)
{
    open_file* file = (open_file*)handle;
    const int64_t left =
        file->info.length > file->position ? file->info.length - file->position : 0;
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
    range.length = (int64_t)(size * count);
    range.data = buffer;
    if (range.length > left || range.length < 0)
    {
        range.length = left;
        file->is_at_end = 1;
    }
    if (range.length > 0 && !read_ranges(file, &range, 1))
        return 0;
    file->position += range.length;
    return (size_t)range.length / size;
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
        const vsi_l_offset length = (vsi_l_offset)file->info.length;
        if (offsets[i] > length || sizes[i] > length - offsets[i])
        {
            free(ranges);
            errno = EINVAL;
            return NULL;
        }
        ranges[i].offset = (int64_t)offsets[i];
        ranges[i].length = (int64_t)sizes[i];
        ranges[i].data = data != NULL ? data[i] : NULL;
    }
    return ranges;
}

int tessera_vsi_read_multi_range(void* handle, int count, void** data, const vsi_l_offset* offsets,
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

void tessera_vsi_advise_read(void* handle, int count, const vsi_l_offset* offsets,
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

int tessera_vsi_eof(void* handle) { return ((const open_file*)handle)->is_at_end; }

int tessera_vsi_error(void* handle) { return ((const open_file*)handle)->has_failed; }

void tessera_vsi_clear_err(void* handle)
{
    open_file* file = (open_file*)handle;
    file->is_at_end = 0;
    file->has_failed = 0;
}

int tessera_vsi_close(void* handle)
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
