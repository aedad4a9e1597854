using System.Globalization;
using System.Security;
using System.Text;
using TesseraGdal.Rasters;

namespace TesseraGdal.Files.Tiff;

/// <summary>What a raster and its bands say of themselves, as GDAL writes it into TIFFs: an XML of items.</summary>
internal static class GdalMetadata
{
    /// <summary>All domains but those that GDAL makes itself, and the bands' descriptions.</summary>
    internal static string Of(RasterInfo info)
    {
        var xml = new StringBuilder("<GDALMetadata>\n");
        foreach ((string domain, IReadOnlyList<KeyValuePair<string, string>> items) in info.Metadata)
        {
            if (domain is "SUBDATASETS" or "IMAGE_STRUCTURE") continue;
            foreach ((string name, string value) in items) AddItem(name, domain.Length == 0 ? "" : $" domain=\"{SecurityElement.Escape(domain)}\"", value);
        }
        for (int band = 0; band < info.BandDescriptions.Count; band++)
            AddItem("DESCRIPTION", string.Create(CultureInfo.InvariantCulture, $" sample=\"{band}\" role=\"description\""), info.BandDescriptions[band]);
        return xml.Append("</GDALMetadata>\n").ToString();

        void AddItem(string name, string attributes, string value) =>
            xml.Append("  <Item name=\"").Append(SecurityElement.Escape(name)).Append('"').Append(attributes).Append('>').Append(SecurityElement.Escape(value)).Append("</Item>\n");
    }
}
