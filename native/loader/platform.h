/*
 * The few things that differ between operating systems: a lock, a shared library, where we lie
 * ourselves, fork(). Plain C: /vsitessera/ uses it too.
 */
#ifndef TESSERA_LOADER_PLATFORM_H
#define TESSERA_LOADER_PLATFORM_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define TESSERA_CORE_LIBRARY "tessera_core.dll"
#elif defined(__APPLE__)
#define TESSERA_CORE_LIBRARY "libtessera_core.dylib"
#else
#define TESSERA_CORE_LIBRARY "libtessera_core.so"
#endif

/* One lock for the whole library. */
void tessera_platform_lock(void);
void tessera_platform_unlock(void);

/*
     * The folder that this shared library was loaded from, absolute, links resolved, without a
     * separator at its end. Returns 0 where it cannot be told or does not fit.
     */
int tessera_platform_own_directory(char* directory, size_t size);

/* Whether a file is there. */
int tessera_platform_file_exists(const char* path);

/* Loads a shared library for good. Returns NULL with a reason in `error`. */
void* tessera_platform_load(const char* path, char* error, size_t error_size);

/* Address of a library's symbol, or NULL. */
void* tessera_platform_symbol(void* library, const char* name);

/*
     * The library that an address lies in, or where that is none, the whole program, for
     * tessera_platform_symbol. NULL where it cannot be told. It need not be given back.
     */
void* tessera_platform_library_of(const void* address);

/* Has `handler` called in every child that this process forks from now on. */
void tessera_platform_on_fork_child(void (*handler)(void));

#ifdef __cplusplus
}
#endif

#endif /* TESSERA_LOADER_PLATFORM_H */
