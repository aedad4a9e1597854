// All that differs between the GDALs that this source compiles against, 3.6 to 3.13. The plugin's
// binary is for one X.Y only: the vtables of GDALDataset and GDALRasterBand change in every minor
// version.
#pragma once

#include "gdal_priv.h"

#include "tessera_core.h"

#include <algorithm>
#include <cstdint>

// 3.10: the list of bands of GDALDataset::IRasterIO() has a type of its own, so that it can be made
// const.
#ifndef BANDMAP_TYPE
#define BANDMAP_TYPE int*
#endif

// 3.12: GetGeoTransform() is const and fills a GDALGeoTransform instead of six doubles.
#if GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 12, 0)
#define TESSERA_GEOTRANSFORM_ARGUMENTS (GDALGeoTransform & transform) const
#else
#define TESSERA_GEOTRANSFORM_ARGUMENTS (double* transform)
#endif

// 3.13: AdviseRead() takes its options as const.
#if GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 13, 0)
using TesseraOptions = CSLConstList;
#else
using TesseraOptions = char**;
#endif

// 3.10: a dataset may be cloned for another thread (GDAL_OF_THREAD_SAFE).
#define TESSERA_HAS_CLONE (GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 10, 0))

// 3.10: a value between pixels may be asked for, by gdallocationinfo for every point.
#define TESSERA_HAS_INTERPOLATION (GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 10, 0))

// 3.7: GDAL knows signed bytes; before, they are shown as Int16.
#define TESSERA_HAS_INT8 (GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 7, 0))

/// Type of the bands that show pixels of the core's type; GDT_Unknown where the core is newer and has
/// more of them.
inline GDALDataType BandTypeOf(std::int32_t pixelType)
{
    switch (pixelType)
    {
    case TESSERA_BYTE:
        return GDT_Byte;
    case TESSERA_INT8:
#if TESSERA_HAS_INT8
        return GDT_Int8;
#else
        return GDT_Int16;
#endif
    case TESSERA_UINT16:
        return GDT_UInt16;
    case TESSERA_INT16:
        return GDT_Int16;
    case TESSERA_UINT32:
        return GDT_UInt32;
    case TESSERA_INT32:
        return GDT_Int32;
    case TESSERA_FLOAT32:
        return GDT_Float32;
    case TESSERA_FLOAT64:
        return GDT_Float64;
    default:
        return GDT_Unknown;
    }
}

/// Whether the core's pixels are the band's, bit for bit.
inline bool HasPixelsOfBand(std::int32_t pixelType)
{
    return TESSERA_HAS_INT8 || pixelType != TESSERA_INT8;
}

/// Bytes of a pixel as the core writes it.
inline int BytesPerPixel(std::int32_t pixelType)
{
    return HasPixelsOfBand(pixelType) ? GDALGetDataTypeSizeBytes(BandTypeOf(pixelType))
                                      : static_cast<int>(sizeof(std::int8_t));
}

/// Copies a packed run of the core's pixels to pixels of any type.
inline void CopyPixels(const void* source, std::int32_t pixelType, void* destination,
                       GDALDataType type, GSpacing stride, GPtrDiff_t count)
{
    if (HasPixelsOfBand(pixelType))
    {
        GDALCopyWords64(source, BandTypeOf(pixelType), BytesPerPixel(pixelType), destination, type,
                        static_cast<int>(stride), count);
        return;
    }
    constexpr GPtrDiff_t maximum = 1024;
    std::int16_t widened[maximum];
    const auto* from = static_cast<const std::int8_t*>(source);
    auto* to = static_cast<GByte*>(destination);
    while (count > 0)
    {
        const GPtrDiff_t run = std::min(count, maximum);
        std::copy(from, from + run, widened);
        GDALCopyWords64(widened, GDT_Int16, sizeof(widened[0]), to, type, static_cast<int>(stride),
                        run);
        from += run;
        to += run * stride;
        count -= run;
    }
}
