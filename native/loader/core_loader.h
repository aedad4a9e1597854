/*
 * Where a shim gets the core's table from. Nothing is loaded, started or looked for before the
 * first name that is ours. Plain C: /vsitessera/ uses it too.
 */
#ifndef TESSERA_LOADER_CORE_LOADER_H
#define TESSERA_LOADER_CORE_LOADER_H

#include "tessera_core.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
     * The core's table; loads and starts the core if this is the first call. Where that fails, or
     * where this process was forked from one that had started it, returns NULL after one CPLError.
     * Any thread.
     */
const tessera_core* tessera_core_acquire(void);

/* The core's table if it has been started in this very process, and it has not been let go of;
     * else NULL, without an error. For closing. */
const tessera_core* tessera_core_started(void);

#ifdef __cplusplus
}
#endif

#endif /* TESSERA_LOADER_CORE_LOADER_H */
