import { GraphWork } from './work/graph-work';
import type { Answer, Question, Task } from './work/messages';

const work = new GraphWork();

async function answer({ id, task }: Question): Promise<Answer> {
  try {
    return { id, value: await perform(task) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

function perform(task: Task) {
  switch (task.kind) {
    case 'draw':
      return work.draw(task.bytes, task.stacks);
    case 'open':
      return work.open(task.stacks);
    case 'find':
      return work.find(task.pattern);
  }
}

/** Large arrays go over without being copied. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return [...new Set(Object.values(value).flatMap(buffersOf))];
}

self.onmessage = async ({ data }: MessageEvent<Question>) => {
  const reply = await answer(data);
  self.postMessage(reply, { transfer: buffersOf(reply) });
};
