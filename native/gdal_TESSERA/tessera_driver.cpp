#include "open_options.h"
#include "tessera_dataset.h"

#include "tessera_core.h"
#include "vsitessera/vsitessera.h"

// Called by GDAL when it loads its plugins, so in every program that uses GDAL: registers a name
// and does nothing else. The core is loaded at the first name that is ours (loader/core_loader.h).
extern "C" TESSERA_EXPORT void GDALRegister_TESSERA();

void GDALRegister_TESSERA()
{
    if (!GDAL_CHECK_VERSION("The TESSERA driver") || GDALGetDriverByName("TESSERA") != nullptr)
        return;
    tessera_vsi_install();

    auto* driver = new GDALDriver();
    driver->SetDescription("TESSERA");
    driver->SetMetadataItem(GDAL_DCAP_RASTER, "YES");
    driver->SetMetadataItem(GDAL_DCAP_OPEN, "YES");
    driver->SetMetadataItem(GDAL_DMD_LONGNAME, "Tessera embeddings of the Earth");
    driver->SetMetadataItem(GDAL_DMD_SUBDATASETS, "YES");
    driver->SetMetadataItem(GDAL_DMD_CONNECTION_PREFIX, "TESSERA:");
    driver->SetMetadataItem(GDAL_DMD_OPENOPTIONLIST, OPEN_OPTIONS);
    driver->pfnIdentify = TesseraDataset::Identify;
    driver->pfnOpen = TesseraDataset::Open;
    GetGDALDriverManager()->RegisterDriver(driver);
}

const void* tessera_gdal_linked() { return reinterpret_cast<const void*>(&GDALVersionInfo); }

std::int32_t tessera_gdal_has_driver()
{
    const auto* driver = GDALDriver::FromHandle(GDALGetDriverByName("TESSERA"));
    return driver != nullptr && driver->pfnOpen == TesseraDataset::Open;
}
