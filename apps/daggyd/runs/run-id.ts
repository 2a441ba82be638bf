import { Param, type PipeTransform } from '@nestjs/common';
import { DaggyError } from '#dag/errors';

class RunIDPipe implements PipeTransform<string, number> {
  transform(text: string): number {
    // What is no positive integer is no run: 404, as for one that does not exist.
    if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
    const shown = JSON.stringify(text.slice(0, 80));
    throw new DaggyError('run-not-found', `There is no run ${shown}: a runID is a positive integer.`);
  }
}

/** A handler's argument: the runID of the path. */
export const RunID = (): ParameterDecorator => Param('runID', new RunIDPipe());
