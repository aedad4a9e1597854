// From GDAL's reads to the core's.
#pragma once

#include "core_raster.h"
#include "gdal_compat.h"

#include <cstdint>
#include <vector>

/// A window in whole pixels, and what of it is shown: the same, or with edges within pixels.
struct PixelWindow
{
    int x, y, width, height;
    double exactX, exactY, exactWidth, exactHeight;

    PixelWindow(int x, int y, int width, int height);

    /// The window of a read: where what is shown has edges within pixels, the whole pixels that it touches, which need not be those of
    /// GDAL's request, whose size is rounded.
    PixelWindow(int x, int y, int width, int height, const GDALRasterIOExtraArg& extra,
                const tessera_raster_info& raster);

    /// Whether the edges of what is shown are edges of pixels.
    bool IsWhole() const;
};

/// A read of the core's that has its window, and nothing else yet.
tessera_read ReadOf(const PixelWindow& window);

/// One read as GDAL asks for it; strides are in bytes and may be negative.
struct PixelRequest
{
    PixelWindow window;
    void* data;
    int outWidth, outHeight;
    GDALDataType type;
    GSpacing pixelStride, lineStride, bandStride;
    const std::int32_t* bands; ///< counted from 0
    int bandCount;

    /// Whether every pixel of the window is read, and once.
    bool IsOneToOne() const;
};

/// Whether the core picks the pixels as GDAL would: nothing is resampled, or by nearest neighbour.
bool IsServedByCore(const PixelWindow& window, int outWidth, int outHeight,
                    const GDALRasterIOExtraArg& extra);

/// Reads pixels, in any type and layout.
CPLErr ReadPixels(const CoreRaster& raster, const PixelRequest& request, GDALProgressFunc progress,
                  void* progressData);
