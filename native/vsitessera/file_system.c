#include "file_system.h"

#include "file_error.h"

#include "loader/signal_guard.h"

#include "cpl_conv.h"
#include "cpl_string.h"

#include <stddef.h>
#include <string.h>

int tessera_vsi_stat(void* user, const char* path, VSIStatBufL* result, int flags)
{
    tessera_file_info info = {sizeof(info), 0, 0, 0};
    tessera_error error = {sizeof(error), ""};
    tessera_signal_guard signals;
    int32_t status;
    const tessera_core* core = tessera_vsi_core();
    (void)user;
    (void)flags;
    if (core == NULL)
        return -1;
    tessera_signals_hold(&signals);
    status = core->file_stat(path, &info, &error);
    tessera_signals_release(&signals);
    if (status != TESSERA_OK)
    {
        tessera_vsi_report(status, &error, 1);
        return -1;
    }
    memset(result, 0, sizeof(*result));
    result->st_mode = (unsigned short)(info.is_folder ? S_IFDIR | 0555 : S_IFREG | 0444);
    result->st_size = info.length;
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

char** tessera_vsi_read_dir(void* user, const char* path, int most)
{
    name_list list = {NULL, 0, 0, 0};
    tessera_error error = {sizeof(error), ""};
    tessera_signal_guard signals;
    int32_t status;
    const tessera_core* core = tessera_vsi_core();
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
    tessera_vsi_report(status, &error, 0);
    return NULL;
}

char** tessera_vsi_sibling_files(void* user, const char* path)
{
    (void)user;
    (void)path;
    return (char**)VSICalloc(1, sizeof(char*));
}

int tessera_vsi_rename(void* user, const char* from, const char* to)
{
    (void)user;
    (void)to;
    return tessera_vsi_refuse_to_write("renamed", from);
}

int tessera_vsi_mkdir(void* user, const char* path, long mode)
{
    (void)user;
    (void)mode;
    return tessera_vsi_refuse_to_write("made", path);
}

int tessera_vsi_rmdir(void* user, const char* path)
{
    (void)user;
    return tessera_vsi_refuse_to_write("removed", path);
}
