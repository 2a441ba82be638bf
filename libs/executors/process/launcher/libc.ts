import koffi, { type LibraryHandle } from 'koffi';

/**
 * The few functions of the C library that the launcher is made of. Numbers are those of Linux on x86-64 and arm64,
 * which agree on all that is used here. Buffers are passed as they are: the callee writes into them.
 */
const library = loadLibrary();

function loadLibrary(): LibraryHandle {
  try {
    return koffi.load('libc.so.6');
  } catch (error) {
    throw new Error(`processes are started through the GNU C library, which is not here`, { cause: error });
  }
}

type Call = (...values: (number | bigint | string | null | ArrayBufferView)[]) => number;

function bind(declaration: string): Call {
  try {
    return library.func(declaration);
  } catch (error) {
    throw new Error(`the C library is too old (glibc 2.34 is needed)`, { cause: error });
  }
}

/** Returns an error number, 0 for success. */
export const posixSpawn = bind(
  'int posix_spawn(void *pid, void *path, void *actions, void *attr, void *argv, void *envp)',
);
export const actionsInit = bind('int posix_spawn_file_actions_init(void *actions)');
export const actionsDestroy = bind('int posix_spawn_file_actions_destroy(void *actions)');
export const actionsAddOpen = bind(
  'int posix_spawn_file_actions_addopen(void *actions, int fd, const char *path, int flags, uint32_t mode)',
);
export const actionsAddDup2 = bind('int posix_spawn_file_actions_adddup2(void *actions, int fd, int newfd)');
export const actionsAddChdir = bind('int posix_spawn_file_actions_addchdir_np(void *actions, const char *path)');
export const actionsAddCloseFrom = bind('int posix_spawn_file_actions_addclosefrom_np(void *actions, int from)');
export const attrInit = bind('int posix_spawnattr_init(void *attr)');
export const attrSetFlags = bind('int posix_spawnattr_setflags(void *attr, int16_t flags)');
export const attrSetSigDefault = bind('int posix_spawnattr_setsigdefault(void *attr, void *set)');
export const attrSetSigMask = bind('int posix_spawnattr_setsigmask(void *attr, void *set)');

/** Sizes with room to spare: 80 and 336 bytes in glibc. */
export const ACTIONS_BYTES = 128;
export const ATTR_BYTES = 512;
export const SIGSET_BYTES = 128;
export const SPAWN_SETSIGDEF = 0x04;
export const SPAWN_SETSIGMASK = 0x08;
export const SPAWN_SETSID = 0x80;

export const waitid = bind('int waitid(int type, uint32_t id, void *info, int options)');
export const wait4 = bind('int wait4(int pid, void *status, int options, void *usage)');
export const P_ALL = 0;
export const P_PID = 1;
export const WNOHANG = 1;
export const WEXITED = 4;
export const WNOWAIT = 0x01000000;
/** struct siginfo_t as 32-bit words. */
export const SIGINFO_WORDS = 32;
/** Word of si_pid. */
export const SIGINFO_PID = 4;
/** struct rusage as 64-bit words: ru_utime and ru_stime as seconds and microseconds, then ru_maxrss in KB. */
export const RUSAGE_WORDS = 18;

export const kill = bind('int kill(int pid, int signal)');
export const SIGKILL = 9;
export const SIGTERM = 15;
export const SIGCONT = 18;

export const lseek = bind('int64_t lseek(int fd, int64_t offset, int whence)');
export const SEEK_END = 2;

export const fcntl = bind('int fcntl(int fd, int command, int value)');
export const F_SETLEASE = 1024;
export const F_RDLCK = 0;
export const F_UNLCK = 2;

export const flock = bind('int flock(int fd, int operation)');
export const LOCK_EX_NB = 2 | 4;

export const fallocate = bind('int fallocate(int fd, int mode, int64_t offset, int64_t length)');
export const FALLOC_KEEP_SIZE_PUNCH_HOLE = 1 | 2;

export const prctl = bind('int prctl(int option, uint64_t a, uint64_t b, uint64_t c, uint64_t d)');
export const PR_SET_CHILD_SUBREAPER = 36;
export const PR_SET_NO_NEW_PRIVS = 38;

export const unshare = bind('int unshare(int flags)');
export const setns = bind('int setns(int fd, int type)');
export const CLONE_NEWPID = 0x20000000;
export const CLONE_NEWNET = 0x40000000;

export const pipe2 = bind('int pipe2(void *fds, int flags)');
export const O_CLOEXEC = 0o2000000;

export const socket = bind('int socket(int domain, int type, int protocol)');
export const AF_INET = 2;
export const SOCK_DGRAM = 2;
export const SOCK_CLOEXEC = O_CLOEXEC;
export const ioctl = bind('int ioctl(int fd, unsigned long request, void *argument)');
export const SIOCSIFFLAGS = 0x8914;

const syscall = bind('long syscall(long number, int64_t a, int64_t b, int64_t c, int64_t d)');

/** A descriptor that means this process for ever, whatever becomes of its number; -1 when there is none. */
export function pidfdOpen(pid: number): number {
  return syscall(434, pid, 0, 0, 0);
}

export function pidfdKill(pidfd: number): void {
  syscall(424, pidfd, SIGKILL, 0, 0);
}

/** Ends the process without waiting for anything. */
export const exitNow = bind('void _exit(int status)');

export const address: (buffer: ArrayBufferView) => bigint = koffi.address;

/** Number of the last error of a function that returned -1. */
export function errno(): number {
  return koffi.errno();
}
