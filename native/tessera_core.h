/*
 * tessera_core.h: the one contract between the native shims (the GDAL driver, /vsitessera/) and the managed core.
 *
 * The core is a table of C functions. It is filled by one of two parties, and a shim does not know by which:
 *   - the NativeAOT library (libtessera_core), which exports TESSERA_CORE_ENTRY_POINT and is loaded at the first
 *     name that is ours, or
 *   - the .NET runtime of the program itself, which hands its table to the shim (TesseraDriver.Register()).
 * The host hands the core a second, smaller table: read an option, write a line.
 *
 * Rules that hold for every function:
 *   - Any thread may call any function, at any time between entry and exit of the process, also on the same raster.
 *   - No exception crosses, in either direction. A function that can fail returns a status and, where it takes a
 *     tessera_error, fills it; on TESSERA_OK the error is untouched.
 *   - Strings are UTF-8 and end with a NUL. A string that is passed in is copied before the call returns. A string
 *     that comes out belongs to the raster that gave it and lives until that raster is closed.
 *   - Calls block until they are done. While one waits for the network, the calling thread (and no other) calls the
 *     progress function that it was given, a few times a second.
 *   - After fork() the child must not call any function: the core's threads exist in the parent only.
 *   - The two halves may be of different releases. `abi` changes when an existing member of a table or struct does, and
 *     then each refuses the other. Everything else is an addition at an end.
 *   - Tables: `size` is that of the table as the party that fills it was compiled. A function is there if it lies within
 *     `size` and is not NULL. Those up to location_info always are; where a later one is not, a shim does without it.
 *   - Structs: `size` is that of the struct as the party that allocates it was compiled, which is always the shim. The
 *     shim sets the struct to 0, then `size`, then what it has to say. The core reads and writes only members that lie
 *     within `size`, and leaves `size` as it is. A member that only one of the two knows is absent, and is 0 for the one
 *     that knows it: 0 must mean what held before there was that member, or its comment says what its absence means.
 *     No struct has padding at its end, since the next member would lie within the size of the struct as it was.
 *   - tessera_range has no size: it is an element of arrays, whose stride would have to travel too. Whoever needs more
 *     of a range adds a function that takes another struct.
 */
#ifndef TESSERA_CORE_H
#define TESSERA_CORE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TESSERA_CORE_ABI 3

/* Name of the entry point that the NativeAOT library exports, of type tessera_core_entry_point. */
#define TESSERA_CORE_ENTRY_POINT "tessera_core_get"

/* Status of a call. */
typedef enum
{
    TESSERA_OK = 0,
    TESSERA_ERROR_INTERNAL = 1,         /* a defect of ours */
    TESSERA_ERROR_INVALID_ARGUMENT = 2, /* a name, option or setting that is not allowed */
    TESSERA_ERROR_NOT_FOUND = 3,        /* no such dataset, year, tile, object */
    TESSERA_ERROR_UNAVAILABLE = 4,      /* the server refused or failed, after all retries */
    TESSERA_ERROR_CORRUPT_DATA = 5,     /* checksum, length, header, shape or table are wrong */
    TESSERA_ERROR_LIMIT_EXCEEDED = 6,   /* the read would pass a limit that the user set */
    TESSERA_ERROR_CANCELLED = 7,        /* the progress function asked to stop */
    TESSERA_ERROR_OFFLINE = 8,          /* not in the cache, and the network may not be used */
    TESSERA_ERROR_LOCAL_RESOURCE = 9    /* the local disk or memory refused */
} tessera_status;

/* Type of a raster's pixels, which are in the machine's byte order. A shim refuses a raster of a type that it does not know. */
typedef enum
{
    TESSERA_BYTE = 1,    /* uint8_t */
    TESSERA_INT8 = 2,    /* int8_t */
    TESSERA_FLOAT32 = 3, /* IEEE 754 single precision */
    TESSERA_UINT16 = 4,
    TESSERA_INT16 = 5,
    TESSERA_UINT32 = 6,
    TESSERA_INT32 = 7,
    TESSERA_FLOAT64 = 8 /* IEEE 754 double precision */
} tessera_pixel_type;

