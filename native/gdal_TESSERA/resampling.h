// Reads by any resampling but nearest neighbour: GDAL resamples, of the core's real pixels.
#pragma once

#include "pixel_reader.h"

#include <cstdint>
#include <functional>
#include <vector>

/// A read that GDAL is to resample, as GDAL asks for it.
struct ResampledRead
{
    int x, y, width, height;
    int outWidth, outHeight;
    const GDALRasterIOExtraArg& extra;
    std::vector<std::int32_t> bands; ///< counted from 0
};

/// GDAL's own way for some of a read's bands: the first of them, their number, and the arguments
/// with what is told how far they are.
using Resample = std::function<CPLErr(int, int, GDALRasterIOExtraArg*)>;

/// Lets GDAL resample.
///
/// It asks band by band, and twice where the mask counts, but the core has all bands of a pixel
/// together and would decode the same rows each time. So what GDAL is about to ask for is read
/// beforehand, as many bands at once as fit some memory, and its questions are answered from there.
/// GDAL is asked the same as it is of any other driver's raster, so it gives the same.
CPLErr ReadResampled(const CoreRaster& raster, const ResampledRead& read, const Resample& resample);

/// Copies pixels that were read beforehand; false where this thread has none of that raster that
/// hold all of the request.
bool CopyStaged(const CoreRaster& raster, const PixelRequest& request);
