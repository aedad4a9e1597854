/*
 * Keeps the host's SIGPIPE as the host wants it.
 *
 * .NET ignores SIGPIPE for the whole process when it starts, and needs that: its sockets send
 * without MSG_NOSIGNAL (dotnet/runtime, src/native/libs/System.Native/pal_networking.c,
 * SystemNative_Send), so a server that hangs up would otherwise kill the process. But a host such
 * as `gdal_translate … /vsistdout/ | head`, and every program that it starts, counts on the
 * default. Both get what they need: the disposition is put back after the start, and the signal is
 * blocked on .NET's own threads. These are started by a thread that is inside a call of the core,
 * or by one another, and a thread inherits the mask of the one that starts it; so it is enough to
 * block the signal around every call.
 *
 * .NET's other handlers (SIGSEGV, SIGFPE, SIGRTMIN) stay: it turns the first two into exceptions
 * where they strike its own code and hands them on to the earlier handler elsewhere, and stops its
 * threads for the garbage collector with the third.
 */
#ifndef TESSERA_LOADER_SIGNAL_GUARD_H
#define TESSERA_LOADER_SIGNAL_GUARD_H

#ifndef _WIN32
#include <signal.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What a thread's signals were before the call; they may nest. */
typedef struct
{
#ifndef _WIN32
    sigset_t mask;
#else
    int unused;
#endif
} tessera_signal_guard;

/* Blocks SIGPIPE on this thread. */
void tessera_signals_hold(tessera_signal_guard* guard);

/* Undoes tessera_signals_hold; a SIGPIPE that came meanwhile was the core's and is dropped. */
void tessera_signals_release(const tessera_signal_guard* guard);

/* The process's SIGPIPE before the core starts. */
typedef struct
{
#ifndef _WIN32
    struct sigaction pipe;
#else
    int unused;
#endif
} tessera_signal_dispositions;

void tessera_signals_save(tessera_signal_dispositions* dispositions);
void tessera_signals_restore(const tessera_signal_dispositions* dispositions);

#ifdef __cplusplus
}
#endif

#endif /* TESSERA_LOADER_SIGNAL_GUARD_H */