/* What went wrong. */
typedef struct
{
    uint32_t size; /* sizeof(tessera_error) as the shim was compiled */

    /* One sentence for a person. A longer one is cut at a character, also where the struct ends earlier. */
    char message[2048];
} tessera_error;

/* An open raster. Closed with tessera_core.close, once; overviews belong to their raster and are not closed. */
typedef struct tessera_raster tessera_raster;

/* What is known about a raster without reading pixels. Strings live until the raster is closed. */
typedef struct
{
    uint32_t size;      /* sizeof(tessera_raster_info) as the shim was compiled */
    int32_t width;      /* columns, > 0 */
    int32_t height;     /* rows, > 0 */
    int32_t band_count; /* >= 0; 0 for what only lists others, in the metadata domain SUBDATASETS */
    int32_t pixel_type; /* a tessera_pixel_type, the same for all bands */
    int32_t epsg;       /* EPSG code of the CRS; 0 where there is none */
    int32_t block_width; /* the block that is cheapest to read at once */
    int32_t block_height;
    int32_t has_nodata;     /* 0 or 1 */
    int32_t overview_count; /* >= 0 */
    double nodata; /* NaN where pixels are floating-point numbers; else one that they can be */
    double geotransform[6]; /* in GDAL's order; north up: [2] and [4] are 0, [5] < 0 */
    const char* const* band_descriptions; /* band_count strings */
    const int32_t*
        band_colors; /* band_count of GDAL's GDALColorInterp; NULL where no band is meant as a colour */
} tessera_raster_info;

/*
 * One read. Element (band k, row j, column i) is written, in the raster's own pixel type, to
 * data + k * band_stride + j * line_stride + i * pixel_stride (bytes; may be negative, need no alignment).
 * Where out_width, out_height differ from the window's, pixels are picked (nearest, as GDAL's default): output (i, j) takes
 * the pixel at exact_x + (i + 0.5) * exact_width / out_width, and so for rows. The exact window is the window where its
 * edges are those of pixels; else its edges lie within pixels, and picks stay within the window.
 * The exact window may be absent: it is the window then. Without any of the other members a read is refused (INVALID_ARGUMENT).
 */
typedef struct
{
    uint32_t size;                 /* sizeof(tessera_read) as the shim was compiled */
    int32_t x, y, width, height;   /* the window, within the raster, not empty */
    int32_t out_width, out_height; /* > 0 */
    int32_t band_count;            /* > 0 */
    const int32_t* bands;          /* counted from 0 */
    void* data;
    int64_t pixel_stride, line_stride, band_stride;
    double exact_x, exact_y, exact_width, exact_height;
} tessera_read;

/* An open file of /vsitessera/. Used by one thread at a time, as a VSILFILE is. Closed with tessera_core.file_close, once. */
typedef struct tessera_file tessera_file;

/* What is known of a file or folder without reading it. */
typedef struct
{
    uint32_t size;     /* sizeof(tessera_file_info) as the shim was compiled */
    int32_t is_folder; /* 0 or 1 */
    int64_t length;    /* bytes; exact for computed files too; 0 for a folder */
    int64_t modified;  /* seconds since 1970; -1 where it is not known */
} tessera_file_info;

/* Bytes of a file, within it, and the caller's memory for them. */
typedef struct
{
    int64_t offset, length; /* >= 0 */
    void* data;             /* not used for advice */
} tessera_range;

/* Takes a name of a folder's; it is copied before the function returns. Returns 0 to have no more. */
typedef int32_t (*tessera_add_name)(const char* name, void* user_data);

/* Told how far a read is, 0 ... 1, on the calling thread. Returns 0 to stop the read. */
typedef int32_t (*tessera_progress)(double fraction, void* user_data);

