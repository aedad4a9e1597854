#include "resampling.h"

#include "cpl_vsi.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace
{
/// What pixels that are read beforehand may take.
constexpr std::int64_t STAGE_BYTES = 128 << 20;

/// The part of the progress that reading takes; resampling is quick.
constexpr double READING = 0.9;

/// Some bands of a window, as the core has them. Answers the questions of the thread that made it
/// for as long as it is there.
class Stage
{
  public:
    Stage(const CoreRaster& raster, const PixelWindow& window, GByte* pixels)
        : m_raster(raster), m_window(window), m_pixels(pixels),
          m_size(BytesPerPixel(raster.Info().pixel_type)), m_outer(current)
    {
        current = this;
    }
    ~Stage() { current = m_outer; }
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    CPLErr Fill(const std::int32_t* bands, int bandCount, tessera_progress progress, void* data)
    {
        tessera_read read = ReadOf(m_window);
        read.out_width = m_window.width;
        read.out_height = m_window.height;
        read.bands = bands;
        read.band_count = bandCount;
        read.data = m_pixels;
        read.pixel_stride = m_size;
        read.line_stride = read.pixel_stride * m_window.width;
        read.band_stride = read.line_stride * m_window.height;
        const CPLErr result = m_raster.Read(read, progress, data);
        if (result == CE_None)
            m_bands.assign(bands, bands + bandCount);
        return result;
    }

    /// Where a band's pixels are; null where they are not here.
    const GByte* Find(const CoreRaster& raster, const PixelWindow& window, std::int32_t band) const
    {
        const auto found = std::find(m_bands.begin(), m_bands.end(), band);
        if (!m_raster.IsSame(raster) || found == m_bands.end() || window.x < m_window.x ||
            window.y < m_window.y || window.x + window.width > m_window.x + m_window.width ||
            window.y + window.height > m_window.y + m_window.height)
            return nullptr;
        const std::int64_t row =
            (found - m_bands.begin()) * std::int64_t{m_window.height} + (window.y - m_window.y);
        return m_pixels + (row * m_window.width + (window.x - m_window.x)) * m_size;
    }

    std::int64_t LineStride() const { return std::int64_t{m_size} * m_window.width; }

    /// The innermost one of this thread.
    static thread_local const Stage* current;

  private:
    const CoreRaster& m_raster;
    const PixelWindow m_window;
    GByte* const m_pixels;
    const int m_size;
    const Stage* const m_outer;
    std::vector<std::int32_t> m_bands;
};

thread_local const Stage* Stage::current = nullptr;

/// Pixels beside an output pixel's own that a method weighs in, in pixels of the output's size (or
/// of the raster's, where the output's are smaller): those of gcore/overview.cpp.
int RadiusOf(GDALRIOResampleAlg method)
{
    switch (method)
    {
    case GRIORA_Bilinear:
    case GRIORA_Gauss:
        return 1;
    case GRIORA_Cubic:
    case GRIORA_CubicSpline:
        return 2;
    case GRIORA_Lanczos:
        return 3;
    default:
        return 0;
    }
}

/// What of an axis GDAL asks for: GDALRasterBand::RasterIOResampled(), gcore/rasterio.cpp, takes a
/// pixel more at the end, and a margin on both sides.
void Extend(double ratio, int out, int margin, int end, int& start, int& size)
{
    const int last = start + 1 + static_cast<int>(std::ceil(out * ratio)) + margin;
    start = std::max(0, start - margin);
    size = std::min(end, last) - start;
}

PixelWindow AreaOf(const ResampledRead& read, const tessera_raster_info& info)
{
    const bool isExact = read.extra.bFloatingPointWindowValidity;
    const double across = (isExact ? read.extra.dfXSize : read.width) / read.outWidth;
    const double down = (isExact ? read.extra.dfYSize : read.height) / read.outHeight;
    const int margin = RadiusOf(read.extra.eResampleAlg) *
                       std::max(1, static_cast<int>(0.5 + std::max(across, down)));
    PixelWindow area(read.x, read.y, read.width, read.height);
    Extend(across, read.outWidth, margin, info.width, area.x, area.width);
    Extend(down, read.outHeight, margin, info.height, area.y, area.height);
    return PixelWindow(area.x, area.y, area.width, area.height);
}

/// A program's progress function, told of a part of the whole, and whether it has asked to stop.
class Part
{
  public:
    Part(GDALProgressFunc function, void* data) : m_function(function), m_data(data) {}

    void Set(double from, double to)
    {
        m_from = from;
        m_to = to;
    }

    bool Tell(double fraction)
    {
        if (m_function != nullptr && !m_isStopped)
            m_isStopped = !m_function(m_from + fraction * (m_to - m_from), "", m_data);
        return !m_isStopped;
    }

    bool IsStopped() const { return m_isStopped; }

    static std::int32_t OfCore(double fraction, void* part)
    {
        return static_cast<Part*>(part)->Tell(fraction);
    }

    static int CPL_STDCALL OfGdal(double fraction, const char*, void* part)
    {
        return static_cast<Part*>(part)->Tell(fraction);
    }

  private:
    const GDALProgressFunc m_function;
    void* const m_data;
    double m_from = 0, m_to = 1;
    bool m_isStopped = false;
};

/// GDAL's resampling says nothing when it is stopped.
CPLErr Resampled(const Resample& resample, const ResampledRead& read, int firstBand, int bandCount,
                 Part& part)
{
    GDALRasterIOExtraArg extra = read.extra;
    extra.pfnProgress = Part::OfGdal;
    extra.pProgressData = &part;
    const CPLErr result = resample(firstBand, bandCount, &extra);
    if (result == CE_None || !part.IsStopped())
        return result;
    CPLError(CE_Failure, CPLE_UserInterrupt, "The read was stopped by the program");
    return CE_Failure;
}
} // namespace

