// A raster of the core, in C++. Every call of the core that the driver makes is made here.
#pragma once

#include "cpl_error.h"
#include "gdal.h"

#include "tessera_core.h"

#include <memory>
#include <optional>
#include <vector>

/// An open raster, or an overview of one. A small value: copies share the raster, which is closed
/// with the last of them. May be used from any thread.
class CoreRaster
{
  public:
    /// Opens a name; starts the core if need be. Where that fails there is nothing but a CPLError.
    static std::optional<CoreRaster> Open(const char* name, const char* const* options);

    /// Whether both are the same raster.
    bool IsSame(const CoreRaster& other) const { return m_raster == other.m_raster; }

    /// What is known without reading pixels. The strings live as long as the raster.
    const tessera_raster_info& Info() const { return m_info; }

    /// Names of the metadata domains, ended by a null.
    const char* const* MetadataDomains() const;

    /// Items of a domain, ended by a null; null where there is no such domain.
    const char* const* Metadata(const char* domain) const;

    /// An overview of Info().overview_count; keeps its raster open.
    std::optional<CoreRaster> Overview(int index) const;

    /// Reports a failure where a read of all pixels of a window would be refused for its size.
    CPLErr Demand(int x, int y, int width, int height) const;

    /// Names of the values 0, 1, ..., ended by a null; null where values are no codes.
    const char* const* CategoryNames() const;

    /// Colours of the values 0, 1, ...; empty where values are no codes.
    std::vector<GDALColorEntry> Colors() const;

    /// Reads pixels; a failure is reported.
    CPLErr Read(const tessera_read& read, tessera_progress progress, void* progressData) const;

    /// Says that a window will be read soon.
    void Advise(int x, int y, int width, int height) const;

    /// Where a pixel comes from, as XML; null where that is not known. Lives until this thread's
    /// next call.
    const char* LocationInfo(int x, int y) const;

  private:
    CoreRaster(const tessera_core* core, std::shared_ptr<tessera_raster> raster);

    const tessera_core* m_core;
    std::shared_ptr<tessera_raster> m_raster;
    tessera_raster_info m_info;
};
