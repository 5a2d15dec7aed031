"""What a worker process is not allowed: to outlive us, to eat the machine, to call out.

Each limit is set where the system has it and passed over where it has not; the pool
does not rely on any one of them alone.
"""

import ctypes
import fcntl
import os
import platform
import resource
import signal
import socket
import struct
import sys
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_SECCOMP_ALLOW, _SECCOMP_ERRNO = 0x7FFF0000, 0x00050000
_EACCES = 13
# BPF operations: load a word of the call's description, jump if equal, return.
_LOAD, _JUMP_IF, _RETURN = 0x20, 0x15, 0x06
# machine -> (AUDIT_ARCH_*, number of the socket call), from the kernel's headers
_SOCKET_CALL = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


def end_with_parent() -> None:
    """The kernel ends this process when the thread that started it ends (Linux)."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def limit_memory(extra: int) -> None:
    """At most `extra` bytes of data beyond what the process has now; past that the engine
    aborts the process. No core file is left."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        data = next(line for line in status.splitlines() if line.startswith("VmData"))
    except (OSError, StopIteration):
        return
    limit = int(data.split()[1]) * 1024 + extra
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def limit_cpu(seconds: float) -> None:
    """At most so many more seconds of processor time, then SIGXCPU: a backstop for the
    parent's clock."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used + seconds) + 1
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def forbid_network() -> bool:
    """No new socket but a Unix one (seccomp, https://www.kernel.org/doc/html/latest/
    userspace-api/seccomp_filter.html). To be called before any thread is started.

    Returns whether the system keeps it."""
    call = _SOCKET_CALL.get(platform.machine())
    if sys.platform != "linux" or call is None:
        return False
    architecture, number = call
    steps = (
        (_LOAD, 0, 0, 4),
        (_JUMP_IF, 0, 2, architecture),
        (_LOAD, 0, 0, 0),
        (_JUMP_IF, 1, 0, number),
        (_RETURN, 0, 0, _SECCOMP_ALLOW),
        (_LOAD, 0, 0, 16),
        (_JUMP_IF, 0, 1, socket.AF_UNIX),
        (_RETURN, 0, 0, _SECCOMP_ALLOW),
        (_RETURN, 0, 0, _SECCOMP_ERRNO | _EACCES),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(
        struct.pack("@HP", len(steps), ctypes.addressof(code)), struct.calcsize("@HP")
    )
    prctl = ctypes.CDLL(None).prctl
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    kept: int = prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0)
    return kept == 0


def hold(store: Path) -> int | None:
    """A shared lock on the `.lock` file of the snapshot that a store belongs to, so that no
    build removes it; the system lets go when the process ends. None where there is no such
    file. BlockingIOError where the snapshot is just being removed."""
    try:
        handle = os.open(store.parent / ".lock", os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle
