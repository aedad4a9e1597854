// From GDAL's reads to the core's.
#pragma once

#include "core_raster.h"
#include "gdal_compat.h"

#include <cstdint>
#include <vector>

/// One read as GDAL asks for it; strides are in bytes and may be negative.
struct PixelRequest
{
    int x, y, width, height;
    void* data;
    int outWidth, outHeight;
    GDALDataType type;
    GSpacing pixelStride, lineStride, bandStride;
    const std::int32_t* bands; ///< counted from 0
    int bandCount;
};

/// Whether the core picks the pixels as GDAL would: nothing is resampled, or by nearest neighbour
/// from a window of whole pixels.
bool IsServedByCore(int x, int y, int width, int height, int outWidth, int outHeight,
                    const GDALRasterIOExtraArg& extra);

/// Reads pixels, in any type and layout.
CPLErr ReadPixels(const CoreRaster& raster, const PixelRequest& request, GDALProgressFunc progress,
                  void* progressData);
