#include "pixel_reader.h"

#include "cpl_conv.h"
#include "cpl_vsi.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace
{
/// What a read in another type than the core's may take beside the caller's buffer.
constexpr std::int64_t SCRATCH_BYTES = 8 << 20;

/// The caller's progress function, and the part of the whole that is under way.
struct ProgressSpan
{
    GDALProgressFunc function;
    void* data;
    double from, to;

    bool Tell(double fraction) const
    {
        return function == nullptr || function(from + fraction * (to - from), "", data);
    }
};

std::int32_t OnProgress(double fraction, void* span)
{
    return static_cast<const ProgressSpan*>(span)->Tell(fraction);
}

/// A part of a request: some of its bands, some of its output rows.
struct Part
{
    int firstBand, bandCount;
    int firstRow, rowCount;
};

GByte* Address(const PixelRequest& request, int band, int row)
{
    return static_cast<GByte*>(request.data) + band * request.bandStride + row * request.lineStride;
}

/// What of the window some output rows show.
PixelWindow WindowOf(const PixelRequest& request, const Part& part)
{
    PixelWindow window = request.window;
    if (request.IsOneToOne())
        return PixelWindow(window.x, window.y + part.firstRow, window.width, part.rowCount);
    const double rowHeight = window.exactHeight / request.outHeight;
    window.exactY += part.firstRow * rowHeight;
    window.exactHeight = part.rowCount * rowHeight;
    return window;
}

/// Straight into the caller's memory.
CPLErr ReadDirect(const CoreRaster& raster, const PixelRequest& request, ProgressSpan& span)
{
    tessera_read read = ReadOf(request.window);
    read.out_width = request.outWidth;
    read.out_height = request.outHeight;
    read.bands = request.bands;
    read.band_count = request.bandCount;
    read.data = request.data;
    read.pixel_stride = request.pixelStride;
    read.line_stride = request.lineStride;
    read.band_stride = request.bandStride;
    return raster.Read(read, span.function != nullptr ? OnProgress : nullptr, &span);
}

/// One part through the scratch, and from there to the caller's type.
CPLErr ReadConverted(const CoreRaster& raster, const PixelRequest& request, const Part& part,
                     void* scratch, ProgressSpan& span)
{
    const std::int32_t pixelType = raster.Info().pixel_type;
    tessera_read read = ReadOf(WindowOf(request, part));
    read.out_width = request.outWidth;
    read.out_height = part.rowCount;
    read.bands = request.bands + part.firstBand;
    read.band_count = part.bandCount;
    read.data = scratch;
    read.pixel_stride = BytesPerPixel(pixelType);
    read.line_stride = read.pixel_stride * request.outWidth;
    read.band_stride = read.line_stride * part.rowCount;
    const CPLErr result = raster.Read(read, span.function != nullptr ? OnProgress : nullptr, &span);
    if (result != CE_None)
        return result;

    const auto* source = static_cast<const GByte*>(scratch);
    for (int band = 0; band < part.bandCount; band++)
        for (int row = 0; row < part.rowCount; row++)
        {
            CopyPixels(source, pixelType,
                       Address(request, part.firstBand + band, part.firstRow + row), request.type,
                       request.pixelStride, request.outWidth);
            source += read.line_stride;
        }
    return CE_None;
}

/// The largest parts that fit the scratch; a row of a band does, whatever its length.
Part LargestPart(const PixelRequest& request, std::int64_t rowBytes)
{
    const auto bands = std::clamp<std::int64_t>(SCRATCH_BYTES / rowBytes, 1, request.bandCount);
    const auto rows =
        std::clamp<std::int64_t>(SCRATCH_BYTES / (rowBytes * bands), 1, request.outHeight);
    return {0, static_cast<int>(bands), 0, static_cast<int>(rows)};
}

CPLErr ReadInParts(const CoreRaster& raster, const PixelRequest& request, ProgressSpan whole)
{
    const std::int64_t rowBytes =
        std::int64_t{request.outWidth} * BytesPerPixel(raster.Info().pixel_type);
    const Part largest = LargestPart(request, rowBytes);
    const std::unique_ptr<void, decltype(&VSIFree)> scratch(
        VSI_MALLOC3_VERBOSE(largest.bandCount, largest.rowCount, static_cast<size_t>(rowBytes)),
        VSIFree);
    if (scratch == nullptr)
        return CE_Failure;
    if (largest.bandCount < request.bandCount || largest.rowCount < request.outHeight)
        raster.Advise(request.window.x, request.window.y, request.window.width,
                      request.window.height);

    const double total = static_cast<double>(request.bandCount) * request.outHeight;
    double done = 0;
    for (int row = 0; row < request.outHeight; row += largest.rowCount)
        for (int band = 0; band < request.bandCount; band += largest.bandCount)
        {
            const Part part = {band, std::min(largest.bandCount, request.bandCount - band), row,
                               std::min(largest.rowCount, request.outHeight - row)};
            ProgressSpan span = whole;
            span.from = done / total;
            done += static_cast<double>(part.bandCount) * part.rowCount;
            span.to = done / total;
            const CPLErr result = ReadConverted(raster, request, part, scratch.get(), span);
            if (result != CE_None)
                return result;
        }
    return CE_None;
}
/// The whole pixels that a part of an axis touches, within the raster.
void Cover(double start, double size, int end, int& first, int& count)
{
    first = static_cast<int>(std::clamp(std::floor(start), 0.0, end - 1.0));
    count = static_cast<int>(
                std::clamp(std::ceil(start + size), first + 1.0, static_cast<double>(end))) -
            first;
}
} // namespace

