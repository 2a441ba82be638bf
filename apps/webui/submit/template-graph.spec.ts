import { Ajv } from 'ajv';
import { templateGraphSchema } from '#wire/graph';
import { validationReportExample } from '#wire/run';
import { templateGraph } from './template-graph';

it('is a graph as the API tells it, with everything queued', () => {
  const graph = templateGraph(validationReportExample);
  expect(new Ajv().compile(templateGraphSchema)(graph)).toBe(true);
  expect(graph).toMatchObject({
    nodes: { name: ['pull', 'transform', 'report'], instances: [10, 1, 1], counts: [[10, 0, 0, 0, 0, 0], {}, {}] },
    edges: { parent: [0, 1], child: [1, 2], same: [[], []] },
    taskCount: 12,
  });
});
