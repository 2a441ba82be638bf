import { makeTemplates } from '../expand/make-template';
import { readDagSpec } from '../spec/read-dag-spec';
import { TRUSTED } from '../spec/rules';
import { Graph } from './graph';

function graphOf(definition: object): Graph {
  const spec = readDagSpec(JSON.stringify(definition), TRUSTED);
  if (!spec.ok) throw new Error(JSON.stringify(spec.problems));
  const graph = new Graph();
  graph.add(makeTemplates(spec.value.tasks, spec.value.parameters), spec.value.edges);
  return graph;
}

const parameters = { DATE: ['mon', 'tue', 'mon'], REGION: ['eu', 'us'] };
const diamond = {
  parameters,
  tasks: {
    pull: { job: { command: ['p', '{{DATE}}', '{{REGION}}'] } },
    check: { job: { command: ['c'] }, parents: ['pull'] },
    report: { job: { command: ['r', '{{DATE}}'] }, parents: [{ task: 'pull', same: ['DATE'] }, 'check'] },
  },
};

it('numbers tasks in submission order and knows them by name', () => {
  const graph = graphOf(diamond);
  const names = Array.from({ length: graph.taskCount }, (_, task) => graph.nameOf(task));
  const pulls = [1, 2, 3, 4, 5, 6].map((i) => `pull_${i}`);
  expect(names).toEqual([...pulls, 'check', 'report_1', 'report_2', 'report_3']);
  expect(names.map((name) => graph.find(name))).toEqual(names.map((_, task) => task));
  expect(['pull', 'pull_0', 'pull_7', 'check_1', 'nothing', '', '_1'].map((name) => graph.find(name))).toEqual(
    Array(7).fill(undefined),
  );
});

it('ties instances by equal values, not by places', () => {
  const graph = graphOf(diamond);
  const groups = graph.edges.find(({ same }) => same.length > 0)?.groups;
  const parentsOf = (instance: number): number[] => [...(groups?.parentsIn(groups.groupOfChild(instance)) ?? [])];
  // The first and the third date are equal: both reports wait for all four pulls of that date.
  expect([0, 1, 2].map(parentsOf)).toEqual([
    [0, 1, 4, 5],
    [2, 3],
    [0, 1, 4, 5],
  ]);
});

it('holds a dependency of many on many as one edge', () => {
  const I = Array.from({ length: 100_000 }, (_, i) => `${i}`);
  const graph = graphOf({
    parameters: { I },
    tasks: { a: { job: { command: ['a', '{{I}}'] } }, b: { job: { command: ['b', '{{I}}'] }, parents: ['a'] } },
  });
  expect([graph.taskCount, graph.edges.length]).toEqual([200_000, 1]);
});
