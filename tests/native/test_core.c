/*
 * A core of closed formulas, which stands in for the real one in the tests of the driver's marshalling: what the driver asks, and what it
 * makes of the answers, is all that is tested with it. A name is TESSERA:key=value&key=value…:
 *
 *   width height bands overviews block_width block_height   numbers
 *   type=float32|byte|int8|…      pixel (band b, row r, column c) of level l: see pixel(); or the number of a type
 *   nodata=N                      of floating-point pixels it is NaN
 *   open_status read_status       a tessera_status that the call fails with
 *   demand_status                 the same of a demand
 *   categories=1                  values 0, 1 and 2 have names and colours
 *   colors=1                      bands are red, green, blue
 *   warning=1                     opening warns
 *   steps=N                       reading asks the progress function N times whether to go on
 *   foreign_thread=1              opening starts a thread, which stays, as .NET does
 *
 * Where the option TESSERA_TEST_LOG names a file, every call is written there as a line.
 *
 * The environment says how old it is: TESSERA_TEST_OLD is from before there were the functions after location_info, band_colors and the
 * exact window; TESSERA_TEST_NEW has a table and structs with members that the shim has never heard of.
 */
#include "tessera_core.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The managed side has the same numbers in NativeLayoutTests. */
_Static_assert(sizeof(tessera_host) == 32, "tessera_host");
_Static_assert(sizeof(tessera_core) == 152, "tessera_core");
_Static_assert(sizeof(tessera_raster_info) == 112, "tessera_raster_info");
_Static_assert(sizeof(tessera_read) == 104, "tessera_read");
_Static_assert(sizeof(tessera_error) == 2052, "tessera_error");
_Static_assert(offsetof(tessera_error, message) == 4, "message");
_Static_assert(offsetof(tessera_raster_info, width) == 4, "width");
_Static_assert(offsetof(tessera_raster_info, overview_count) == 36, "overview_count");
_Static_assert(offsetof(tessera_raster_info, nodata) == 40, "nodata");
_Static_assert(offsetof(tessera_raster_info, geotransform) == 48, "geotransform");
_Static_assert(offsetof(tessera_raster_info, band_descriptions) == 96, "band_descriptions");
_Static_assert(offsetof(tessera_raster_info, band_colors) == 104, "band_colors");
_Static_assert(offsetof(tessera_read, x) == 4, "x");
_Static_assert(offsetof(tessera_read, band_count) == 28, "band_count");
_Static_assert(offsetof(tessera_read, bands) == 32, "bands");
_Static_assert(offsetof(tessera_read, data) == 40, "data");
_Static_assert(offsetof(tessera_read, pixel_stride) == 48, "pixel_stride");
_Static_assert(offsetof(tessera_read, exact_x) == 72, "exact_x");
_Static_assert(offsetof(tessera_core, location_info) == 72, "location_info");
_Static_assert(offsetof(tessera_core, file_list) == 120, "file_list");
_Static_assert(offsetof(tessera_core, color_table) == 144, "color_table");
_Static_assert(sizeof(tessera_file_info) == 24, "tessera_file_info");
_Static_assert(offsetof(tessera_file_info, length) == 8, "length");
_Static_assert(sizeof(tessera_range) == 24, "tessera_range");
_Static_assert(TESSERA_BYTE == 1 && TESSERA_INT8 == 2 && TESSERA_FLOAT32 == 3, "8 bits, float32");
_Static_assert(TESSERA_UINT16 == 4 && TESSERA_INT16 == 5, "16 bits");
_Static_assert(TESSERA_UINT32 == 6 && TESSERA_INT32 == 7 && TESSERA_FLOAT64 == 8,
               "32 bits, float64");

#define MAX_OVERVIEWS 8
#define MAX_BANDS 256

/* What a newer core knows of a raster, and offers. */
typedef struct
{
    tessera_raster_info known;
    int64_t later;
} newer_info;

typedef struct
{
    tessera_core known;
    void (*later)(void);
} newer_table;

struct tessera_raster
{
    tessera_raster_info info;
    int level, steps, read_status, demand_status, categories;
    tessera_raster* overviews[MAX_OVERVIEWS];
    char descriptions[MAX_BANDS][32];
    const char* description_list[MAX_BANDS];
    char settings[512];
    const char* items[2];
    char log[1024];
};

static const tessera_host* the_host;

static int is_old(void) { return getenv("TESSERA_TEST_OLD") != NULL; }

