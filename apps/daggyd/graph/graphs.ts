import { Injectable } from '@nestjs/common';
import { Engine } from '#dag/engine/engine';
import { neighbourhood } from '#dag/run/views/neighbourhood';
import { wholeGraph } from '#dag/run/views/task-graph';
import { templateGraph } from '#dag/run/views/template-graph';
import type { GraphAnswer } from '#wire/graph';
import { taskNamed } from '../tasks/task-named';
import { type GraphQuery, readGraphPart } from './graph-query';
import { presentTaskGraph, presentTemplateGraph } from './present-graph';

/** Looks at graphs of runs. */
@Injectable()
export class Graphs {
  constructor(private readonly engine: Engine) {}

  async get(runID: number, query: GraphQuery): Promise<GraphAnswer> {
    const part = readGraphPart(query);
    const run = await this.engine.run(runID);
    const { model } = run;
    if (part.by === 'template') return presentTemplateGraph(model, templateGraph(model));
    if (!part.around) return presentTaskGraph(model, wholeGraph(model));
    const { task, levels } = part.around;
    return presentTaskGraph(model, neighbourhood(model, taskNamed(run, task), levels));
  }
}
