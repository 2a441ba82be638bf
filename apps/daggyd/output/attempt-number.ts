import { Param, type PipeTransform } from '@nestjs/common';
import { DaggyError } from '#dag/errors';

class AttemptNumberPipe implements PipeTransform<string, number> {
  transform(text: string): number {
    if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
    const shown = JSON.stringify(text.slice(0, 80));
    throw new DaggyError('attempt-not-found', `There is no attempt ${shown}: attempts are numbered 1, 2, ...`);
  }
}

/** A handler's argument: the number of an attempt, from the path. */
export const AttemptNumber = (): ParameterDecorator => Param('attempt', new AttemptNumberPipe());