static int is_new(void) { return getenv("TESSERA_TEST_NEW") != NULL; }

/* The shim says the sizes of its structs; it was compiled with the same header, so nothing but its sizes will do. */
static void demand_size(uint32_t size, size_t expected, const char* name)
{
    if (size == expected)
        return;
    fprintf(stderr, "the shim says that %s has %u bytes\n", name, size);
    abort();
}

static int32_t fail(int32_t status, tessera_error* error, const char* format, ...)
{
    va_list arguments;
    demand_size(error->size, sizeof(*error), "tessera_error");
    va_start(arguments, format);
    vsnprintf(error->message, error->size - offsetof(tessera_error, message), format, arguments);
    va_end(arguments);
    return status;
}

static void log_call(const char* path, const char* line)
{
    FILE* file = path[0] != '\0' ? fopen(path, "a") : NULL;
    if (file == NULL)
        return;
    fputs(line, file);
    fclose(file);
}

/* ---- names ---- */

static const char* find(const char* name, const char* key)
{
    const size_t length = strlen(key);
    const char* at = strchr(name, ':');
    while (at != NULL)
    {
        at++;
        if (strncmp(at, key, length) == 0 && at[length] == '=')
            return at + length + 1;
        at = strchr(at, '&');
    }
    return NULL;
}

static int number(const char* name, const char* key, int otherwise)
{
    const char* value = find(name, key);
    return value != NULL ? atoi(value) : otherwise;
}

static const int32_t red_green_blue[] = {3, 4, 5}; /* as GDALColorInterp has them */

static int32_t type_of(const char* value)
{
    static const struct
    {
        const char* name;
        int32_t type;
    } types[] = {{"float32", TESSERA_FLOAT32}, {"byte", TESSERA_BYTE},
                 {"int8", TESSERA_INT8},       {"uint16", TESSERA_UINT16},
                 {"int16", TESSERA_INT16},     {"uint32", TESSERA_UINT32},
                 {"int32", TESSERA_INT32},     {"float64", TESSERA_FLOAT64}};
    size_t i;
    for (i = 0; value != NULL && i < sizeof(types) / sizeof(types[0]); i++)
        if (strncmp(value, types[i].name, strlen(types[i].name)) == 0)
            return types[i].type;
    return value != NULL ? atoi(value) : TESSERA_FLOAT32;
}

static int is_float(int32_t type) { return type == TESSERA_FLOAT32 || type == TESSERA_FLOAT64; }

/* ---- opening ---- */

static void* wait_for_ever(void* nothing)
{
    for (;;)
        pause();
    return nothing;
}

static tessera_raster* make(const char* name, int level, const char* log)
{
    tessera_raster* raster = calloc(1, sizeof(tessera_raster));
    tessera_raster_info* info = &raster->info;
    int i;
    raster->level = level;
    raster->steps = number(name, "steps", 0);
    raster->read_status = number(name, "read_status", TESSERA_OK);
    raster->demand_status = number(name, "demand_status", TESSERA_OK);
    raster->categories = number(name, "categories", 0);
    snprintf(raster->log, sizeof(raster->log), "%s", log);
    info->width = (number(name, "width", 100) + (1 << level) - 1) >> level;
    info->height = (number(name, "height", 80) + (1 << level) - 1) >> level;
    info->band_count = number(name, "bands", 3);
    info->pixel_type = type_of(find(name, "type"));
    info->epsg = number(name, "epsg", 32631);
    info->block_width = number(name, "block_width", info->width);
    info->block_height = number(name, "block_height", 32);
    info->has_nodata = is_float(info->pixel_type) || find(name, "nodata") != NULL;
    info->nodata = is_float(info->pixel_type)     ? NAN
                   : find(name, "nodata") != NULL ? atof(find(name, "nodata"))
                                                  : 0;
    info->geotransform[0] = 300000;
    info->geotransform[1] = 10 << level;
    info->geotransform[3] = 5800000;
    info->geotransform[5] = -(10 << level);
    for (i = 0; i < info->band_count; i++)
    {
        snprintf(raster->descriptions[i], sizeof(raster->descriptions[i]), "Tessera_Band_%d", i);
        raster->description_list[i] = raster->descriptions[i];
    }
    info->band_descriptions = raster->description_list;
    info->band_colors = number(name, "colors", 0) ? red_green_blue : NULL;
    if (level == 0)
    {
        info->overview_count = number(name, "overviews", 0);
        for (i = 0; i < info->overview_count; i++)
            raster->overviews[i] = make(name, i + 1, log);
    }
    return raster;
}

