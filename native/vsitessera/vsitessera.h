/*
 * /vsitessera/: the core's files as one of GDAL's virtual file systems, through GDAL's C interface for plugins only. Plain C.
 */
#ifndef TESSERA_VSITESSERA_H
#define TESSERA_VSITESSERA_H

#ifdef __cplusplus
extern "C" {
#endif

/* What its paths begin with. */
#define TESSERA_VSI_PREFIX "/vsitessera/"

/* Registers the file system in the GDAL that is running, unless it has it already. Starts nothing. */
void tessera_vsi_install(void);

#ifdef __cplusplus
}
#endif

#endif /* TESSERA_VSITESSERA_H */
