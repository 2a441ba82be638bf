export interface SlurmPlace {
  /** Everything lies in it. */
  readonly folder: string;
  readonly host: string;
  readonly controllerPort: number;
  readonly nodePort: number;
  /** What the node claims to have, whatever this host has. */
  readonly cpus: number;
}

/** By names as in slurm.conf. */
export type Settings = Readonly<Record<string, string>>;

/** The node's name. */
export const NODE = 'one';

/** What a job can ask for at most, in MB. */
export const NODE_MEMORY_MB = 4000;

/**
 * slurm.conf of a cluster of one node, quick to start jobs and to tell how they ended. Partitions: `debug` (the default),
 * `slots-N` with room for N jobs of one CPU, and `spot`, whose jobs those of `urgent` push out.
 */
export function slurmConf(place: SlurmPlace, settings: Settings): string {
  const all = Object.entries({ ...settingsOf(place), ...settings });
  return [...all.map(([name, value]) => `${name}=${value}`), ...parts(place), ''].join('\n');
}

function settingsOf({ folder, host, controllerPort, nodePort }: SlurmPlace): Settings {
  return {
    ClusterName: 'test',
    SlurmctldHost: `${host}(127.0.0.1)`,
    SlurmctldPort: String(controllerPort),
    SlurmdPort: String(nodePort),
    AuthType: 'auth/munge',
    AuthInfo: `socket=${folder}/munge.socket`,
    SlurmUser: 'root',
    StateSaveLocation: `${folder}/state`,
    SlurmdSpoolDir: `${folder}/spool`,
    SlurmctldPidFile: `${folder}/slurmctld.pid`,
    SlurmdPidFile: `${folder}/slurmd.pid`,
    SlurmctldLogFile: `${folder}/slurmctld.log`,
    SlurmdLogFile: `${folder}/slurmd.log`,
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: 'task/none',
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_CPU_Memory',
    DefMemPerCPU: '10',
    SlurmdParameters: 'config_overrides',
    // Slurm starts jobs once a second at best; what waits behind one of another partition, only by its backfill.
    SchedulerParameters: 'sched_min_interval=100000,batch_sched_delay=0,bf_interval=1',
    PreemptType: 'preempt/partition_prio',
    PreemptMode: 'CANCEL',
    JobAcctGatherType: 'jobacct_gather/none',
    AccountingStorageType: 'accounting_storage/none',
    MinJobAge: '300',
    MaxJobCount: '20000',
    KillWait: '2',
    ReturnToService: '2',
  };
}

function parts({ host, cpus }: SlurmPlace): string[] {
  return [
    `NodeName=${NODE} NodeHostname=${host} NodeAddr=127.0.0.1 CPUs=${cpus} RealMemory=${NODE_MEMORY_MB} TmpDisk=1000 State=UNKNOWN`,
    `PartitionName=DEFAULT Nodes=${NODE} MaxTime=INFINITE State=UP PriorityTier=5 PreemptMode=OFF`,
    'PartitionName=debug Default=YES',
    'PartitionName=slots-1 MaxCPUsPerNode=1',
    'PartitionName=slots-2 MaxCPUsPerNode=2',
    'PartitionName=slots-4 MaxCPUsPerNode=4',
    'PartitionName=spot PriorityTier=1 PreemptMode=CANCEL',
    'PartitionName=urgent PriorityTier=10',
  ];
}
