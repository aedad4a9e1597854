// From the core's errors to GDAL's.
#pragma once

#include "cpl_error.h"

#include "tessera_core.h"

#include <cstdint>

/// Reports a failed call of the core as one CPLError, of the class that programs know for that kind
/// of failure.
/// @return CE_Failure
CPLErr ReportFailure(std::int32_t status, const tessera_error& error);
