import { taskGraphExample, templateGraphExample, type TaskGraph, type TemplateGraph } from '#wire/graph';
import { GraphWork, type Repainted } from './graph-work';
import { type OpenStack, type Picture, STACK } from './picture';

const bytes = (answer: TaskGraph | TemplateGraph): ArrayBuffer =>
  new TextEncoder().encode(JSON.stringify(answer)).buffer as ArrayBuffer;

/** A worker's memory after its answer was sent: what went over is gone here. */
function sent<T extends Picture | Repainted>(value: T): T {
  return structuredClone(value, {
    transfer: Object.values(value).flatMap((each: unknown) =>
      ArrayBuffer.isView(each) ? [each.buffer as ArrayBuffer] : [],
    ),
  });
}

function drawn(answer: Picture | Repainted): Picture {
  if (!('links' in answer)) throw new Error('only states came');
  return answer;
}

const two: OpenStack = { template: 'pull', names: ['pull_1', 'pull_2'], state: Uint8Array.of(3, 1) };

describe('GraphWork', () => {
  it('draws tasks', () => {
    const { by, nodes, names, state, taskCount } = drawn(new GraphWork().draw(bytes(taskGraphExample), []));
    expect({ by, nodes, names, state: [...state], taskCount }).toEqual({
      by: 'task',
      nodes: 3,
      names: ['pull_1', 'pull_2', 'report'],
      state: [3, 1, 0],
      taskCount: 3,
    });
  });

  it('draws templates: stacks with counts, and a single instance in its state', () => {
    const { state, counts, instances } = drawn(new GraphWork().draw(bytes(templateGraphExample), []));
    expect([[...state], [...instances]]).toEqual([
      [STACK, 0],
      [2, 1],
    ]);
    expect([...counts]).toEqual(templateGraphExample.nodes.counts.flat());
  });

  it('opens a stack into its instances, inside of its frame, and closes it again', () => {
    const work = new GraphWork();
    const closed = sent(drawn(work.draw(bytes(templateGraphExample), [])));
    const open = sent(work.open([two]));
    expect(open.names).toEqual(['pull', 'report', 'pull_1', 'pull_2']);
    expect([[...open.owner], [...open.state]]).toEqual([
      [0, 0],
      [STACK, 0, 3, 1],
    ]);
    for (const cell of [2, 3]) {
      expect(open.x[cell]).toBeGreaterThan(open.x[0]);
      expect(open.y[cell]).toBeGreaterThan(open.y[0]);
      expect(open.x[cell] + open.width[cell]).toBeLessThan(open.x[0] + open.width[0]);
      expect(open.y[cell] + open.height[cell]).toBeLessThan(open.y[0] + open.height[0]);
    }
    expect(work.open([])).toEqual(closed);
  });

  it('sends only states while the graph looks the same', () => {
    const work = new GraphWork();
    sent(drawn(work.draw(bytes(templateGraphExample), [two])));
    const nodes = {
      ...templateGraphExample.nodes,
      counts: [
        [0, 0, 0, 2, 0, 0],
        [0, 1, 0, 0, 0, 0],
      ],
    };
    const stack = { ...two, state: Uint8Array.of(3, 3) };
    const next = sent(work.draw(bytes({ ...templateGraphExample, nodes }), [stack]));
    expect('links' in next).toBe(false);
    expect([[...next.state], [...next.counts]]).toEqual([[STACK, 1, 3, 3], nodes.counts.flat()]);
  });

  it.each([
    [
      'another instance',
      { ...templateGraphExample, nodes: { ...templateGraphExample.nodes, instances: [3, 1] } },
      [two],
    ],
    ['another edge', { ...templateGraphExample, edges: { parent: [], child: [], same: [] } }, [two]],
    ['another mode', taskGraphExample, [two]],
    ['another instance in an open stack', templateGraphExample, [{ ...two, names: ['pull_1', 'pull_3'] }]],
    ['a stack that is closed', templateGraphExample, []],
  ] as const)('draws afresh after %s', (_, answer, stacks) => {
    const work = new GraphWork();
    work.draw(bytes(templateGraphExample), [two]);
    expect('links' in work.draw(bytes(answer as TaskGraph | TemplateGraph), stacks)).toBe(true);
  });

  it('draws afresh when a link begins elsewhere', () => {
    const work = new GraphWork();
    work.draw(bytes(taskGraphExample), []);
    const edges = { ...taskGraphExample.edges, parent: [1, 0] };
    expect('links' in work.draw(bytes({ ...taskGraphExample, edges }), [])).toBe(true);
  });

  it('finds boxes, instances of open stacks included', async () => {
    const work = new GraphWork();
    work.draw(bytes(templateGraphExample), [two]);
    expect([...(await work.find('pull'))]).toEqual([0, 2, 3]);
    expect([...(await work.find('_2'))]).toEqual([3]);
  });
});
