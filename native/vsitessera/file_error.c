#include "file_error.h"

#include "vsitessera.h"

#include "loader/core_loader.h"

#include "cpl_error.h"

#include <errno.h>
#include <stddef.h>

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

void tessera_vsi_report(int32_t status, const tessera_error* error, int is_probe)
{
    if (is_probe || errno_of(status) == ENOENT)
        CPLDebug("TESSERA", "%s", error->message);
    else
        CPLError(CE_Failure, CPLE_FileIO, "%s", error->message);
    errno = errno_of(status);
}

const tessera_core* tessera_vsi_core(void)
{
    const tessera_core* core = tessera_core_acquire();
    if (core != NULL && (core->size < offsetof(tessera_core, file_list) + sizeof(core->file_list) ||
                         core->file_list == NULL))
    {
        CPLError(CE_Failure, CPLE_NotSupported,
                 "The core of the TESSERA driver that was loaded knows no files: update it");
        core = NULL;
    }
    if (core == NULL)
        errno = EIO;
    return core;
}

int tessera_vsi_refuse_to_write(const char* what, const char* path)
{
    CPLError(CE_Failure, CPLE_NotSupported, "%s%s cannot be %s: it is read-only",
             TESSERA_VSI_PREFIX, path, what);
    errno = EROFS;
    return -1;
}
