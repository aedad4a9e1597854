// A band of a dataset of ours.
#pragma once

#include "pixel_reader.h"
#include "tessera_dataset.h"

#include <memory>

/// Reads through its dataset's raster. GDAL's block cache is used only where GDAL asks for blocks
/// itself (statistics, histograms).
class TesseraBand final : public GDALRasterBand
{
  public:
    TesseraBand(TesseraDataset* dataset, int band);

    double GetNoDataValue(int* success = nullptr) override;
    GDALColorInterp GetColorInterpretation() override;
    char** GetCategoryNames() override;
    GDALColorTable* GetColorTable() override;
    int HasArbitraryOverviews() override;
    int GetOverviewCount() override;
    GDALRasterBand* GetOverview(int index) override;
    char** GetMetadataDomainList() override;
    const char* GetMetadataItem(const char* name, const char* domain = "") override;
    CPLErr AdviseRead(int x, int y, int width, int height, int outWidth, int outHeight,
                      GDALDataType type, TesseraOptions options) override;
#if TESSERA_HAS_INTERPOLATION
    CPLErr InterpolateAtPoint(double column, double row, GDALRIOResampleAlg method, double* value,
                              double* imaginary) const override;
#endif

  protected:
    CPLErr IReadBlock(int column, int row, void* data) override;
    CPLErr IRasterIO(GDALRWFlag mode, int x, int y, int width, int height, void* data, int outWidth,
                     int outHeight, GDALDataType type, GSpacing pixelStride, GSpacing lineStride,
                     GDALRasterIOExtraArg* extra) override;

  private:
    std::unique_ptr<GDALColorTable> m_colors;

    const TesseraDataset& Owner() const { return *static_cast<TesseraDataset*>(poDS); }
    const CoreRaster& Raster() const { return Owner().Raster(); }
    CPLErr Read(const PixelWindow& window, void* data, int outWidth, int outHeight,
                GDALDataType type, GSpacing pixelStride, GSpacing lineStride,
                GDALProgressFunc progress, void* progressData) const;
};
