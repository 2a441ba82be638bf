import { describeSlurmExecutor } from '../../../test/contract/executor/slurm-contract';

jest.setTimeout(60_000);

describeSlurmExecutor(['commands']);
