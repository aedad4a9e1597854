#include "tessera_band.h"

#include "cpl_conv.h"
#include "cpl_string.h"
#include "pixel_reader.h"
#include "resampling.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

namespace
{
constexpr const char* LOCATION_DOMAIN = "LocationInfo";

using Pixel = std::pair<int, int>;

/// The pixel that gdallocationinfo asks about: Pixel_COLUMN_ROW or GeoPixel_X_Y.
std::optional<Pixel> PixelOf(const char* name, tessera_raster_info info)
{
    Pixel pixel;
    if (STARTS_WITH_CI(name, "Pixel_"))
    {
        if (sscanf(name + strlen("Pixel_"), "%d_%d", &pixel.first, &pixel.second) != 2)
            return std::nullopt;
        return pixel;
    }
    if (!STARTS_WITH_CI(name, "GeoPixel_"))
        return std::nullopt;
    const char* x = name + strlen("GeoPixel_");
    const char* y = strchr(x, '_');
    double inverse[6];
    if (y == nullptr || !GDALInvGeoTransform(info.geotransform, inverse))
        return std::nullopt;
    double column, row;
    GDALApplyGeoTransform(inverse, CPLAtof(x), CPLAtof(y + 1), &column, &row);
    if (!(std::abs(column) < 1e9 && std::abs(row) < 1e9))
        return std::nullopt;
    return Pixel(static_cast<int>(std::floor(column)), static_cast<int>(std::floor(row)));
}
} // namespace

TesseraBand::TesseraBand(TesseraDataset* dataset, int band)
{
    const tessera_raster_info& info = dataset->Raster().Info();
    poDS = dataset;
    nBand = band;
    nRasterXSize = info.width;
    nRasterYSize = info.height;
    eAccess = GA_ReadOnly;
    eDataType = BandTypeOf(info.pixel_type);
    nBlockXSize = info.block_width;
    nBlockYSize = info.block_height;
    GDALRasterBand::SetDescription(info.band_descriptions[band - 1]);

    const std::vector<GDALColorEntry> colors = Raster().Colors();
    if (colors.empty())
        return;
    m_colors = std::make_unique<GDALColorTable>();
    for (size_t value = 0; value < colors.size(); value++)
        m_colors->SetColorEntry(static_cast<int>(value), &colors[value]);
}

double TesseraBand::GetNoDataValue(int* success)
{
    const tessera_raster_info& info = Raster().Info();
    if (success != nullptr)
        *success = info.has_nodata;
    return info.has_nodata ? info.nodata : 0;
}

GDALColorInterp TesseraBand::GetColorInterpretation()
{
    const std::int32_t* colors = Raster().Info().band_colors;
    return colors != nullptr ? static_cast<GDALColorInterp>(colors[nBand - 1]) : GCI_Undefined;
}

char** TesseraBand::GetCategoryNames() { return const_cast<char**>(Raster().CategoryNames()); }

GDALColorTable* TesseraBand::GetColorTable() { return m_colors.get(); }

int TesseraBand::HasArbitraryOverviews()
{
    // GDAL then makes its estimates (statistics, histograms) of a smaller picture by nearest
    // neighbour, which costs what it shows, instead of taking blocks here and there.
    return GetOverviewCount() == 0;
}

int TesseraBand::GetOverviewCount() { return Owner().OverviewCount(); }

GDALRasterBand* TesseraBand::GetOverview(int index)
{
    if (index < 0 || index >= GetOverviewCount())
        return nullptr;
    return Owner().Overviews()[index]->GetRasterBand(nBand);
}

char** TesseraBand::GetMetadataDomainList()
{
    return CSLAddString(GDALRasterBand::GetMetadataDomainList(), LOCATION_DOMAIN);
}

