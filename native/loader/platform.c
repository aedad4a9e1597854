#include "platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Any object of this library: its address tells where the library lies. */
static const char an_address_of_ours = 0;

#if defined(_WIN32)

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

static SRWLOCK lock = SRWLOCK_INIT;

void tessera_platform_lock(void) { AcquireSRWLockExclusive(&lock); }

void tessera_platform_unlock(void) { ReleaseSRWLockExclusive(&lock); }

/* GDAL's paths are UTF-8 on Windows too; the system's are UTF-16. */
static int to_wide(const char* text, wchar_t* wide, int size)
{
    return MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, size) > 0;
}

int tessera_platform_own_directory(char* directory, size_t size)
{
    HMODULE module = NULL;
    wchar_t path[32768];
    wchar_t* separator;
    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                                GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                            (const wchar_t*)&an_address_of_ours, &module))
        return 0;
    if (GetModuleFileNameW(module, path, 32768) == 0)
        return 0;
    separator = wcsrchr(path, L'\\');
    if (separator == NULL)
        return 0;
    *separator = L'\0';
    return WideCharToMultiByte(CP_UTF8, 0, path, -1, directory, (int)size, NULL, NULL) > 0;
}

int tessera_platform_file_exists(const char* path)
{
    wchar_t wide[32768];
    return to_wide(path, wide, 32768) && GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES;
}

void* tessera_platform_load(const char* path, char* error, size_t error_size)
{
    wchar_t wide[32768];
    HMODULE module = NULL;
    if (to_wide(path, wide, 32768))
        module = LoadLibraryExW(wide, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (module == NULL)
        snprintf(error, error_size, "Windows error %lu", GetLastError());
    return (void*)module;
}

void* tessera_platform_symbol(void* library, const char* name)
{
    return (void*)GetProcAddress((HMODULE)library, name);
}

void* tessera_platform_library_of(const void* address)
{
    HMODULE module = NULL;
    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                                GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                            (const wchar_t*)address, &module))
        module = GetModuleHandleW(NULL);
    return (void*)module;
}

void tessera_platform_on_fork_child(void (*handler)(void)) { (void)handler; }

#else

#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void tessera_platform_lock(void) { pthread_mutex_lock(&lock); }

void tessera_platform_unlock(void) { pthread_mutex_unlock(&lock); }

int tessera_platform_own_directory(char* directory, size_t size)
{
    Dl_info info;
    char* path;
    char* separator;
    int fits = 0;
    if (dladdr(&an_address_of_ours, &info) == 0 || info.dli_fname == NULL)
        return 0;
    path = realpath(info.dli_fname, NULL);
    if (path == NULL)
        return 0;
    separator = strrchr(path, '/');
    if (separator != NULL)
    {
        *separator = '\0';
        fits = snprintf(directory, size, "%s", path) < (int)size;
    }
    free(path);
    return fits;
}

int tessera_platform_file_exists(const char* path) { return access(path, F_OK) == 0; }

void* tessera_platform_load(const char* path, char* error, size_t error_size)
{
    void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
    {
        const char* reason = dlerror();
        snprintf(error, error_size, "%s", reason != NULL ? reason : "no reason given");
    }
    return library;
}

void* tessera_platform_symbol(void* library, const char* name) { return dlsym(library, name); }

void* tessera_platform_library_of(const void* address)
{
    Dl_info info;
    void* library = NULL;
    if (dladdr(address, &info) != 0 && info.dli_fname != NULL)
        library = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
    return library != NULL ? library : dlopen(NULL, RTLD_LAZY);
}

void tessera_platform_on_fork_child(void (*handler)(void)) { pthread_atfork(NULL, NULL, handler); }

#endif
