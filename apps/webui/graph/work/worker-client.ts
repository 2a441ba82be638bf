import type { Repainted } from './graph-work';
import type { Answer, Question, Task } from './messages';
import type { OpenStack, Picture } from './picture';

/** The worker of one graph view; questions are answered in turn. */
export class WorkerClient {
  private readonly worker = new Worker(new URL('../layout.worker.ts', import.meta.url), { type: 'module' });
  private readonly waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  private last = 0;

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const asker = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if ('error' in data) asker?.reject(new Error(data.error));
      else asker?.resolve(data.value as never);
    };
    this.worker.onerror = ({ message }) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`The graph worker failed: ${message}`));
      this.waiting.clear();
    };
  }

  /** `bytes` are handed over. */
  draw(bytes: ArrayBuffer, stacks: readonly OpenStack[]): Promise<Picture | Repainted> {
    return this.ask({ kind: 'draw', bytes, stacks }, [bytes]);
  }

  open(stacks: readonly OpenStack[]): Promise<Picture> {
    return this.ask({ kind: 'open', stacks });
  }

  /** Rejects with what is wrong with a pattern. */
  find(pattern: string): Promise<Uint32Array> {
    return this.ask({ kind: 'find', pattern });
  }

  /** What was asked and not answered never settles. */
  close(): void {
    this.worker.terminate();
  }

  private ask<T>(task: Task, transfer: Transferable[] = []): Promise<T> {
    const question: Question = { id: ++this.last, task };
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(question.id, { resolve, reject });
      this.worker.postMessage(question, transfer);
    });
  }
}
