/*
 * The file system's paths: what they are, what lies in a folder, and that nothing is written. As GDAL's callbacks of VSIFilesystemPluginCallbacksStruct
 * (port/cpl_vsi.h): `user` is not used, paths come without the prefix.
 */
#ifndef TESSERA_FILE_SYSTEM_H
#define TESSERA_FILE_SYSTEM_H

#include "cpl_vsi.h"

int tessera_vsi_stat(void* user, const char* path, VSIStatBufL* result, int flags);
char** tessera_vsi_read_dir(void* user, const char* path, int most);

/* Nothing lies beside a file: so that GDAL looks for none of its some fifty kinds of sidecars. */
char** tessera_vsi_sibling_files(void* user, const char* path);

int tessera_vsi_rename(void* user, const char* from, const char* to);
int tessera_vsi_mkdir(void* user, const char* path, long mode);
int tessera_vsi_rmdir(void* user, const char* path);

#endif /* TESSERA_FILE_SYSTEM_H */
