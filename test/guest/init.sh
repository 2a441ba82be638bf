#!/bin/bash
# The first process of a guest: gives it what a machine has and runs the program that the host left in $DAGGY_GUEST/program.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs tmpfs /run
mkdir -p /dev/shm
mount -t tmpfs tmpfs /dev/shm
ip link set lo up
/bin/bash "$DAGGY_GUEST/program" </dev/null >"$DAGGY_GUEST/output" 2>&1
echo $? >"$DAGGY_GUEST/rc"
sync
poweroff -f
