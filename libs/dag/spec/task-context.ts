import type { TemplateMaker } from '../expand/make-template';
import type { Findings } from './field-reader';
import type { SharedLayers } from './job-layers';
import type { ParameterTable } from './read-parameters';
import type { SpecRules } from './rules';

/** Everything that reading the tasks of one document needs. */
export interface TaskContext extends Findings {
  readonly rules: SpecRules;
  readonly parameters: ParameterTable;
  readonly shared: SharedLayers;
  readonly maker: TemplateMaker;
  /** Pointer of the object that holds the tasks. */
  readonly tasksPointer: string;
}
