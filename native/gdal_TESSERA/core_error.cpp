#include "core_error.h"

namespace
{
CPLErrorNum ClassOf(std::int32_t status)
{
    switch (status)
    {
    case TESSERA_ERROR_INVALID_ARGUMENT:
        return CPLE_IllegalArg;
    case TESSERA_ERROR_UNAVAILABLE:
        return CPLE_HttpResponse;
    case TESSERA_ERROR_CORRUPT_DATA:
    case TESSERA_ERROR_OFFLINE:
    case TESSERA_ERROR_LOCAL_RESOURCE:
        return CPLE_FileIO;
    case TESSERA_ERROR_CANCELLED:
        return CPLE_UserInterrupt;
    default:
        // What is not found too: QGIS and others drop the text of CPLE_OpenFailed and say that the
        // file is no raster.
        return CPLE_AppDefined;
    }
}
} // namespace

CPLErr ReportFailure(std::int32_t status, const tessera_error& error)
{
    CPLError(CE_Failure, ClassOf(status), "%s", error.message);
    return CE_Failure;
}
