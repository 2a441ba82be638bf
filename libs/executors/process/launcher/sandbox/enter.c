/*
 * What a process does in a sandbox before it becomes its program, and the init of its PID namespace, as one program without a
 * C library: the dynamic linker takes longer than all the rest. Built by build-enter.mjs; without it others do the same.
 *
 *   enter                                     reads stdin to its end, with SIGCHLD ignored
 *   enter PROCS MOUNTS [FOLDER ...] -- PROGRAM [ARGUMENT ...]
 *     PROCS: cgroup.procs of the cgroup to join, or ""
 *     MOUNTS: 0 the same as before, 1 a mount namespace of its own, 2 with a /proc of its own
 *     FOLDER: where something is mounted that is read-only in the mount namespace of its own
 */
#include <sys/syscall.h>

#define CLONE_NEWNS 0x00020000
#define MS_RDONLY 1
#define MS_NOSUID_NODEV_NOEXEC 14
#define MS_REMOUNT 32
#define MS_BIND 0x1000
#define MS_REC 0x4000
#define MS_PRIVATE 0x40000
#define MS_SLAVE 0x80000
#define AT_FDCWD -100
#define O_WRONLY 1
#define SIGCHLD 17
#define SIG_IGN 1
#define ENOENT 2
#define ENOEXEC 8

#if defined(__x86_64__)
__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
static long call(long number, long a, long b, long c, long d, long e) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
__asm__(".globl _start\n_start: mov x0, sp\n bl begin\n");
static long call(long number, long a, long b, long c, long d, long e) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}
#else
#error "neither x86-64 nor arm64"
#endif

static void end(int rc) { call(SYS_exit_group, rc, 0, 0, 0, 0); }

static void say(const char *text) {
  long length = 0;
  while (text[length]) length++;
  call(SYS_write, 2, (long)text, length, 0, 0);
}

static void must(long result, const char *what, const char *where) {
  if (result >= 0) return;
  say(what);
  say(where);
  say("\n");
  end(126);
}

static void init(void) {
  long ignore[4] = {SIG_IGN, 0, 0, 0};
  char byte;
  call(SYS_rt_sigaction, SIGCHLD, (long)ignore, 0, 8, 0);
  while (call(SYS_read, 0, (long)&byte, 1, 0, 0) > 0) continue;
  end(0);
}

static void mount_own(int proc) {
  must(call(SYS_unshare, CLONE_NEWNS, 0, 0, 0, 0), "no mount namespace can be made", "");
  /* Mounts of the host are seen as they come and go, but not the other way round. */
  must(call(SYS_mount, (long)"none", (long)"/", 0, MS_REC | MS_SLAVE, 0), "cannot change the propagation of ", "/");
  if (!proc) return;
  must(call(SYS_mount, (long)"none", (long)"/proc", 0, MS_REC | MS_PRIVATE, 0), "cannot change the propagation of ", "/proc");
  must(call(SYS_mount, (long)"proc", (long)"/proc", (long)"proc", MS_NOSUID_NODEV_NOEXEC, 0), "cannot mount ", "/proc");
}

static void protect(const char *folder) {
  long flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID_NODEV_NOEXEC;
  must(call(SYS_mount, (long)"none", (long)folder, 0, flags, 0), "cannot make read-only ", folder);
}

static long open_procs(const char *procs) {
  long file = call(SYS_openat, AT_FDCWD, (long)procs, O_WRONLY, 0, 0);
  must(file, "cannot open ", procs);
  return file;
}

static void join(long file, const char *procs) {
  must(call(SYS_write, file, (long)"0", 1, 0, 0), "cannot join ", procs);
  call(SYS_close, file, 0, 0, 0, 0);
}

__attribute__((used)) void begin(long *stack) {
  long count = stack[0];
  char **arguments = (char **)(stack + 1);
  char **environment = arguments + count + 1;
  char **command = arguments + 3;
  char *program;
  long procs = -1;
  long error;
  if (count < 5) init();
  /* Before the file is read-only: this is the mount that others see. */
  if (arguments[1][0]) procs = open_procs(arguments[1]);
  if (arguments[2][0] != '0') mount_own(arguments[2][0] == '2');
  for (; command[0][0] != '-'; command++) protect(command[0]);
  program = *++command;
  if (procs >= 0) join(procs, arguments[1]);
  error = -call(SYS_execve, (long)program, (long)command, (long)environment, 0, 0);
  if (error == ENOEXEC) {
    /* A script without #! is the shell's, as execvp(3) has it. */
    *--command = "/bin/sh";
    call(SYS_execve, (long)"/bin/sh", (long)command, (long)environment, 0, 0);
  }
  say("cannot execute ");
  say(program);
  say("\n");
  end(error == ENOENT ? 127 : 126);
}
