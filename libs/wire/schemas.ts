import * as attempt from './attempt';
import * as capacity from './capacity';
import * as definition from './definition';
import * as event from './event';
import * as graph from './graph';
import * as lineCounts from './line-counts';
import * as pool from './pool';
import * as problem from './problem';
import * as run from './run';
import * as runner from './runner';
import * as search from './search';
import * as serverInfo from './server-info';
import * as stateChange from './state-change';
import * as states from './states';
import * as task from './task';
import * as taskColumns from './task-columns';

const SERVER_SCHEMAS = {
  Problem: problem.problemSchema,
  Alive: serverInfo.aliveSchema,
  Version: serverInfo.versionSchema,
};

/** The components of daggyd's API document: name -> schema. */
export const DAGGYD_SCHEMAS = {
  ...SERVER_SCHEMAS,
  Definition: definition.definitionSchema,
  RunSummary: run.runSummarySchema,
  RunList: run.runListSchema,
  RunCreated: run.runCreatedSchema,
  ValidationReport: run.validationReportSchema,
  RunState: states.runStateSchema,
  RunStateAnswer: states.runStateAnswerSchema,
  RunStateRequest: stateChange.runStateRequestSchema,
  RunStateChange: stateChange.runStateChangeSchema,
  TaskState: states.taskStateSchema,
  TaskCounts: states.taskCountsSchema,
  TaskStateAnswer: states.taskStateAnswerSchema,
  TaskStateRequest: stateChange.taskStateRequestSchema,
  TaskStateChange: stateChange.taskStateChangeSchema,
  BulkRequest: stateChange.bulkRequestSchema,
  BulkAnswer: stateChange.bulkAnswerSchema,
  TaskSummary: task.taskSummarySchema,
  TaskList: task.taskListSchema,
  TaskColumns: taskColumns.taskColumnsSchema,
  WaitingFor: task.waitingForSchema,
  Task: task.taskSchema,
  Attempt: attempt.attemptSchema,
  AttemptRow: attempt.attemptRowSchema,
  AttemptList: attempt.attemptListSchema,
  TaskGraph: graph.taskGraphSchema,
  TemplateGraph: graph.templateGraphSchema,
  GraphAnswer: graph.graphAnswerSchema,
  SearchAnswer: search.searchAnswerSchema,
  LineCounts: lineCounts.lineCountsSchema,
  Pool: pool.poolSchema,
  PoolList: pool.poolListSchema,
  Event: event.eventSchema,
};

/** The components of daggyr's API document. */
export const DAGGYR_SCHEMAS = {
  ...SERVER_SCHEMAS,
  Capacity: capacity.capacitySchema,
  CapacityAnswer: capacity.capacityAnswerSchema,
  RunnerTaskRequest: runner.runnerTaskRequestSchema,
  RunnerTaskCreated: runner.runnerTaskCreatedSchema,
  RunnerTask: runner.runnerTaskSchema,
  RunnerTaskBrief: runner.runnerTaskBriefSchema,
  RunnerTaskList: runner.runnerTaskListSchema,
  RunnerStatus: runner.runnerStatusSchema,
  Limits: runner.limitsSchema,
  StartTasksRequest: runner.startTasksRequestSchema,
  StartTasksAnswer: runner.startTasksAnswerSchema,
  StopTasksRequest: runner.stopTasksRequestSchema,
  ForgetTasksRequest: runner.forgetTasksRequestSchema,
};