CPLErr ReadResampled(const CoreRaster& raster, const ResampledRead& read, const Resample& resample)
{
    const int bandCount = static_cast<int>(read.bands.size());
    const PixelWindow area = AreaOf(read, raster.Info());
    if (Stage::current != nullptr &&
        Stage::current->Find(raster, area, read.bands.front()) != nullptr)
    {
        GDALRasterIOExtraArg extra = read.extra;
        return resample(0, bandCount, &extra);
    }
    if (raster.Demand(area.x, area.y, area.width, area.height) != CE_None)
        return CE_Failure;

    Part part(read.extra.pfnProgress, read.extra.pProgressData);
    const std::int64_t bandBytes =
        std::int64_t{area.width} * area.height * BytesPerPixel(raster.Info().pixel_type);
    const int bandsAtOnce =
        static_cast<int>(std::min<std::int64_t>(STAGE_BYTES / bandBytes, bandCount));
    if (bandsAtOnce == 0) // so large only where the user has raised the limit of a read
        return Resampled(resample, read, 0, bandCount, part);
    const std::unique_ptr<void, decltype(&VSIFree)> pixels(
        VSI_MALLOC2_VERBOSE(static_cast<size_t>(bandBytes), bandsAtOnce), VSIFree);
    if (pixels == nullptr)
        return CE_Failure;

    for (int first = 0; first < bandCount; first += bandsAtOnce)
    {
        const int count = std::min(bandsAtOnce, bandCount - first);
        const double from = static_cast<double>(first) / bandCount;
        const double to = static_cast<double>(first + count) / bandCount;
        const double isRead = from + READING * (to - from);
        Stage stage(raster, area, static_cast<GByte*>(pixels.get()));
        part.Set(from, isRead);
        if (stage.Fill(&read.bands[first], count, Part::OfCore, &part) != CE_None)
            return CE_Failure;
        part.Set(isRead, to);
        if (Resampled(resample, read, first, count, part) != CE_None)
            return CE_Failure;
    }
    return CE_None;
}

bool CopyStaged(const CoreRaster& raster, const PixelRequest& request)
{
    const Stage* stage = Stage::current;
    if (stage == nullptr || !request.IsOneToOne())
        return false;
    for (int band = 0; band < request.bandCount; band++)
        if (stage->Find(raster, request.window, request.bands[band]) == nullptr)
            return false;
    for (int band = 0; band < request.bandCount; band++)
    {
        const GByte* from = stage->Find(raster, request.window, request.bands[band]);
        auto* to = static_cast<GByte*>(request.data) + band * request.bandStride;
        for (int row = 0; row < request.outHeight; row++)
        {
            CopyPixels(from, raster.Info().pixel_type, to, request.type, request.pixelStride,
                       request.outWidth);
            from += stage->LineStride();
            to += request.lineStride;
        }
    }
    return true;
}
