import type { Event } from '#wire/event';
import { askRaw, Refused } from '../../api/request';
import { getRun, runPath } from '../../api/runs';
import type { OpenStack, Picture } from '../work/picture';
import { WorkerClient } from '../work/worker-client';
import { EventApplier } from './apply-events';
import { FEW_TASKS, type GraphRequest } from './graph-request';
import { Pace } from './pace';
import { readStack } from './read-stack';

export interface SourceListener {
  /** Another picture; `same`: of the same part of the run as the one before. */
  pictured(picture: Picture, same: boolean): void;
  /** States in the last picture have changed. */
  repainted(picture: Picture): void;
  /** For people: what was drawn instead, or what is being read; empty: nothing. */
  says(message: string): void;
}

/** What the API grants of a request. */
type Part = Exclude<GraphRequest, { by: 'auto' }>;
const TEMPLATES: Part = { by: 'template' };

/** JSON of a graph, and of what it is. */
interface Read {
  readonly part: Part;
  readonly bytes: ArrayBuffer;
}

/** Reads a part of the graph of a run, has it laid out, and keeps its states up to date. */
export class GraphSource {
  private readonly worker = new WorkerClient();
  private readonly pace: Pace;
  private request: GraphRequest = { by: 'auto' };
  private stacks: readonly OpenStack[] = [];
  private picture: Picture | undefined;
  private applier: EventApplier | undefined;
  private part: Part | undefined;
  private reading = new AbortController();
  /** Readings and openings, one after the other. */
  private last: Promise<unknown> = Promise.resolve();

  /** `again`: reads afresh; called when events do not tell enough. */
  constructor(
    private readonly runID: number,
    private readonly listener: SourceListener,
    again: () => void,
  ) {
    this.pace = new Pace(again);
  }

  close(): void {
    this.pace.stop();
    this.reading.abort();
    this.worker.close();
  }

  /** From now on this part is drawn. */
  choose(request: GraphRequest): void {
    this.reading.abort();
    this.request = request;
    this.part = undefined;
    this.stacks = [];
  }

  /** Reads the part that was chosen last. Rejects when it cannot be had; choosing another one meanwhile ends it silently. */
  read(): Promise<void> {
    return this.inTurn(async (signal) => {
      const begun = performance.now();
      try {
        const { part, bytes } = await this.fetch(signal);
        const stacks = await this.readStacks(signal);
        const drawn = await this.worker.draw(bytes, stacks);
        if (signal.aborted) return;
        this.stacks = stacks;
        const same = samePart(this.part, part);
        this.part = part;
        if ('links' in drawn) this.use(drawn, same);
        else if (this.picture !== undefined) {
          this.picture.state.set(drawn.state);
          this.picture.counts.set(drawn.counts);
          this.listener.repainted(this.picture);
        }
      } finally {
        this.pace.took(performance.now() - begun);
      }
    });
  }

  changes(events: readonly Event[]): void {
    if (this.picture === undefined) return;
    this.applier ??= new EventApplier(this.picture, this.part?.by !== 'around');
    const { changed, incomplete } = this.applier.apply(events);
    if (changed) this.listener.repainted(this.picture);
    if (incomplete) this.pace.soon();
  }

  /** Opens or closes the stack of a template. */
  toggle(template: string): Promise<void> {
    return this.inTurn(async (signal) => {
      const { picture } = this;
      if (picture === undefined) return;
      const others = this.stacks.filter((stack) => stack.template !== template);
      if (others.length < this.stacks.length) this.stacks = others;
      else {
        const count = picture.instances[picture.names.indexOf(template)];
        this.listener.says(`Reading ${count.toLocaleString('en')} instances of ${template}`);
        try {
          this.stacks = [...others, await this.readStack(template, picture, signal)];
        } finally {
          this.listener.says('');
        }
      }
      this.use(await this.worker.open(this.stacks), true);
    });
  }

  /** Boxes of the last picture whose names match; rejects with what is wrong with a pattern. */
  find(pattern: string): Promise<Uint32Array> {
    return this.worker.find(pattern);
  }

  private inTurn(act: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const turn = this.last.then(async () => {
      const { signal } = (this.reading = new AbortController());
      try {
        await act(signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private use(picture: Picture, same: boolean): void {
    this.picture = picture;
    this.applier = undefined;
    this.listener.pictured(picture, same);
  }

  private async fetch(signal: AbortSignal): Promise<Read> {
    const part = this.part ?? this.request;
    if (part.by === 'auto') return this.fetchAuto(signal);
    try {
      return { part, bytes: await this.ask(part, signal) };
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.status !== 413 || part.by === 'template') throw error;
      const what =
        part.by === 'task' ? 'All tasks are' : `The tasks up to ${part.levels} levels around ${part.task} are`;
      this.listener.says(`${what} too many to draw: templates instead. Find a task to see what is around it.`);
      return { part: TEMPLATES, bytes: await this.ask(TEMPLATES, signal) };
    }
  }

  private async fetchAuto(signal: AbortSignal): Promise<Read> {
    // At the same time: of a large run they are what is wanted, of a small one they are little.
    const templates = this.ask(TEMPLATES, signal);
    templates.catch(() => undefined);
    const { taskCount } = await getRun(this.runID, signal);
    if (taskCount > FEW_TASKS) return { part: TEMPLATES, bytes: await templates };
    return { part: { by: 'task' }, bytes: await this.ask({ by: 'task' }, signal) };
  }

  private async ask(part: Part, signal: AbortSignal): Promise<ArrayBuffer> {
    const query = part.by === 'around' ? { around: part.task, levels: part.levels } : { by: part.by };
    return (await askRaw(`${runPath(this.runID)}/graph`, { query, signal })).arrayBuffer();
  }

  private async readStacks(signal: AbortSignal): Promise<OpenStack[]> {
    const { picture } = this;
    if (picture === undefined) return [];
    return Promise.all(this.stacks.map(({ template }) => this.readStack(template, picture, signal)));
  }

  private readStack(template: string, { states }: Picture, signal: AbortSignal): Promise<OpenStack> {
    return readStack(this.runID, template, states, signal);
  }
}

function samePart(a: Part | undefined, b: Part): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
