#include "tessera_dataset.h"

#include "pixel_reader.h"
#include "resampling.h"
#include "tessera_band.h"

#include "cpl_string.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace
{
constexpr const char* PREFIX = "TESSERA:";
constexpr std::string_view TILE_PREFIX = "grid_", TILE_SUFFIX = ".npy", NPY_MAGIC = "\x93NUMPY";

bool IsName(const GDALOpenInfo& openInfo) { return STARTS_WITH_CI(openInfo.pszFilename, PREFIX); }

/// A longitude or latitude as tiles are named by it: a minus or none, digits, a point, two digits.
bool IsCoordinate(std::string_view text)
{
    constexpr std::string_view DIGITS = "0123456789";
    if (!text.empty() && text.front() == '-')
        text.remove_prefix(1);
    if (text.size() < 4)
        return false;
    const size_t point = text.size() - 3;
    return text[point] == '.' && text.find_first_not_of(DIGITS) == point &&
           text.find_first_not_of(DIGITS, point + 1) == std::string_view::npos;
}

/// Whether a file is a tile's embeddings: by its name, grid_LON_LAT.npy, and by the bytes that GDAL
/// has read already. Other .npy files, the tiles' scales among them, are not ours.
bool IsTileFile(const GDALOpenInfo& openInfo)
{
    const std::string_view head(reinterpret_cast<const char*>(openInfo.pabyHeader),
                                static_cast<size_t>(std::max(openInfo.nHeaderBytes, 0)));
    if (head.substr(0, NPY_MAGIC.size()) != NPY_MAGIC)
        return false;
    std::string_view name = CPLGetFilename(openInfo.pszFilename);
    if (name.size() < TILE_PREFIX.size() + TILE_SUFFIX.size() ||
        name.substr(0, TILE_PREFIX.size()) != TILE_PREFIX ||
        name.substr(name.size() - TILE_SUFFIX.size()) != TILE_SUFFIX)
        return false;
    name.remove_prefix(TILE_PREFIX.size());
    name.remove_suffix(TILE_SUFFIX.size());
    const size_t between = name.find('_');
    return between != std::string_view::npos && IsCoordinate(name.substr(0, between)) &&
           IsCoordinate(name.substr(between + 1));
}
} // namespace

int TesseraDataset::Identify(GDALOpenInfo* openInfo)
{
    return IsName(*openInfo) || IsTileFile(*openInfo);
}

GDALDataset* TesseraDataset::Open(GDALOpenInfo* openInfo)
{
    if (!Identify(openInfo))
        return nullptr;
    if (openInfo->eAccess == GA_Update)
    {
        CPLError(CE_Failure, CPLE_NotSupported, "%s cannot be opened for writing: it is read-only",
                 openInfo->pszFilename);
        return nullptr;
    }
    const std::string name =
        IsName(*openInfo) ? openInfo->pszFilename : std::string(PREFIX) + openInfo->pszFilename;
    std::optional<CoreRaster> raster = CoreRaster::Open(name.c_str(), openInfo->papszOpenOptions);
    if (!raster)
        return nullptr;
    if (BandTypeOf(raster->Info().pixel_type) == GDT_Unknown)
    {
        CPLError(CE_Failure, CPLE_NotSupported,
                 "%s has pixels of a type (%d) that this TESSERA driver does not know: update it",
                 openInfo->pszFilename, raster->Info().pixel_type);
        return nullptr;
    }

    std::unique_ptr<TesseraDataset> dataset(new TesseraDataset(std::move(*raster)));
    dataset->SetDescription(openInfo->pszFilename);
    dataset->CopyMetadata();
    dataset->ReferToGround();
    dataset->MakeOverviews();
    return dataset.release();
}

TesseraDataset::TesseraDataset(CoreRaster raster) : m_raster(std::move(raster))
{
    nRasterXSize = m_raster.Info().width;
    nRasterYSize = m_raster.Info().height;
    MakeBands();
}

void TesseraDataset::MakeBands()
{
    for (int band = 1; band <= m_raster.Info().band_count; band++)
        SetBand(band, new TesseraBand(this, band));
}

void TesseraDataset::MakeOverviews()
{
    for (int level = 0; level < m_raster.Info().overview_count; level++)
        if (std::optional<CoreRaster> overview = m_raster.Overview(level))
            m_overviews.emplace_back(new TesseraDataset(std::move(*overview)));
}

void TesseraDataset::CopyMetadata()
{
    const char* const* domains = m_raster.MetadataDomains();
    for (; domains != nullptr && *domains != nullptr; domains++)
        SetMetadata(const_cast<char**>(m_raster.Metadata(*domains)), *domains);
}