static int32_t open_raster(const char* name, const char* const* options, tessera_raster** raster,
                           tessera_error* error)
{
    const char* log = the_host->get_option("TESSERA_TEST_LOG");
    const char* source = the_host->get_option("TESSERA_SOURCE");
    const int status = number(name, "open_status", TESSERA_OK);
    char line[1024];
    snprintf(line, sizeof(line), "open %s\n", name);
    log_call(log != NULL ? log : "", line);
    the_host->debug("the test core opens a raster");
    if (number(name, "warning", 0))
        the_host->warn("the test core warns");
    if (number(name, "foreign_thread", 0))
    {
        pthread_t thread;
        pthread_create(&thread, NULL, wait_for_ever, NULL);
        pthread_detach(thread);
    }
    if (status != TESSERA_OK)
        return fail(status, error, "%s cannot be opened: status %d", name, status);
    *raster = make(name, 0, log != NULL ? log : "");
    snprintf((*raster)->settings, sizeof((*raster)->settings), "SETTINGS=%s|%s",
             source != NULL ? source : "", options != NULL && options[0] != NULL ? options[0] : "");
    (*raster)->items[0] = (*raster)->settings;
    return TESSERA_OK;
}

static void close_raster(tessera_raster* raster)
{
    int i;
    if (raster == NULL)
        return;
    for (i = 0; i < raster->info.overview_count; i++)
        free(raster->overviews[i]);
    log_call(raster->log, "close\n");
    free(raster);
}

/* ---- facts ---- */

static void info_of(tessera_raster* raster, tessera_raster_info* info)
{
    const newer_info all = {raster->info, -1};
    const size_t own = is_old()   ? offsetof(tessera_raster_info, band_colors)
                       : is_new() ? sizeof(newer_info)
                                  : sizeof(tessera_raster_info);
    demand_size(info->size, sizeof(*info), "tessera_raster_info");
    memcpy((char*)info + sizeof(info->size), (const char*)&all + sizeof(info->size),
           (info->size < own ? info->size : own) - sizeof(info->size));
}

static const char* const* metadata_domains(tessera_raster* raster)
{
    static const char* const domains[] = {"", "IMAGE_STRUCTURE", "TESSERA", NULL};
    (void)raster;
    return domains;
}

static const char* const* metadata(tessera_raster* raster, const char* domain)
{
    static const char* const interleave[] = {"INTERLEAVE=PIXEL", NULL};
    static const char* const provenance[] = {"SOURCE=formula", "LICENSE=none", NULL};
    if (strcmp(domain, "IMAGE_STRUCTURE") == 0)
        return interleave;
    if (strcmp(domain, "TESSERA") == 0)
        return provenance;
    return domain[0] == '\0' ? raster->items : NULL;
}

static tessera_raster* overview(tessera_raster* raster, int32_t index)
{
    return index < raster->info.overview_count ? raster->overviews[index] : NULL;
}

static const char* location_info(tessera_raster* raster, int32_t x, int32_t y)
{
    static __thread char text[128];
    (void)raster;
    snprintf(text, sizeof(text), "<LocationInfo><File>%d,%d</File></LocationInfo>", x, y);
    return text;
}

/* ---- pixels ---- */

/* The pixel that an output shows, along an axis. */
static int pick(int start, int size, double exact_start, double exact_size, int out, int i)
{
    const double at = floor(exact_start + (i + 0.5) * (exact_size / out) + 1e-10);
    return at < start ? start : at > start + size - 1 ? start + size - 1 : (int)at;
}

/* The same formula is in test_reading.py. */
static void pixel(const tessera_raster* raster, int band, int row, int column, void* to)
{
    const int r = row << raster->level;
    const int c = column << raster->level;
    /* An integer's bits are spread over all its bytes. */
    const uint32_t bits = (uint32_t)(band * 7 + r * 3 + c) * 0x01010101u + (uint32_t)r;
    const double real =
        (r + c) % 97 == 0 ? NAN : r * 2 - c + band * 0.125; /* as float32 has it, too */
    const float single = (float)real;
    const double twice = real + c / 1024.0 / 1024.0 / 1024.0; /* as float32 has it not */
    const uint16_t half = (uint16_t)(bits >> 3);
    const uint8_t byte = (uint8_t)(band * 7 + r * 3 + c);
    switch (raster->info.pixel_type)
    {
    case TESSERA_FLOAT32:
        memcpy(to, &single, sizeof(single));
        break;
    case TESSERA_FLOAT64:
        memcpy(to, &twice, sizeof(twice));
        break;
    case TESSERA_UINT32:
    case TESSERA_INT32:
        memcpy(to, &bits, sizeof(bits));
        break;
    case TESSERA_UINT16:
    case TESSERA_INT16:
        memcpy(to, &half, sizeof(half));
        break;
    default:
        memcpy(to, &byte, sizeof(byte));
    }
}

