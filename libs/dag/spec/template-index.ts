import type { Template } from '../expand/template';
import type { TaskDraft } from './read-task';

/** The templates that a run has before a generator adds its tasks. */
export interface ExistingTemplates {
  readonly templates: Pick<ReadonlyMap<string, Template>, 'get' | 'has' | 'keys' | 'size'>;
  /** Names of the templates that wait for this one. */
  childrenOf(template: string): Iterable<string>;
}

export const NO_TEMPLATES: ExistingTemplates = { templates: new Map(), childrenOf: () => [] };

/**
 * Numbers the templates that a document's edges speak of: its own tasks first, in their order, then those existing
 * ones that are asked for.
 */
export class TemplateIndex {
  private readonly ids = new Map<string, number>();
  private readonly names: string[] = [];

  constructor(
    private readonly drafts: readonly TaskDraft[],
    private readonly existing: ExistingTemplates,
  ) {
    for (const { name } of drafts) this.number(name);
  }

  get size(): number {
    return this.names.length;
  }

  /** The number of a template; `undefined` when neither the document nor the run has one of that name. */
  find(name: string): number | undefined {
    return this.ids.get(name) ?? (this.existing.templates.has(name) ? this.number(name) : undefined);
  }

  nameOf(id: number): string {
    return this.names[id];
  }

  /** `undefined` for a task of the document that has no usable job. */
  templateOf(id: number): Template | undefined {
    return id < this.drafts.length ? this.drafts[id].template : this.existing.templates.get(this.names[id]);
  }

  templateNamed(name: string): Template | undefined {
    const id = this.ids.get(name);
    return id === undefined ? this.existing.templates.get(name) : this.templateOf(id);
  }

  /** Names a misspelt one may have meant. */
  *candidates(): Iterable<string> {
    yield* this.names;
    for (const name of this.existing.templates.keys()) if (!this.ids.has(name)) yield name;
  }

  private number(name: string): number {
    const id = this.names.length;
    this.ids.set(name, id);
    this.names.push(name);
    return id;
  }
}
