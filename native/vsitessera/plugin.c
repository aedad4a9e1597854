/*
 * gdal_TESSERAVSI: /vsitessera/ alone, for a GDAL that no build of the driver is for. One binary for every GDAL from 3.0 on.
 */
#include "any_gdal.h"
#include "vsitessera.h"

#include "tessera_core.h"

#include "gdal.h"

#include <stdlib.h>

#if defined(_MSC_VER)
#include <intrin.h>
#define CALLER() _ReturnAddress()
#else
#define CALLER() __builtin_return_address(0)
#endif

/* Called by GDAL when it loads its plugins: registers a prefix and does nothing else. */
TESSERA_EXPORT void GDALRegister_TESSERAVSI(void);

void GDALRegister_TESSERAVSI(void)
{
    if (tessera_any_gdal_find(CALLER()))
        tessera_vsi_install();
}

int32_t tessera_gdal_register_vsi(const void* in_gdal)
{
    if (!tessera_any_gdal_find(in_gdal) ||
        atoi(GDALVersionInfo("VERSION_NUM")) < GDAL_COMPUTE_VERSION(3, 0, 0))
        return 0;
    tessera_vsi_install();
    return 1;
}
