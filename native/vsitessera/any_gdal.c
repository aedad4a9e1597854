/*
 * gdal_TESSERAVSI is one binary for every GDAL, so it cannot be linked to one: the library's name has the version in it. It cannot count on finding
 * GDAL's functions among the program's either: Python, .NET and others load GDAL for themselves alone. So the functions that our sources call are
 * defined here, hidden, and pass on to those of the very library that called GDALRegister_TESSERAVSI().
 * Where a program has two GDALs, both get the file system, and what we report goes to the one that came last.
 */
#include "any_gdal.h"

#include "cpl_conv.h"
#include "cpl_error.h"
#include "cpl_string.h"
#include "cpl_vsi.h"
#include "gdal.h"

#include "loader/platform.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Name, result, parameters: as GDAL's headers declare them. */
#define FUNCTIONS(DO)                                                                              \
    DO(CPLErrorV, void, (CPLErr, CPLErrorNum, const char*, va_list))                               \
    DO(CPLDebug, void, (const char*, const char*, ...))                                            \
    DO(CPLGetConfigOption, const char*, (const char*, const char*))                                \
    DO(CSLDestroy, void, (char**))                                                                 \
    DO(CSLFindString, int, (CSLConstList, const char*))                                            \
    DO(GDALVersionInfo, const char*, (const char*))                                                \
    DO(VSIAllocFilesystemPluginCallbacksStruct, VSIFilesystemPluginCallbacksStruct*, (void))       \
    DO(VSICalloc, void*, (size_t, size_t))                                                         \
    DO(VSIFreeFilesystemPluginCallbacksStruct, void, (VSIFilesystemPluginCallbacksStruct*))        \
    DO(VSIGetFileSystemsPrefixes, char**, (void))                                                  \
    DO(VSIInstallPluginHandler, int, (const char*, const VSIFilesystemPluginCallbacksStruct*))     \
    DO(VSIRealloc, void*, (void*, size_t))                                                         \
    DO(VSIStrdup, char*, (const char*))

#define DECLARE(name, result, parameters) result(CPL_STDCALL* name) parameters;
static struct
{
    FUNCTIONS(DECLARE)
} gdal;

/* ISO C has no cast from an object's pointer to a function's. */
static int find(void* library, const char* name, void* function)
{
    void* found = tessera_platform_symbol(library, name);
    memcpy(function, &found, sizeof(found));
    return found != NULL;
}

int tessera_any_gdal_find(const void* address)
{
    void* library = tessera_platform_library_of(address);
    int found = library != NULL;
#define FIND(name, result, parameters) found = found && find(library, #name, &gdal.name);
    FUNCTIONS(FIND)
    return found;
}

void CPLError(CPLErr severity, CPLErrorNum number, const char* format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    gdal.CPLErrorV(severity, number, format, arguments);
    va_end(arguments);
}

void CPLDebug(const char* category, const char* format, ...)
{
    char message[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    gdal.CPLDebug(category, "%s", message);
}

const char* CPL_STDCALL CPLGetConfigOption(const char* key, const char* value)
{
    return gdal.CPLGetConfigOption(key, value);
}

void CPL_STDCALL CSLDestroy(char** list) { gdal.CSLDestroy(list); }

int CSLFindString(CSLConstList list, const char* text) { return gdal.CSLFindString(list, text); }

const char* CPL_STDCALL GDALVersionInfo(const char* request)
{
    return gdal.GDALVersionInfo(request);
}

VSIFilesystemPluginCallbacksStruct* VSIAllocFilesystemPluginCallbacksStruct(void)
{
    return gdal.VSIAllocFilesystemPluginCallbacksStruct();
}

void* VSICalloc(size_t count, size_t size) { return gdal.VSICalloc(count, size); }

void VSIFreeFilesystemPluginCallbacksStruct(VSIFilesystemPluginCallbacksStruct* callbacks)
{
    gdal.VSIFreeFilesystemPluginCallbacksStruct(callbacks);
}

char** VSIGetFileSystemsPrefixes(void) { return gdal.VSIGetFileSystemsPrefixes(); }

int VSIInstallPluginHandler(const char* prefix, const VSIFilesystemPluginCallbacksStruct* callbacks)
{
    return gdal.VSIInstallPluginHandler(prefix, callbacks);
}

void* VSIRealloc(void* memory, size_t size) { return gdal.VSIRealloc(memory, size); }

char* VSIStrdup(const char* text) { return gdal.VSIStrdup(text); }
