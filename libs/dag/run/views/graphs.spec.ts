import { ended, sampleRun, started } from '../../../../test/support/sample-run';
import type { RunModel } from '../run-model';
import { childNames, parentNames } from './generator-edges';
import { neighbourhood } from './neighbourhood';
import { MOST_EDGES, MOST_NODES, wholeGraph, type TaskGraphView } from './task-graph';
import { templateGraph } from './template-graph';

const job = { x: '1' };

/** `child < parent` of every edge, sorted. */
function edges(run: RunModel, { tasks, parent, child }: TaskGraphView): string[] {
  const name = (place: number): string => run.graph.nameOf(tasks[place]);
  return parent.map((from, i) => `${name(from)} > ${name(child[i])}`).sort();
}

function names(run: RunModel, { tasks }: TaskGraphView): string[] {
  return tasks.map((task) => run.graph.nameOf(task));
}

const pipeline = {
  parameters: { D: ['1', '2'], K: ['x', 'y'] },
  tasks: {
    pull: { job: { x: '{{D}}' }, children: ['all'] },
    sort: { job: { x: '{{D}}{{K}}' }, parents: [{ task: 'pull', same: ['D'] }] },
    all: { job, children: ['end'] },
    end: { job },
  },
};

/** `make` has printed two tasks: `made_1` and `made_2` hang on it, `after` waits for them. */
function generated(): RunModel {
  const document = JSON.stringify({ made: { job: { x: '{{D}}' } }, after: { job, parents: ['made'] } });
  return sampleRun({ parameters: { D: ['1', '2'] }, tasks: { make: { job, isGenerator: true }, other: { job } } }, [
    started(0),
    { type: 'tasks-added', generator: 0, document },
    ended(0, 'COMPLETED'),
  ]);
}

describe('wholeGraph', () => {
  it('has every task and every dependency of its instances', () => {
    const run = sampleRun(pipeline);
    const graph = wholeGraph(run);
    expect(names(run, graph)).toEqual(['pull_1', 'pull_2', 'sort_1', 'sort_2', 'sort_3', 'sort_4', 'all', 'end']);
    expect(edges(run, graph)).toEqual([
      'all > end',
      'pull_1 > all',
      'pull_1 > sort_1',
      'pull_1 > sort_2',
      'pull_2 > all',
      'pull_2 > sort_3',
      'pull_2 > sort_4',
    ]);
  });

  it('has an edge from a generator to each new task without another parent', () => {
    const run = generated();
    expect(edges(run, wholeGraph(run))).toEqual(['made_1 > after', 'made_2 > after', 'make > made_1', 'make > made_2']);
    expect([parentNames(run, 2), childNames(run, 0), parentNames(run, 4)]).toEqual([['make'], ['made'], ['made']]);
  });

  it('refuses too many nodes and too many edges before it makes them', () => {
    const values = (n: number): string[] => Array.from({ length: n }, (_, i) => `${i}`);
    const nodes = sampleRun({ parameters: { N: values(MOST_NODES + 1) }, tasks: { a: { job: { x: '{{N}}' } } } });
    expect(() => wholeGraph(nodes)).toThrow(/50001 nodes.*by=template.*around=TASK/);
    const wide = {
      parameters: { N: values(20_000) },
      tasks: { a: { job: { x: '{{N}}' }, children: ['b'] }, b: { job: { x: '{{N}}' } } },
    };
    expect(() => wholeGraph(sampleRun(wide))).toThrow(`more than ${MOST_EDGES} edges`);
  });
});

describe('neighbourhood', () => {
  it('goes so many levels up and so many down, with all dependencies between what is found', () => {
    const run = sampleRun(pipeline);
    const around = (task: string, levels: number): string[][] => {
      const graph = neighbourhood(run, run.graph.find(task) ?? -1, levels);
      return [names(run, graph), edges(run, graph)];
    };
    expect(around('sort_3', 1)).toEqual([['pull_2', 'sort_3'], ['pull_2 > sort_3']]);
    expect(around('all', 1)).toEqual([
      ['pull_1', 'pull_2', 'all', 'end'],
      ['all > end', 'pull_1 > all', 'pull_2 > all'],
    ]);
    expect(around('end', 2)[0]).toEqual(['pull_1', 'pull_2', 'all', 'end']);
    expect(around('pull_1', 1)[0]).toEqual(['pull_1', 'sort_1', 'sort_2', 'all']);
    expect(around('pull_1', 9)[0]).toEqual(['pull_1', 'sort_1', 'sort_2', 'all', 'end']);
  });

  it('follows generators', () => {
    const run = generated();
    expect(names(run, neighbourhood(run, 0, 1))).toEqual(['make', 'made_1', 'made_2']);
    expect(names(run, neighbourhood(run, 4, 2))).toEqual(['make', 'made_1', 'made_2', 'after']);
  });

  it('refuses one that is too large', () => {
    const values = Array.from({ length: 300 }, (_, i) => `${i}`);
    const run = sampleRun({
      parameters: { I: values, J: values },
      tasks: { a: { job: { x: '{{I}}{{J}}' }, children: ['b'] }, b: { job } },
    });
    expect(() => neighbourhood(run, run.graph.find('b') ?? -1, 1)).toThrow(/more than 50000 nodes/);
    expect(names(run, neighbourhood(run, 0, 1))).toEqual(['a_1', 'b']);
  });
});

describe('templateGraph', () => {
  it('counts states and has what ties instances', () => {
    const run = sampleRun(pipeline, [started(0), ended(0, 'COMPLETED'), started(1), ended(1, 'ERRORED'), started(2)]);
    const { counts, edges: found } = templateGraph(run);
    expect(counts).toEqual([
      [0, 0, 0, 1, 1, 0],
      [3, 1, 0, 0, 0, 0],
      [1, 0, 0, 0, 0, 0],
      [1, 0, 0, 0, 0, 0],
    ]);
    expect(found).toEqual(
      expect.arrayContaining([
        { parent: 0, child: 1, same: ['D'] },
        { parent: 0, child: 2, same: [] },
        { parent: 2, child: 3, same: [] },
      ]),
    );
    expect(found).toHaveLength(3);
  });

  it('has an edge from a generator to what it added', () => {
    expect(templateGraph(generated()).edges).toEqual([
      { parent: 2, child: 3, same: [] },
      { parent: 0, child: 2, same: [] },
    ]);
  });
});
