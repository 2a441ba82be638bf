#!/bin/bash
# The first process of a guest: mounts its disk at /mnt and becomes the program that the host left in $DAGGY_GUEST/program.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmpfs /run
ip link set lo up
mknod /run/disk b 98 0
mount -t ext4 -o commit=1 /run/disk /mnt || exit
# Whatever nobody waits for goes to the disk soon and in any order, so that a cut finds it half done.
echo 10 >/proc/sys/vm/dirty_writeback_centisecs
echo 30 >/proc/sys/vm/dirty_expire_centisecs
exec /bin/bash "$DAGGY_GUEST/program" </dev/null >"$DAGGY_GUEST/output" 2>&1