void TesseraDataset::ReferToGround()
{
    if (m_raster.Info().epsg == 0)
        return;
    // x is east and y north in the geotransform, whatever the order of axes in the definition of
    // the CRS.
    m_spatialReference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    m_spatialReference.importFromEPSG(m_raster.Info().epsg);
}

// A list has no place on Earth, and some programs (gdallocationinfo -wgs84) end without a word where
// there is none. What shows the list itself, as gdalinfo does, asks for its files first.
const OGRSpatialReference* TesseraDataset::GetSpatialRef() const
{
    if (nBands == 0 && !m_filesAskedFor.exchange(true))
        CPLError(CE_Warning, CPLE_AppDefined,
                 "%s lists other rasters, and has no pixels and no place of its own. Name one of "
                 "its subdatasets, which gdalinfo shows, or a tile by a point in it, as in "
                 "TESSERA:v1/2024/0.17,52.03",
                 GetDescription());
    return m_spatialReference.IsEmpty() ? nullptr : &m_spatialReference;
}

CPLErr TesseraDataset::GetGeoTransform TESSERA_GEOTRANSFORM_ARGUMENTS
{
    if (m_raster.Info().epsg == 0)
        return GDALDataset::GetGeoTransform(transform);
    for (int i = 0; i < 6; i++)
        transform[i] = m_raster.Info().geotransform[i];
    return CE_None;
}

char** TesseraDataset::GetFileList()
{
    m_filesAskedFor = true;
    return nullptr;
}

int TesseraDataset::OverviewCount() const
{
    return AreOverviewsEnabled() ? static_cast<int>(m_overviews.size()) : 0;
}

CPLErr TesseraDataset::AdviseRead(int x, int y, int width, int height, int outWidth, int outHeight,
                                  GDALDataType, int, int*, TesseraOptions)
{
    // A smaller picture takes some of the rows only: fetching all of them ahead would cost more.
    if (outWidth >= width && outHeight >= height)
        m_raster.Advise(x, y, width, height);
    return CE_None;
}

CPLErr TesseraDataset::IRasterIO(GDALRWFlag mode, int x, int y, int width, int height, void* data,
                                 int outWidth, int outHeight, GDALDataType type, int bandCount,
                                 BANDMAP_TYPE bands, GSpacing pixelStride, GSpacing lineStride,
                                 GSpacing bandStride, GDALRasterIOExtraArg* extra)
{
    const auto resample = [&](int first, int count, GDALRasterIOExtraArg* arguments)
    {
        return GDALDataset::IRasterIO(
            mode, x, y, width, height, static_cast<GByte*>(data) + first * bandStride, outWidth,
            outHeight, type, count, bands + first, pixelStride, lineStride, bandStride, arguments);
    };
    if (mode != GF_Read)
        return resample(0, bandCount, extra);
    std::vector<std::int32_t> fromZero(bands, bands + bandCount);
    std::transform(fromZero.begin(), fromZero.end(), fromZero.begin(),
                   [](std::int32_t band) { return band - 1; });
    const PixelWindow window(x, y, width, height, *extra, m_raster.Info());
    if (!IsServedByCore(window, outWidth, outHeight, *extra))
    {
        // Of overviews that the user asked for, GDAL picks one.
        if (OverviewCount() > 0)
            return resample(0, bandCount, extra);
        return ReadResampled(
            m_raster, {x, y, width, height, outWidth, outHeight, *extra, std::move(fromZero)},
            resample);
    }
    const PixelRequest request = {window,      data,       outWidth,   outHeight,       type,
                                  pixelStride, lineStride, bandStride, fromZero.data(), bandCount};
    if (CopyStaged(m_raster, request))
        return CE_None;
    return ReadPixels(m_raster, request, extra->pfnProgress, extra->pProgressData);
}

#if TESSERA_HAS_CLONE
bool TesseraDataset::CanBeCloned(int scope, bool /* mayShareState */) const
{
    return scope == GDAL_OF_RASTER;
}

std::unique_ptr<GDALDataset> TesseraDataset::Clone(int scope, bool mayShareState) const
{
    if (!CanBeCloned(scope, mayShareState))
        return nullptr;
    std::unique_ptr<TesseraDataset> clone(new TesseraDataset(m_raster));
    clone->SetDescription(GetDescription());
    clone->poDriver = poDriver;
    clone->papszOpenOptions = CSLDuplicate(papszOpenOptions);
    clone->nOpenFlags = nOpenFlags;
    clone->oMDMD = oMDMD;
    clone->m_spatialReference = m_spatialReference;
    clone->m_filesAskedFor = m_filesAskedFor.load();
    clone->MakeOverviews();
    return clone;
}
#endif
