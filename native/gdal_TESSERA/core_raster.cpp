#include "core_raster.h"

#include "core_error.h"

#include "loader/core_loader.h"
#include "loader/signal_guard.h"

#include <cstddef>
#include <utility>

// A core that was loaded by another plugin of ours may be older than this shim.
#define TESSERA_HAS(core, member)                                                                  \
    ((core)->size >= offsetof(tessera_core, member) + sizeof((core)->member) &&                    \
     (core)->member != nullptr)

namespace
{
/// Held during a call of the core.
class CoreCall
{
  public:
    CoreCall() { tessera_signals_hold(&m_signals); }
    ~CoreCall() { tessera_signals_release(&m_signals); }
    CoreCall(const CoreCall&) = delete;
    CoreCall& operator=(const CoreCall&) = delete;

  private:
    tessera_signal_guard m_signals;
};

/// Closes a raster, unless this is a forked child, where the raster is not alive.
void Close(tessera_raster* raster)
{
    if (const tessera_core* core = tessera_core_started())
    {
        const CoreCall call;
        core->close(raster);
    }
}
} // namespace

CoreRaster::CoreRaster(const tessera_core* core, std::shared_ptr<tessera_raster> raster)
    : m_core(core), m_raster(std::move(raster)), m_info()
{
    m_info.size = sizeof(m_info);
    const CoreCall call;
    m_core->info(m_raster.get(), &m_info);
}

std::optional<CoreRaster> CoreRaster::Open(const char* name, const char* const* options)
{
    const tessera_core* core = tessera_core_acquire();
    if (core == nullptr)
        return std::nullopt;
    tessera_raster* raster = nullptr;
    tessera_error error = {sizeof(error), ""};
    std::int32_t status;
    {
        const CoreCall call;
        status = core->open(name, options, &raster, &error);
    }
    if (status != TESSERA_OK)
    {
        ReportFailure(status, error);
        return std::nullopt;
    }
    return CoreRaster(core, std::shared_ptr<tessera_raster>(raster, Close));
}

const char* const* CoreRaster::MetadataDomains() const
{
    const CoreCall call;
    return m_core->metadata_domains(m_raster.get());
}

const char* const* CoreRaster::Metadata(const char* domain) const
{
    const CoreCall call;
    return m_core->metadata(m_raster.get(), domain);
}

std::optional<CoreRaster> CoreRaster::Overview(int index) const
{
    tessera_raster* overview;
    {
        const CoreCall call;
        overview = m_core->overview(m_raster.get(), index);
    }
    if (overview == nullptr)
        return std::nullopt;
    return CoreRaster(m_core, std::shared_ptr<tessera_raster>(m_raster, overview));
}

CPLErr CoreRaster::Demand(int x, int y, int width, int height) const
{
    if (tessera_core_acquire() == nullptr)
        return CE_Failure;
    if (!TESSERA_HAS(m_core, demand))
        return CE_None;
    tessera_error error = {sizeof(error), ""};
    std::int32_t status;
    {
        const CoreCall call;
        status = m_core->demand(m_raster.get(), x, y, width, height, &error);
    }
    return status == TESSERA_OK ? CE_None : ReportFailure(status, error);
}

const char* const* CoreRaster::CategoryNames() const
{
    if (!TESSERA_HAS(m_core, category_names))
        return nullptr;
    const CoreCall call;
    return m_core->category_names(m_raster.get());
}

std::vector<GDALColorEntry> CoreRaster::Colors() const
{
    std::vector<GDALColorEntry> colors;
    if (!TESSERA_HAS(m_core, color_table))
        return colors;
    std::int32_t count = 0;
    const std::uint8_t* from;
    {
        const CoreCall call;
        from = m_core->color_table(m_raster.get(), &count);
    }
    if (from != nullptr)
        for (std::int32_t i = 0; i < count; i++, from += 4)
            colors.push_back({from[0], from[1], from[2], from[3]});
    return colors;
}

CPLErr CoreRaster::Read(const tessera_read& read, tessera_progress progress,
                        void* progressData) const
{
    if (tessera_core_acquire() == nullptr)
        return CE_Failure;
    tessera_error error = {sizeof(error), ""};
    std::int32_t status;
    {
        const CoreCall call;
        status = m_core->read(m_raster.get(), &read, progress, progressData, &error);
    }
    return status == TESSERA_OK ? CE_None : ReportFailure(status, error);
}

void CoreRaster::Advise(int x, int y, int width, int height) const
{
    if (tessera_core_started() == nullptr)
        return;
    const CoreCall call;
    m_core->advise(m_raster.get(), x, y, width, height);
}

const char* CoreRaster::LocationInfo(int x, int y) const
{
    if (tessera_core_started() == nullptr)
        return nullptr;
    const CoreCall call;
    return m_core->location_info(m_raster.get(), x, y);
}
