import { Injectable } from '@nestjs/common';
import type { Job } from '#dag/spec/dag-spec';
import type { Problem } from '#dag/spec/problem';
import { HttpProblem, invalidRequest } from '#server/http/http-problem';
import { Shutdown } from '#server/process/shutdown';
import type { RunnerTaskCreated, StartTasksAnswer } from '#wire/runner';
import { RunnerStatusView } from './runner-status';
import { checkTaskIDs, readTaskRequest } from './task-request';
import { type Start, Tasks } from './tasks';

/** Starts tasks, one or many. */
@Injectable()
export class StartTasks {
  constructor(
    private readonly tasks: Tasks,
    private readonly view: RunnerStatusView,
    private readonly shutdown: Shutdown,
  ) {}

  one(body: Job): RunnerTaskCreated {
    this.refuseWhenStopping();
    const request = readTaskRequest(body);
    if (!request.ok) throw invalidRequest('The task has a problem', request.problems);
    const [start] = this.tasks.start([request.value]);
    switch (start.status) {
      case 'started':
        return { taskID: start.taskID };
      case 'rejected':
        throw invalidRequest('The task can never run here', start.problems);
      case 'no-room':
        throw new HttpProblem(409, 'no-room', noRoom(start), [], {}, { free: start.free });
    }
  }

  many(tasks: readonly Job[]): StartTasksAnswer {
    this.refuseWhenStopping();
    const problems = checkTaskIDs(tasks);
    if (problems.length > 0) throw invalidRequest('The body has a problem', problems);
    const requests = tasks.map(readTaskRequest);
    const starts = this.tasks.start(requests.flatMap((request) => (request.ok ? [request.value] : [])));
    let next = 0;
    const items = requests.map((request, index) => {
      const start: Start = request.ok ? starts[next++] : { status: 'rejected', problems: request.problems };
      return { taskID: tasks[index].taskID as string, status: start.status, message: messageOf(start) };
    });
    return { runner: this.view.status(), items };
  }

  private refuseWhenStopping(): void {
    if (this.shutdown.signal.aborted) throw new HttpProblem(503, 'shutting-down', 'The runner is shutting down');
  }
}

function messageOf(start: Start): string {
  switch (start.status) {
    case 'started':
      return '';
    case 'rejected':
      return start.problems.map(inWords).join(' ');
    case 'no-room':
      return noRoom(start);
  }
}

function inWords({ pointer, message }: Problem): string {
  return `${pointer || 'job'}: ${message}`;
}

function noRoom({ free: { cores, memoryMB }, shortage }: Extract<Start, { readonly status: 'no-room' }>): string {
  if (shortage !== undefined) return `There is no room now: ${shortage}`;
  return `There is no room now: ${cores} cores and ${memoryMB} MB are free`;
}
