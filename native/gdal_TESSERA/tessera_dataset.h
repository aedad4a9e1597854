// A raster of the core as a dataset of GDAL.
#pragma once

#include "core_raster.h"
#include "gdal_compat.h"

#include "ogr_spatialref.h"

#include <atomic>
#include <memory>
#include <vector>

/// Translates and nothing else: what a name means, what a pixel is and what is kept are the core's
/// business.
///
/// It is a plain GDALDataset, not a GDALPamDataset, so no .aux.xml is ever written beside the
/// user's files. Bands and overviews are made with the dataset and never change.
class TesseraDataset final : public GDALDataset
{
  public:
    static int Identify(GDALOpenInfo* openInfo);
    static GDALDataset* Open(GDALOpenInfo* openInfo);

    const OGRSpatialReference* GetSpatialRef() const override;
    CPLErr GetGeoTransform TESSERA_GEOTRANSFORM_ARGUMENTS override;
    char** GetFileList() override;
    CPLErr AdviseRead(int x, int y, int width, int height, int outWidth, int outHeight,
                      GDALDataType type, int bandCount, int* bands,
                      TesseraOptions options) override;

    const CoreRaster& Raster() const { return m_raster; }
    const std::vector<std::unique_ptr<TesseraDataset>>& Overviews() const { return m_overviews; }

    /// How many overviews may be seen: none where the program opened the dataset with
    /// OVERVIEW_LEVEL=NONE.
    int OverviewCount() const;

  protected:
    CPLErr IRasterIO(GDALRWFlag mode, int x, int y, int width, int height, void* data, int outWidth,
                     int outHeight, GDALDataType type, int bandCount, BANDMAP_TYPE bands,
                     GSpacing pixelStride, GSpacing lineStride, GSpacing bandStride,
                     GDALRasterIOExtraArg* extra) override;

#if TESSERA_HAS_CLONE
    // GDAL gives each thread of a GDAL_OF_THREAD_SAFE handle a clone of its own. We do not declare
    // the dataset itself safe: its IRasterIO() would be, but statistics, histograms and
    // InterpolateAtPoint() of GDAL go through the block cache, which is not. A clone shares the
    // raster, so it opens nothing, and what one thread has fetched is there for all.
    bool CanBeCloned(int scope, bool mayShareState) const override;
    std::unique_ptr<GDALDataset> Clone(int scope, bool mayShareState) const override;
#endif

  private:
    explicit TesseraDataset(CoreRaster raster);

    void MakeBands();
    void MakeOverviews();
    void CopyMetadata();
    void ReferToGround();

    const CoreRaster m_raster;
    OGRSpatialReference m_spatialReference;
    mutable std::atomic<bool> m_filesAskedFor{false};
    std::vector<std::unique_ptr<TesseraDataset>> m_overviews;
};
