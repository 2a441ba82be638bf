import type { Event } from '#wire/event';
import type { TaskState } from '#wire/states';
import { taskGraphExample, templateGraphExample, type TaskGraph, type TemplateGraph } from '#wire/graph';
import { GraphWork } from '../work/graph-work';
import { type OpenStack, type Picture, STACK } from '../work/picture';
import { EventApplier } from './apply-events';

function picture(answer: TaskGraph | TemplateGraph, stacks: readonly OpenStack[] = []): Picture {
  const drawn = new GraphWork().draw(new TextEncoder().encode(JSON.stringify(answer)).buffer as ArrayBuffer, stacks);
  if (!('links' in drawn)) throw new Error('no picture');
  return drawn;
}

const about = { time: '2026-11-20T08:00:04.180Z', runID: 1 };
const task = (name: string, state: TaskState): Event => ({ ...about, type: 'task', task: name, state, attempt: 1 });
const { states } = taskGraphExample;

describe('EventApplier', () => {
  it('sets states of tasks', () => {
    const tasks = picture(taskGraphExample);
    const applied = new EventApplier(tasks, true).apply([task('pull_2', 'ERRORED'), task('report', 'KILLED')]);
    expect(applied).toEqual({ changed: true, incomplete: false });
    expect(Array.from(tasks.state, (state) => states[state])).toEqual(['COMPLETED', 'ERRORED', 'KILLED']);
  });

  it('passes over tasks that are not in a neighbourhood, but misses them in a whole graph', () => {
    const events = [task('other', 'RUNNING')];
    expect(new EventApplier(picture(taskGraphExample), false).apply(events)).toEqual({
      changed: false,
      incomplete: false,
    });
    expect(new EventApplier(picture(taskGraphExample), true).apply(events)).toEqual({
      changed: false,
      incomplete: true,
    });
  });

  it.each(['report', 'report_1'])('sets the state of the single instance %s of a template', (name) => {
    const templates = picture(templateGraphExample);
    expect(new EventApplier(templates, true).apply([task(name, 'RUNNING')])).toEqual({
      changed: true,
      incomplete: false,
    });
    expect([...templates.state]).toEqual([STACK, 1]);
    expect([...templates.counts.subarray(6)]).toEqual([0, 1, 0, 0, 0, 0]);
  });

  it('cannot count in a closed stack, as it does not know which state a task has left', () => {
    const applied = new EventApplier(picture(templateGraphExample), true).apply([task('pull_2', 'COMPLETED')]);
    expect(applied).toEqual({ changed: false, incomplete: true });
  });

  it('counts in an open one', () => {
    const open = { template: 'pull', names: ['pull_1', 'pull_2'], state: Uint8Array.of(3, 1) };
    const templates = picture(templateGraphExample, [open]);
    const applied = new EventApplier(templates, true).apply([task('pull_2', 'COMPLETED')]);
    expect(applied).toEqual({ changed: true, incomplete: false });
    expect([...templates.counts.subarray(0, 6)]).toEqual([0, 0, 0, 2, 0, 0]);
    expect([...templates.state]).toEqual([STACK, 0, 3, 3]);
  });

  it.each<Event>([
    { ...about, type: 'tasks', state: 'KILLED', count: 2 },
    { ...about, type: 'tasks-added', task: 'pull_1', count: 2 },
    { type: 'missed', time: about.time },
  ])('wants to read again after $type', (event) => {
    expect(new EventApplier(picture(taskGraphExample), true).apply([event]).incomplete).toBe(true);
  });

  it('has nothing to do with the state of the run', () => {
    const event: Event = { ...about, type: 'run', state: 'COMPLETED' };
    expect(new EventApplier(picture(taskGraphExample), true).apply([event])).toEqual({
      changed: false,
      incomplete: false,
    });
  });
});
