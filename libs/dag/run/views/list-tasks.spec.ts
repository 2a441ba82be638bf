import { ended, sampleRun, started } from '../../../../test/support/sample-run';
import type { RunModel } from '../run-model';
import { TASK_STATES, TaskCode } from '../states';
import { listTasks, MOST_NAMES, MOST_ROWS, TASK_SORTS, type TaskQuery } from './list-tasks';
import type { Turns } from './turns';
import { selectTasks, stillIn } from './select-tasks';

/** As if nothing ever took long. */
const turns: Turns = { over: () => false, next: () => Promise.resolve() };

const definition = {
  parameters: { N: Array.from({ length: 30 }, (_, i) => `${i}`) },
  tasks: { first: { job: { x: '1' } }, many: { job: { x: '{{N}}' } }, last: { job: { x: '1' } } },
};

/** `many_1` .. `many_20` were started, the later ones first; every second failed and every fourth of them again. */
function run(): RunModel {
  const tasks = Array.from({ length: 20 }, (_, i) => 20 - i);
  return sampleRun(definition, [
    ...tasks.map((task) => started(task)),
    ...tasks.map((task) => ended(task, task % 2 === 0 ? 'COMPLETED' : 'ERRORED')),
    ...tasks.filter((task) => task % 4 === 1).flatMap((task) => [started(task, 2), ended(task, 'KILLED', 2)]),
    started(0),
  ]);
}

function allPages(model: RunModel, query: Omit<TaskQuery, 'from'>): number[][] {
  const pages: number[][] = [];
  let from: TaskQuery['from'];
  do {
    if (pages.length > 1000) throw new Error('the list has no end');
    const { items, next } = listTasks(model, { ...query, from }, turns);
    pages.push([...items]);
    from = next;
  } while (from);
  return pages;
}

/** What a page by page listing must be, by looking at everything. */
function expected(model: RunModel, { sort, states, template, name }: Omit<TaskQuery, 'from' | 'limit'>): number[] {
  const { tasks, graph } = model;
  const shown = Array.from({ length: tasks.count }, (_, task) => task).filter(
    (task) =>
      (states?.has(tasks.stateOf(task)) ?? true) &&
      (template === undefined || graph.templateOf(task).spec.name === template) &&
      (name?.(graph.nameOf(task)) ?? true),
  );
  if (sort === 'submission') return shown;
  if (sort === '-submission') return shown.reverse();
  const sign = sort === '-startTime' ? -1 : 1;
  const began = shown.filter((task) => tasks.lastAttempt[task] >= 0);
  const rest = shown.filter((task) => tasks.lastAttempt[task] < 0);
  return [...began.sort((a, b) => sign * (tasks.lastAttempt[a] - tasks.lastAttempt[b])), ...rest];
}

describe('listTasks', () => {
  const filters = [
    {},
    { states: new Set(['ERRORED'] as const) },
    { states: new Set(['QUEUED', 'KILLED', 'RUNNING'] as const) },
    { states: new Set(TASK_STATES) },
    { template: 'many' },
    { template: 'last', states: new Set(['QUEUED'] as const) },
    { template: 'none' },
    { name: (name: string) => name.endsWith('5') },
    { name: (name: string) => name < 'many_2', template: 'many', states: new Set(['QUEUED', 'COMPLETED'] as const) },
  ];
  const cases = TASK_SORTS.flatMap((sort) => filters.map((filter, i) => [sort, i, filter] as const));

  it.each(cases)('by %s with filter %i has every task once, in order, over pages', (sort, _i, filter) => {
    const model = run();
    const pages = allPages(model, { sort, limit: 4, ...filter });
    expect(pages.flat()).toEqual(expected(model, { sort, ...filter }));
    for (const page of pages.slice(0, -1)) expect(page).toHaveLength(4);
  });

  it('holds a bounded number of names against a filter in one call', () => {
    const values = Array.from({ length: 300 }, (_, i) => `${i}`);
    const model = sampleRun({
      parameters: { N: values, M: values },
      tasks: { a: { job: { x: '{{N}}', y: '{{M}}' } } },
    });
    let names = 0;
    const name = (each: string): boolean => {
      names++;
      return each === 'a_90000';
    };
    const { items, next } = listTasks(model, { sort: 'submission', limit: 5, name }, turns);
    expect([items, next, names]).toEqual([[], { list: 'tasks', at: MOST_NAMES }, MOST_NAMES]);
    expect(allPages(model, { sort: '-submission', limit: 5, name })[0]).toEqual([89_999]);
    expect(allPages(model, { sort: 'submission', limit: 5, name }).flat()).toEqual([89_999]);
  });

  it('stops early when names take too long, and goes on there', () => {
    const model = run();
    let names = 0;
    const name = (each: string): boolean => {
      names++;
      return each === 'last';
    };
    const pages: (readonly number[])[] = [];
    let from: TaskQuery['from'];
    do {
      names = 0;
      const { items, next } = listTasks(
        model,
        { sort: '-startTime', limit: 5, name, from },
        { over: () => names >= 10 },
      );
      expect(names).toBeLessThanOrEqual(10);
      pages.push(items);
      from = next;
    } while (from);
    expect(pages).toEqual([[], [], [], [31]]);
  });

  it('costs the same in a run of ten and of a million tasks', () => {
    const values = Array.from({ length: 1000 }, (_, i) => `${i}`);
    const model = sampleRun({ parameters: { I: values, J: values }, tasks: { a: { job: { x: '{{I}}{{J}}' } } } });
    model.setTask(999_999, TaskCode.ERRORED);
    const begin = performance.now();
    for (let i = 0; i < 100; i++) {
      expect(listTasks(model, { sort: 'submission', limit: 50, states: new Set(['ERRORED']) }, turns).items).toEqual([
        999_999,
      ]);
      listTasks(model, { sort: '-submission', limit: 50 }, turns);
      const { next } = listTasks(model, { sort: 'startTime', limit: 50, states: new Set(['ERRORED']) }, turns);
      expect(next).toEqual({ list: 'tasks', at: MOST_ROWS });
    }
    expect((performance.now() - begin) / 100).toBeLessThan(50);
  });
});

describe('selectTasks', () => {
  it.each([
    {},
    { states: new Set(['QUEUED', 'ERRORED'] as const) },
    { template: 'many', name: (n: string) => n > 'many_2' },
  ])('finds what a listing finds: %j', async (filter) => {
    const model = run();
    expect(await selectTasks(model, filter, turns)).toEqual(expected(model, { sort: 'submission', ...filter }));
  });

  it('goes on after others changed states', async () => {
    const values = Array.from({ length: 100 }, (_, i) => `${i}`);
    const model = sampleRun({ parameters: { I: values, J: values }, tasks: { a: { job: { x: '{{I}}{{J}}' } } } });
    const filter = { states: new Set(['QUEUED'] as const) };
    let looks = 0;
    let others = 0;
    const found = await selectTasks(model, filter, {
      over: () => ++looks % 3000 === 0,
      next: () => {
        others++;
        model.setTask(9_999, TaskCode.RUNNING);
        model.setTask(0, TaskCode.RUNNING);
        return Promise.resolve();
      },
    });
    expect([found.length, others]).toEqual([9_999, 3]);
    expect(stillIn(model, found, filter)).toHaveLength(9_998);
  });
});