/* What the host offers to the core. Filled by the shim; lives as long as the process. */
typedef struct
{
    uint32_t size; /* sizeof(tessera_host) as the shim was compiled */
    uint32_t abi;  /* TESSERA_CORE_ABI as the shim was compiled */

    /* Value of a configuration option (TESSERA_SOURCE, AWS_REGION, ...), or NULL. Called on the thread that called the
     * core, within that call. The value is copied before the core calls back again. */
    const char* (*get_option)(const char* key);

    /* Writes a line for developers (CPLDebug, category TESSERA). Any thread. */
    void (*debug)(const char* message);

    /* Tells the user something that is no failure (CPLError, CE_Warning). Called on the thread that called the core. */
    void (*warn)(const char* message);
} tessera_host;

/* What the core offers. Filled by the core; lives as long as the process. */
typedef struct
{
    uint32_t size; /* sizeof(tessera_core) as the core was compiled */
    uint32_t abi;  /* TESSERA_CORE_ABI as the core was compiled */

    /*
     * Opens what a name means. `options` is a list of KEY=VALUE strings that ends with NULL, or NULL: open options, without the prefix
     * TESSERA_; they win over configuration options. On TESSERA_OK *raster is the caller's to close.
     * May fetch: the registry's index, a tile's headers and landmask. Errors: all but CANCELLED.
     */
    int32_t (*open)(const char* name, const char* const* options, tessera_raster** raster,
                    tessera_error* error);

    /* Closes a raster and frees all that it gave out. No other call on it or its overviews may be under way. NULL is allowed. */
    void (*close)(tessera_raster* raster);

    /* Fills *info as far as it reaches. Never fails, never waits. */
    void (*info)(tessera_raster* raster, tessera_raster_info* info);

    /* Names of the metadata domains, ended by NULL; "" is the default domain. Never fails, never waits. */
    const char* const* (*metadata_domains)(tessera_raster* raster);

    /* KEY=VALUE strings of a metadata domain, ended by NULL; NULL where the raster has no such domain. Never fails, never waits. */
    const char* const* (*metadata)(tessera_raster* raster, const char* domain);

    /* The overview of an index from 0, in descending order of size; NULL where there is none. Belongs to `raster`. Never waits. */
    tessera_raster* (*overview)(tessera_raster* raster, int32_t index);

    /*
     * Reads pixels. `progress` may be NULL; it is called on this thread only. After an error the destination's contents are undefined.
     * Errors: UNAVAILABLE, CORRUPT_DATA, NOT_FOUND (an object that the registry lists is gone), OFFLINE, LIMIT_EXCEEDED, CANCELLED,
     * INVALID_ARGUMENT (a window or band outside the raster), LOCAL_RESOURCE, INTERNAL.
     */
    int32_t (*read)(tessera_raster* raster, const tessera_read* read, tessera_progress progress,
                    void* user_data, tessera_error* error);

    /* Says that a window will be read soon. Returns at once; what it starts ends with the raster. Failures show at the read. */
    void (*advise)(tessera_raster* raster, int32_t x, int32_t y, int32_t width, int32_t height);

    /*
     * Which objects the pixel (x, y) comes from: an XML text <LocationInfo>...</LocationInfo>, as gdallocationinfo shows it, or NULL.
     * Lives until the next call of this function for this raster on the same thread, or the raster's close.
     */
    const char* (*location_info)(tessera_raster* raster, int32_t x, int32_t y);

    /* ---- /vsitessera/; paths are given without that prefix ---- */

    /*
     * What a path leads to. May fetch: the registry's index, a tile's headers and landmask; never pixels.
     * Errors: NOT_FOUND and INVALID_ARGUMENT (there is no such file), UNAVAILABLE, CORRUPT_DATA, OFFLINE, LOCAL_RESOURCE, INTERNAL.
     */
    int32_t (*file_stat)(const char* path, tessera_file_info* info, tessera_error* error);

    /* Opens a file. On TESSERA_OK *file is the caller's to close, and *info says what it is. Errors: as file_stat. */
    int32_t (*file_open)(const char* path, tessera_file** file, tessera_file_info* info,
                         tessera_error* error);

    /* Closes a file. No other call on it may be under way. NULL is allowed. */
    void (*file_close)(tessera_file* file);

    /*
     * Reads ranges, in any order; they may overlap. After an error the destinations' contents are undefined.
     * Errors: as read of a raster.
     */
    int32_t (*file_read)(tessera_file* file, const tessera_range* ranges, int32_t count,
                         tessera_error* error);

    /* Says that ranges will be read soon. Returns at once; what it starts ends with the file. Failures show at the read. */
    void (*file_advise)(tessera_file* file, const tessera_range* ranges, int32_t count);

    /*
     * Gives the names of what is in a folder to `add`, on this thread, one after another, until it returns 0. Errors: as file_stat.
     */
    int32_t (*file_list)(const char* path, tessera_add_name add, void* user_data,
                         tessera_error* error);

    /* ---- more of rasters ---- */

    /*
     * Refuses a window that a read of all its pixels would refuse for its size, without reading: for who reads it in several parts,
     * which are one read to the user. Never waits. Errors: LIMIT_EXCEEDED, INVALID_ARGUMENT (a window outside the raster), INTERNAL.
     */
    int32_t (*demand)(tessera_raster* raster, int32_t x, int32_t y, int32_t width, int32_t height,
                      tessera_error* error);

    /* What the values 0, 1, ... of all bands stand for, ended by NULL; NULL where values are no codes. Never fails, never waits. */
    const char* const* (*category_names)(tessera_raster* raster);

    /* Colours of the values 0 ... *count - 1: red, green, blue, alpha each; NULL where values are no codes. Never fails, never waits. */
    const uint8_t* (*color_table)(tessera_raster* raster, int32_t* count);

    /*
     * Arrays of more dimensions (GDAL's multidimensional interface) will be functions here, at the end, on the same tessera_raster:
     * one that lists an array's dimensions (name, length, coordinates), and one that reads a part of it, by a struct of its own with a
     * start, a count, a step and a stride for each dimension. tessera_read stays a window of bands.
     */
} tessera_core;

