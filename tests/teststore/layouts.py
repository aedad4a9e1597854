"""Where a source keeps its objects: the two published layouts."""

DATASET = {"version": "1.0", "variant": "vultr", "path": "v1"}


class S3V09:
    """The AWS bucket of release 0.9."""

    name = "s3-v0.9"
    manifest = "v1/manifest.parquet"
    landmasks = "v1/landmasks.parquet"

    @staticmethod
    def stem(year, tile):
        return f"v1/global_0.1_degree_representation/{year}/{tile}/{tile}"

    @staticmethod
    def landmask(tile):
        return f"v1/global_0.1_degree_tiff_all/{tile}.tiff"


class SourceCoop:
    """Source Cooperative, release 0.10 and later."""

    name = "source-coop"
    manifest = "npy/v1/manifest.parquet"
    landmasks = "landmasks/v1/landmasks.parquet"

    @staticmethod
    def stem(year, tile):
        return f"npy/v1/{year}/{tile}/{tile}"

    @staticmethod
    def landmask(tile):
        return f"landmasks/v1/{tile}.tiff"


LAYOUTS = {layout.name: layout for layout in (S3V09, SourceCoop)}