static int32_t read_pixels(tessera_raster* raster, const tessera_read* read,
                           tessera_progress progress, void* user_data, tessera_error* error)
{
    const int has_exact = !is_old();
    const double exact_x = has_exact ? read->exact_x : read->x;
    const double exact_y = has_exact ? read->exact_y : read->y;
    const double exact_width = has_exact ? read->exact_width : read->width;
    const double exact_height = has_exact ? read->exact_height : read->height;
    char line[256];
    int32_t k, j, i;
    int step;
    demand_size(read->size, sizeof(*read), "tessera_read");
    snprintf(line, sizeof(line), "read level=%d window=%d,%d,%d,%d out=%d,%d bands=%d\n",
             raster->level, read->x, read->y, read->width, read->height, read->out_width,
             read->out_height, read->band_count);
    log_call(raster->log, line);
    if (raster->read_status != TESSERA_OK)
        return fail(raster->read_status, error, "the read fails with %d", raster->read_status);
    for (step = 1; progress != NULL && step <= raster->steps; step++)
        if (!progress((double)step / raster->steps, user_data))
            return fail(TESSERA_ERROR_CANCELLED, error, "stopped at step %d", step);
    for (k = 0; k < read->band_count; k++)
        for (j = 0; j < read->out_height; j++)
            for (i = 0; i < read->out_width; i++)
            {
                const int row =
                    pick(read->y, read->height, exact_y, exact_height, read->out_height, j);
                const int column =
                    pick(read->x, read->width, exact_x, exact_width, read->out_width, i);
                pixel(raster, read->bands[k], row, column,
                      (char*)read->data + k * read->band_stride + j * read->line_stride +
                          i * read->pixel_stride);
            }
    return TESSERA_OK;
}

static void advise(tessera_raster* raster, int32_t x, int32_t y, int32_t width, int32_t height)
{
    char line[256];
    snprintf(line, sizeof(line), "advise %d,%d,%d,%d\n", x, y, width, height);
    log_call(raster->log, line);
}

static int32_t demand(tessera_raster* raster, int32_t x, int32_t y, int32_t width, int32_t height,
                      tessera_error* error)
{
    char line[256];
    snprintf(line, sizeof(line), "demand %d,%d,%d,%d\n", x, y, width, height);
    log_call(raster->log, line);
    return raster->demand_status == TESSERA_OK
               ? TESSERA_OK
               : fail(raster->demand_status, error, "the demand fails with %d",
                      raster->demand_status);
}

static const char* const* category_names(tessera_raster* raster)
{
    static const char* const names[] = {"none", "some", "all", NULL};
    return raster->categories ? names : NULL;
}

static const uint8_t* color_table(tessera_raster* raster, int32_t* count)
{
    static const uint8_t colors[] = {0, 0, 0, 0, 10, 20, 30, 255, 40, 50, 60, 255};
    *count = raster->categories ? 3 : 0;
    return raster->categories ? colors : NULL;
}

/* As of a core that has no files. */
static newer_table the_table = {.known = {.size = sizeof(tessera_core),
                                          .abi = TESSERA_CORE_ABI,
                                          .open = open_raster,
                                          .close = close_raster,
                                          .info = info_of,
                                          .metadata_domains = metadata_domains,
                                          .metadata = metadata,
                                          .overview = overview,
                                          .read = read_pixels,
                                          .advise = advise,
                                          .location_info = location_info,
                                          .demand = demand,
                                          .category_names = category_names,
                                          .color_table = color_table},
                                .later = abort};

TESSERA_EXPORT const tessera_core* tessera_core_get(const tessera_host* host)
{
    if (host->abi != TESSERA_CORE_ABI)
        return NULL;
    the_host = host;
    if (is_old())
        the_table.known.size = offsetof(tessera_core, file_stat);
    if (is_new())
        the_table.known.size = sizeof(newer_table);
    signal(SIGPIPE, SIG_IGN); /* as .NET does when it starts */
    return &the_table.known;
}