/*
 * Starts the core. `host` is kept. Returns the core's table, or NULL where host->abi is not the core's own.
 * Any number of calls, any thread; the host of the first call is the one that is kept.
 */
typedef const tessera_core* (*tessera_core_entry_point)(const tessera_host* host);

#if defined(_WIN32)
#define TESSERA_EXPORT __declspec(dllexport)
#else
#define TESSERA_EXPORT __attribute__((visibility("default")))
#endif

/*
 * Exported by a shim, for a program that is .NET itself: the shim will use this core and load no other. To be called before
 * the first name of ours is opened. Returns 1 if the shim uses the core of this entry point from now on (or did so
 * already), and 0 where it has another one, or refuses this one after a CPLError.
 */
TESSERA_EXPORT int32_t tessera_gdal_set_core(tessera_core_entry_point entry_point);

/*
 * Exported by a shim, for a program that is .NET itself and is about to end: what was left open may be closed when the process exits
 * (on Windows by libgdal's own DllMain), after .NET has ended its work and its threads. From now on closing does nothing, and advice is
 * not passed on. Any thread, any number of times.
 */
TESSERA_EXPORT void tessera_gdal_let_go(void);

/*
 * Exported by gdal_TESSERA: the address of GDALVersionInfo in the libgdal that it is linked to. Where a process has several, a program
 * must not register the driver in another than that.
 */
TESSERA_EXPORT const void* tessera_gdal_linked(void);

/* Exported by gdal_TESSERA: 1 if the driver TESSERA that is registered in that GDAL now is this library's, else 0. */
TESSERA_EXPORT int32_t tessera_gdal_has_driver(void);

/*
 * Exported by gdal_TESSERAVSI, for a program that is .NET itself, whose compiled code lies in no library: registers /vsitessera/ in
 * the GDAL that an address lies in (of any of its functions), unless that has it already. To be called before tessera_gdal_set_core.
 * Returns 1, or 0 where it is not GDAL 3.0 or later that the address lies in; reports nothing.
 */
TESSERA_EXPORT int32_t tessera_gdal_register_vsi(const void* in_gdal);

#ifdef __cplusplus
}
#endif

#endif /* TESSERA_CORE_H */
