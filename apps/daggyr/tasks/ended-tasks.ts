import type { EndedTask } from './task';

/** Tasks that have ended, in the order of their ends, as long as they are not forgotten. */
export class EndedTasks {
  private tasks: EndedTask[] = [];
  private forgotten = 0;

  get kept(): number {
    return this.tasks.length - this.forgotten;
  }

  add(task: EndedTask): void {
    this.tasks.push(task);
  }

  /** To be told of each of them that has been forgotten. */
  drop(): void {
    this.forgotten++;
    // Now and then, so that forgetting one costs the same however many there are.
    if (this.forgotten <= 64 || this.forgotten < this.tasks.length / 2) return;
    this.tasks = this.tasks.filter((task) => !task.forgotten);
    this.forgotten = 0;
  }

  /** The first that ended; only when any is kept. */
  oldest(): EndedTask {
    while (this.tasks[0].forgotten) {
      this.tasks.shift();
      this.forgotten--;
    }
    return this.tasks[0];
  }

  /** Those whose places come after this one. */
  since(place: number): EndedTask[] {
    let first = this.tasks.length;
    while (first > 0 && this.tasks[first - 1].end.place > place) first--;
    return this.tasks.slice(first).filter((task) => !task.forgotten);
  }
}
