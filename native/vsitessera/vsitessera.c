#include "vsitessera.h"

#include "file_system.h"
#include "open_file.h"

#include "cpl_string.h"
#include "cpl_vsi.h"
#include "gdal.h"

#include <stddef.h>
#include <stdlib.h>

/*
 * GDAL allocates the struct, as long as the running version has it, and appends new members to its end: those that the headers do not
 * have yet are declared here, and written only where the running GDAL reads them.
 */
#if GDAL_VERSION_NUM < GDAL_COMPUTE_VERSION(3, 7, 0)
typedef struct
{
    VSIFilesystemPluginCallbacksStruct known;
    void (*advise_read)(void*, int, const vsi_l_offset*, const size_t*);
} callbacks_3_7;
#else
typedef VSIFilesystemPluginCallbacksStruct callbacks_3_7;
#endif

#if GDAL_VERSION_NUM < GDAL_COMPUTE_VERSION(3, 10, 0)
typedef struct
{
    callbacks_3_7 known;
    int (*error)(void*);
    void (*clear_err)(void*);
} callbacks_3_10;
#else
typedef VSIFilesystemPluginCallbacksStruct callbacks_3_10;
#endif

static int is_installed(void)
{
    char** prefixes = VSIGetFileSystemsPrefixes();
    const int found = CSLFindString(prefixes, TESSERA_VSI_PREFIX) >= 0;
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
    callbacks->stat = tessera_vsi_stat;
    callbacks->read_dir = tessera_vsi_read_dir;
    callbacks->open = tessera_vsi_open;
    callbacks->tell = tessera_vsi_tell;
    callbacks->seek = tessera_vsi_seek;
    callbacks->read = tessera_vsi_read;
    callbacks->read_multi_range = tessera_vsi_read_multi_range;
    callbacks->eof = tessera_vsi_eof;
    callbacks->close = tessera_vsi_close;
    callbacks->rename = tessera_vsi_rename;
    callbacks->mkdir = tessera_vsi_mkdir;
    callbacks->rmdir = tessera_vsi_rmdir;
    /*
     * No `unlink`: where it is set, GDAL (VSIPluginFilesystemHandler::Unlink, port/cpl_vsil_plugin.cpp) does not call it but the system's unlink()
     * with what follows the prefix, and so deletes a file in the user's folder. Where it is not set, deleting fails; errno is then GDAL's affair.
     */
    if (version >= GDAL_COMPUTE_VERSION(3, 2, 0))
        callbacks->sibling_files = tessera_vsi_sibling_files;
    if (version >= GDAL_COMPUTE_VERSION(3, 7, 0))
        ((callbacks_3_7*)callbacks)->advise_read = tessera_vsi_advise_read;
    if (version >= GDAL_COMPUTE_VERSION(3, 10, 0))
    {
        ((callbacks_3_10*)callbacks)->error = tessera_vsi_error;
        ((callbacks_3_10*)callbacks)->clear_err = tessera_vsi_clear_err;
    }
    VSIInstallPluginHandler(TESSERA_VSI_PREFIX, callbacks); /* keeps the prefix's pointer */
    VSIFreeFilesystemPluginCallbacksStruct(callbacks);
}