PixelWindow::PixelWindow(int fromX, int fromY, int columns, int rows)
    : x(fromX), y(fromY), width(columns), height(rows), exactX(fromX), exactY(fromY),
      exactWidth(columns), exactHeight(rows)
{
}

PixelWindow::PixelWindow(int fromX, int fromY, int columns, int rows,
                         const GDALRasterIOExtraArg& extra, const tessera_raster_info& raster)
    : PixelWindow(fromX, fromY, columns, rows)
{
    if (!extra.bFloatingPointWindowValidity)
        return;
    exactX = extra.dfXOff;
    exactY = extra.dfYOff;
    exactWidth = extra.dfXSize;
    exactHeight = extra.dfYSize;
    if (IsWhole())
        return;
    Cover(exactX, exactWidth, raster.width, x, width);
    Cover(exactY, exactHeight, raster.height, y, height);
}

bool PixelWindow::IsWhole() const
{
    return exactX == x && exactY == y && exactWidth == width && exactHeight == height;
}

tessera_read ReadOf(const PixelWindow& window)
{
    tessera_read read = {};
    read.size = sizeof(read);
    read.x = window.x;
    read.y = window.y;
    read.width = window.width;
    read.height = window.height;
    read.exact_x = window.exactX;
    read.exact_y = window.exactY;
    read.exact_width = window.exactWidth;
    read.exact_height = window.exactHeight;
    return read;
}

bool PixelRequest::IsOneToOne() const
{
    return window.IsWhole() && window.width == outWidth && window.height == outHeight;
}

bool IsServedByCore(const PixelWindow& window, int outWidth, int outHeight,
                    const GDALRasterIOExtraArg& extra)
{
    return extra.eResampleAlg == GRIORA_NearestNeighbour ||
           (window.IsWhole() && window.width == outWidth && window.height == outHeight);
}

CPLErr ReadPixels(const CoreRaster& raster, const PixelRequest& request, GDALProgressFunc progress,
                  void* progressData)
{
    ProgressSpan span = {progress, progressData, 0, 1};
    const std::int32_t pixelType = raster.Info().pixel_type;
    const bool isDirect = HasPixelsOfBand(pixelType) && request.type == BandTypeOf(pixelType);
    const CPLErr result =
        isDirect ? ReadDirect(raster, request, span) : ReadInParts(raster, request, span);
    if (result == CE_None && !span.Tell(1))
    {
        CPLError(CE_Failure, CPLE_UserInterrupt, "The read was stopped by the program");
        return CE_Failure;
    }
    return result;
}
