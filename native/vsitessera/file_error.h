/*
 * How the file system fails: with an error of GDAL's, and errno.
 */
#ifndef TESSERA_FILE_ERROR_H
#define TESSERA_FILE_ERROR_H

#include "tessera_core.h"

/* The core, or NULL with an error: where it cannot be had, or has no files, as an older one that another plugin has loaded. */
const tessera_core* tessera_vsi_core(void);

/* Says why the core refused. That there is no such file is no error: programs ask for many that may not be there; nor is whatever a probe meets. */
void tessera_vsi_report(int32_t status, const tessera_error* error, int is_probe);

/* Says that a path cannot be `what`, such as "renamed". Returns -1. */
int tessera_vsi_refuse_to_write(const char* what, const char* path);

#endif /* TESSERA_FILE_ERROR_H */
