#include "signal_guard.h"

#ifdef _WIN32

void tessera_signals_hold(tessera_signal_guard* guard) { guard->unused = 0; }
void tessera_signals_release(const tessera_signal_guard* guard) { (void)guard; }
void tessera_signals_save(tessera_signal_dispositions* dispositions) { dispositions->unused = 0; }
void tessera_signals_restore(const tessera_signal_dispositions* dispositions)
{
    (void)dispositions;
}

#else

#include <stddef.h>

static sigset_t only_pipe(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
}

void tessera_signals_hold(tessera_signal_guard* guard)
{
    const sigset_t pipe = only_pipe();
    pthread_sigmask(SIG_BLOCK, &pipe, &guard->mask);
}

void tessera_signals_release(const tessera_signal_guard* guard)
{
    sigset_t pending;
    if (sigismember(&guard->mask, SIGPIPE))
        return; /* it was blocked before, by the host or by an outer call */
    if (sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE))
    {
        const sigset_t pipe = only_pipe();
        int signal;
        sigwait(&pipe, &signal);
    }
    pthread_sigmask(SIG_SETMASK, &guard->mask, NULL);
}

void tessera_signals_save(tessera_signal_dispositions* dispositions)
{
    sigaction(SIGPIPE, NULL, &dispositions->pipe);
}

void tessera_signals_restore(const tessera_signal_dispositions* dispositions)
{
    sigaction(SIGPIPE, &dispositions->pipe, NULL);
}

#endif
