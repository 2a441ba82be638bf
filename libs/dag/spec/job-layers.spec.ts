import type { Job } from './dag-spec';
import { jobLayer, layerOf, mergeLayers, referencesOf } from './job-layers';

const layers = (...jobs: Job[]): ReturnType<typeof jobLayer>[] => jobs.map((job, at) => jobLayer(job, `layer ${at}`));

describe('mergeLayers', () => {
  it('lets later layers win key by key', () => {
    expect(mergeLayers(layers({ a: 1, b: { x: 1 } }, {}, { b: { y: 2 }, c: 3 }))).toEqual({ a: 1, b: { y: 2 }, c: 3 });
  });

  it.each<[Job[], Job]>([
    [[{ command: [] }, { commandString: '' }], { commandString: '' }],
    [[{ commandString: '' }, { command: [] }], { command: [] }],
    [[{ commandString: '', command: [] }, { x: 1 }], { commandString: '', command: [], x: 1 }],
    [[{ command: ['a'] }, { x: 1 }, { commandString: '' }, { y: 1 }], { x: 1, commandString: '', y: 1 }],
  ])('takes the command of the last layer that gives one: %j', (jobs, merged) => {
    expect(mergeLayers(layers(...jobs))).toEqual(merged);
  });

  it('copies nothing when only one layer says anything', () => {
    const job = { a: 1 };
    expect(mergeLayers(layers({}, job, {}))).toBe(job);
    expect(mergeLayers([])).toEqual({});
  });
});

describe('referencesOf', () => {
  it('counts what the merged job asks for, and nothing of what was overridden or dropped', () => {
    const stack = layers({ command: ['{{A}}'], x: '{{B}}', y: '{{C}}' }, { x: '{{D}}{{D}}', commandString: 'z' });
    expect([...referencesOf(mergeLayers(stack), stack)]).toEqual([
      ['C', 1],
      ['D', 2],
    ]);
    expect(layerOf('x', stack)).toBe(stack[1]);
    expect(layerOf('y', stack)).toBe(stack[0]);
    expect(layerOf('toString', stack)).toBeUndefined();
  });
});
