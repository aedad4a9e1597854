/*
 * A file of the file system, from its opening to its closing. As GDAL's callbacks of VSIFilesystemPluginCallbacksStruct (port/cpl_vsi.h):
 * `handle` is what opening returned.
 */
#ifndef TESSERA_OPEN_FILE_H
#define TESSERA_OPEN_FILE_H

#include "cpl_vsi.h"

void* tessera_vsi_open(void* user, const char* path, const char* access);
int tessera_vsi_close(void* handle);

vsi_l_offset tessera_vsi_tell(void* handle);
int tessera_vsi_seek(void* handle, vsi_l_offset offset, int whence);
size_t tessera_vsi_read(void* handle, void* buffer, size_t size, size_t count);
int tessera_vsi_read_multi_range(void* handle, int count, void** data, const vsi_l_offset* offsets,
                                 const size_t* sizes);
void tessera_vsi_advise_read(void* handle, int count, const vsi_l_offset* offsets,
                             const size_t* sizes);

int tessera_vsi_eof(void* handle);
int tessera_vsi_error(void* handle);
void tessera_vsi_clear_err(void* handle);

#endif /* TESSERA_OPEN_FILE_H */