const char* TesseraBand::GetMetadataItem(const char* name, const char* domain)
{
    if (name == nullptr || domain == nullptr || !EQUAL(domain, LOCATION_DOMAIN))
        return GDALRasterBand::GetMetadataItem(name, domain);
    const std::optional<Pixel> pixel = PixelOf(name, Raster().Info());
    const bool isInside = pixel && pixel->first >= 0 && pixel->first < nRasterXSize &&
                          pixel->second >= 0 && pixel->second < nRasterYSize;
    return isInside ? Raster().LocationInfo(pixel->first, pixel->second) : nullptr;
}

CPLErr TesseraBand::AdviseRead(int x, int y, int width, int height, int outWidth, int outHeight,
                               GDALDataType, TesseraOptions)
{
    // As TesseraDataset::AdviseRead.
    if (outWidth >= width && outHeight >= height)
        Raster().Advise(x, y, width, height);
    return CE_None;
}

#if TESSERA_HAS_INTERPOLATION
CPLErr TesseraBand::InterpolateAtPoint(double column, double row, GDALRIOResampleAlg method,
                                       double* value, double* imaginary) const
{
    // GDAL's own way takes the 64 x 64 pixels around the point, in whatever way it interpolates:
    // for the nearest pixel, 64 rows would be fetched for one.
    if (method != GRIORA_NearestNeighbour || !(column >= 0 && column < nRasterXSize) ||
        !(row >= 0 && row < nRasterYSize))
        return GDALRasterBand::InterpolateAtPoint(column, row, method, value, imaginary);
    if (imaginary != nullptr)
        *imaginary = 0;
    return Read(PixelWindow(static_cast<int>(column), static_cast<int>(row), 1, 1), value, 1, 1,
                GDT_Float64, sizeof(double), sizeof(double), nullptr, nullptr);
}
#endif

CPLErr TesseraBand::IReadBlock(int column, int row, void* data)
{
    const int x = column * nBlockXSize;
    const int y = row * nBlockYSize;
    const int width = std::min(nBlockXSize, nRasterXSize - x);
    const int height = std::min(nBlockYSize, nRasterYSize - y);
    const GSpacing pixelStride = GDALGetDataTypeSizeBytes(eDataType);
    return Read(PixelWindow(x, y, width, height), data, width, height, eDataType, pixelStride,
                pixelStride * nBlockXSize, nullptr, nullptr);
}

CPLErr TesseraBand::IRasterIO(GDALRWFlag mode, int x, int y, int width, int height, void* data,
                              int outWidth, int outHeight, GDALDataType type, GSpacing pixelStride,
                              GSpacing lineStride, GDALRasterIOExtraArg* extra)
{
    const PixelWindow window(x, y, width, height, *extra, Raster().Info());
    if (mode != GF_Read)
        return GDALRasterBand::IRasterIO(mode, x, y, width, height, data, outWidth, outHeight, type,
                                         pixelStride, lineStride, extra);
    if (!IsServedByCore(window, outWidth, outHeight, *extra))
    {
        const auto resample = [&](int, int, GDALRasterIOExtraArg* arguments)
        {
            return GDALRasterBand::IRasterIO(mode, x, y, width, height, data, outWidth, outHeight,
                                             type, pixelStride, lineStride, arguments);
        };
        // Of overviews that the user asked for, GDAL picks one.
        if (GetOverviewCount() > 0)
            return resample(0, 1, extra);
        return ReadResampled(
            Raster(), {x, y, width, height, outWidth, outHeight, *extra, {nBand - 1}}, resample);
    }
    return Read(window, data, outWidth, outHeight, type, pixelStride, lineStride,
                extra->pfnProgress, extra->pProgressData);
}

CPLErr TesseraBand::Read(const PixelWindow& window, void* data, int outWidth, int outHeight,
                         GDALDataType type, GSpacing pixelStride, GSpacing lineStride,
                         GDALProgressFunc progress, void* progressData) const
{
    const std::int32_t band = nBand - 1;
    const PixelRequest request = {window,      data,       outWidth, outHeight, type,
                                  pixelStride, lineStride, 0,        &band,     1};
    if (CopyStaged(Raster(), request))
        return CE_None;
    return ReadPixels(Raster(), request, progress, progressData);
}
