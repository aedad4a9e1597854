#include "core_loader.h"

#include "platform.h"
#include "signal_guard.h"

#include "cpl_conv.h"
#include "cpl_error.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>

#define PATH_SIZE 4096

/* The table is published once and stays; readers take no lock. */
static _Atomic(const tessera_core*) the_core = NULL;
static atomic_int forked = 0;
static atomic_int let_go = 0;

/* ---- what the host offers ---- */

static const char* get_option(const char* key) { return CPLGetConfigOption(key, NULL); }

static void debug(const char* message) { CPLDebug("TESSERA", "%s", message); }

static void warn(const char* message) { CPLError(CE_Warning, CPLE_AppDefined, "%s", message); }

static const tessera_host the_host = {sizeof(tessera_host), TESSERA_CORE_ABI, get_option, debug,
                                      warn};

/* ---- fork ---- */

static void in_forked_child(void) { atomic_store(&forked, 1); }

static void watch_forks(void)
{
    static int watching = 0;
    if (!watching)
        tessera_platform_on_fork_child(in_forked_child);
    watching = 1;
}

/* ---- load and start, under the lock ---- */

/* Beside this library, or beside the X.Y folder that this library lies in, so that one core serves
 * all GDALs. */
static int find_library(char* path)
{
    static const char* const places[] = {"", "/.."};
    char directory[PATH_SIZE / 2];
    size_t i;
    if (!tessera_platform_own_directory(directory, sizeof(directory)))
    {
        CPLError(
            CE_Failure, CPLE_AppDefined,
            "The folder of the TESSERA driver's plugin cannot be told, so its core (%s) cannot "
            "be found: give GDAL_DRIVER_PATH as an absolute path",
            TESSERA_CORE_LIBRARY);
        return 0;
    }
    for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
    {
        snprintf(path, PATH_SIZE, "%s%s/%s", directory, places[i], TESSERA_CORE_LIBRARY);
        if (tessera_platform_file_exists(path))
            return 1;
    }
    CPLError(CE_Failure, CPLE_AppDefined,
             "The TESSERA driver's core, %s, is neither in %s nor in the folder above it: install "
             "it there, beside the plugin",
             TESSERA_CORE_LIBRARY, directory);
    return 0;
}

/* Calls a core's entry point and checks what it gives. */
static const tessera_core* start(tessera_core_entry_point entry_point, const char* whose)
{
    const size_t needed = offsetof(tessera_core, location_info) + sizeof(void*);
    tessera_signal_guard guard;
    tessera_signal_dispositions dispositions;
    const tessera_core* core;

    tessera_signals_hold(&guard);
    tessera_signals_save(&dispositions);
    core = entry_point(&the_host);
    tessera_signals_restore(&dispositions);
    tessera_signals_release(&guard);

    if (core == NULL || core->abi != TESSERA_CORE_ABI || core->size < needed)
    {
        CPLError(CE_Failure, CPLE_AppDefined,
                 "The TESSERA driver and its core (%s) are of different versions (the driver's is "
                 "%d): install both from the same release",
                 whose, TESSERA_CORE_ABI);
        return NULL;
    }
    return core;
}

static const tessera_core* load(void)
{
    char path[PATH_SIZE];
    char reason[1024];
    void* library;
    union
    {
        void* object; /* ISO C has no cast from an object's pointer to a function's */
        tessera_core_entry_point function;
    } symbol;

    if (!find_library(path))
        return NULL;
    library = tessera_platform_load(path, reason, sizeof(reason));
    if (library == NULL)
    {
        CPLError(CE_Failure, CPLE_AppDefined, "The TESSERA driver's core could not be loaded: %s",
                 reason);
        return NULL;
    }
    symbol.object = tessera_platform_symbol(library, TESSERA_CORE_ENTRY_POINT);
    if (symbol.object == NULL)
    {
        CPLError(CE_Failure, CPLE_AppDefined,
                 "%s is not the TESSERA driver's core: it does not export %s", path,
                 TESSERA_CORE_ENTRY_POINT);
        return NULL;
    }
    return start(symbol.function, path);
}

/* ---- the doors ---- */

static int in_child_of_user(void)
{
    if (!atomic_load(&forked))
        return 0;
    CPLError(CE_Failure, CPLE_AppDefined,
             "This process was forked from one that had already used the TESSERA driver, whose "
             "threads do not live on in it: start worker processes with \"spawn\" or "
             "\"forkserver\" instead of \"fork\", or before the first TESSERA name is opened");
    return 1;
}

const tessera_core* tessera_core_acquire(void)
{
    const tessera_core* core;
    if (in_child_of_user())
        return NULL;
    core = atomic_load(&the_core);
    if (core != NULL)
        return core;

    tessera_platform_lock();
    core = atomic_load(&the_core);
    if (core == NULL)
    {
        watch_forks();
        core = load();
        atomic_store(&the_core, core);
    }
    tessera_platform_unlock();
    return core;
}

const tessera_core* tessera_core_started(void)
{
    return atomic_load(&forked) || atomic_load(&let_go) ? NULL : atomic_load(&the_core);
}

int32_t tessera_gdal_set_core(tessera_core_entry_point entry_point)
{
    static tessera_core_entry_point set = NULL;
    int32_t in_use;
    if (in_child_of_user())
        return 0;
    tessera_platform_lock();
    if (atomic_load(&the_core) == NULL)
    {
        watch_forks();
        atomic_store(&the_core, start(entry_point, "the program's own"));
        if (atomic_load(&the_core) != NULL)
            set = entry_point;
    }
    in_use = set == entry_point;
    tessera_platform_unlock();
    return in_use;
}

void tessera_gdal_let_go(void) { atomic_store(&let_go, 1); }
