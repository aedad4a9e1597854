/*
 * The few functions of GDAL that gdal_TESSERAVSI calls, found in the GDAL that loads it. See any_gdal.c.
 */
#ifndef TESSERA_ANY_GDAL_H
#define TESSERA_ANY_GDAL_H

/* Finds them in the library that an address lies in, or else in the whole program. Returns 0 where one of them is missing. */
int tessera_any_gdal_find(const void* address);

#endif /* TESSERA_ANY_GDAL_H */
