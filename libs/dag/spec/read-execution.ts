import type { Job } from './dag-spec';
import { FieldReader } from './field-reader';
import type { Findings } from './field-reader';
import { place } from './problem-list';
import type { SpecRules } from './rules';
import { quote } from './words';

/** `executionParameters` of a run or a task; a field is `undefined` when it is not given or wrong. */
export interface Execution {
  readonly pool?: string;
  /** A pool was named, but there is none of that name: nothing can be said about jobs for it. */
  readonly unknownPool: boolean;
  readonly poolParameters: Job;
}

const FIELDS: ReadonlySet<string> = new Set(['pool', 'poolParameters']);
const NONE: Execution = { unknownPool: false, poolParameters: {} };

export function readExecution(holder: FieldReader, rules: SpecRules, findings: Findings): Execution {
  const object = holder.objectAt('executionParameters');
  if (object === undefined) return NONE;
  const fields = new FieldReader(object, place(holder.pointer, 'executionParameters'), findings);
  fields.refuseUnknown(FIELDS, 'executionParameters');
  const pool = fields.string('pool');
  const isUnknown = pool !== undefined && rules.pools?.has(pool) === false;
  const unknownPool = isUnknown || (pool === undefined && fields.has('pool'));
  if (isUnknown) {
    const pools = Array.from(rules.pools?.keys() ?? []);
    const near = findings.nearest.hint(pool, pools);
    const known = pools.map(quote).join(', ');
    const hint = near === '' ? ` The pools of this server are ${known}.` : near;
    findings.problems.add(place(fields.pointer, 'pool'), `There is no pool ${quote(pool)}.${hint}`);
  }
  return { pool: unknownPool ? undefined : pool, unknownPool, poolParameters: fields.objectAt('poolParameters') ?? {} };
}
