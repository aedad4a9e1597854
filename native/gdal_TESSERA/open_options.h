// The driver's open options, as GDAL shows them (gdalinfo --format TESSERA). Their meaning is the
// core's; docs/driver.md describes them. Those that one is most likely to want come first: programs
// show them all, in this order. What concerns the process and no raster is of a scope of its own:
// GDAL (GDALDriver, gcore/gdaldriver.cpp) takes it without a warning, and QGIS (QgsGdalSourceSelect)
// shows options of the scope "raster", or of none, only.
#pragma once

constexpr const char* OPEN_OPTIONS = R"xml(<OpenOptionList>
  <Option name="VIEW" type="string-select" default="embedding" description="What the pixels show">
    <Value>embedding</Value>
    <Value>quantized</Value>
    <Value>scales</Value>
    <Value>mask</Value>
    <Value>rgb</Value>
    <Value>coverage</Value>
  </Option>
  <Option name="BBOX" type="string" description="Part of a year, a zone or a coverage: west,south,east,north in degrees"/>
  <Option name="REGION" type="string" description="Part of a year, a zone or a coverage: a GeoJSON file with polygons; only tiles that they touch are read"/>
  <Option name="BANDS" type="string" description="Bands to show, counted from 0: 0,1,2 or 0-2,127; all where it is not given, and of VIEW=rgb 0,1,2"/>
  <Option name="STRETCH" type="string" description="Values that VIEW=rgb shows from dark to bright: LOW,HIGH, or such a pair for each band; 2nd to 98th percentile of the zone's where it is not given"/>
  <Option name="OVERVIEWS" type="string-select" default="auto" description="Whether there are overviews, of every 2nd, 4th ... pixel: of pictures only (auto), of all, which programs then use for any resampling (nearest), or none">
    <Value>auto</Value>
    <Value>nearest</Value>
    <Value>none</Value>
  </Option>
  <Option name="WATER" type="string-select" default="keep" description="Whether pixels on water are kept or become NaN">
    <Value>keep</Value>
    <Value>mask</Value>
  </Option>
  <Option name="INVALID" type="string-select" default="nan" description="What pixels without a valid scale become: NaN, or the product with that scale">
    <Value>nan</Value>
    <Value>raw</Value>
  </Option>
  <Option name="MAX_SCALE" type="float" default="1.0" description="Scales from this on are not valid"/>
  <Option name="SOURCE" type="string" default="auto" description="Where objects come from: auto, a source's name, an S3 URL, http(s)://endpoint/bucket/prefix, or a folder"/>
  <Option name="LAYOUT" type="string-select" default="auto" description="How the source arranges its objects">
    <Value>auto</Value>
    <Value>s3-v0.9</Value>
    <Value>source-coop</Value>
    <Value>geotessera</Value>
  </Option>
  <Option name="DATASET" type="string" description="Dataset that is meant where a name has none"/>
  <Option name="REGISTRY" type="string" description="A manifest file, a folder with manifest.parquet or registry.parquet, or a URL"/>
  <Option name="REGISTRY_TTL" scope="process" type="string" description="How long the registry is used before the source is asked whether it has changed, in seconds (also 5m, 1h, 7d)"/>
  <Option name="CACHE_DIR" scope="process" type="string" description="Folder of the disk cache; NO for none"/>
  <Option name="CACHE_SIZE" scope="process" type="string" description="Bytes that the disk cache may hold (also 512MB, 20GB)"/>
  <Option name="CACHE_MEMORY" scope="process" type="string" description="Bytes that decoded data may hold in memory (also 512MB, 20GB)"/>
  <Option name="OFFLINE" scope="process" type="boolean" default="NO" description="Whether to use what is in the cache and never the network"/>
  <Option name="MAX_CONNECTIONS" scope="process" type="int" min="1" max="256" description="Requests under way at once to one source"/>
  <Option name="TIMEOUT" scope="process" type="string" description="How long a request may go without an answer, in seconds (also 500ms, 5m)"/>
  <Option name="RETRIES" scope="process" type="int" min="0" max="100" description="How often a request that failed for a passing reason is tried again"/>
  <Option name="MAX_READ" scope="process" type="string" description="Bytes that one read may fetch (also 512MB, 20GB)"/>
  <Option name="VERIFY" scope="process" type="string-select" default="when-whole" description="When an object's bytes are compared with its published checksum">
    <Value>when-whole</Value>
    <Value>before-use</Value>
  </Option>
</OpenOptionList>)xml";
