import type { RunModel } from '../run-model';
import { generatorParent } from './generator-edges';
import { MOST_EDGES, MOST_NODES, tooLarge } from './task-graph';

/** Templates by index, and the dependencies between them. */
export interface TemplateGraphView {
  /** Template -> task code -> how many instances are in that state. */
  readonly counts: readonly (readonly number[])[];
  readonly edges: readonly TemplateEdge[];
}

export interface TemplateEdge {
  readonly parent: number;
  readonly child: number;
  /** Parameters that tie instances pairwise. */
  readonly same: readonly string[];
}

/** Linear in templates and edges, however many tasks there are. Throws `too-large`. */
export function templateGraph(run: RunModel): TemplateGraphView {
  const { graph } = run;
  if (graph.templates.length > MOST_NODES) throw tooLarge(run, `${graph.templates.length} templates`);
  if (graph.edges.length > MOST_EDGES) throw tooLarge(run, `${graph.edges.length} edges between templates`);
  const edges: TemplateEdge[] = graph.edges.map(({ parent, child, same }) => ({ parent, child, same }));
  for (const { index } of graph.templates) {
    const generator = generatorParent(run, index);
    if (generator !== undefined) edges.push({ parent: graph.templateOf(generator).index, child: index, same: [] });
  }
  return { counts: run.templateCounts.map((counts) => [...counts]), edges };
}
