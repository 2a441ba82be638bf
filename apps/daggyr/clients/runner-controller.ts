import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import { API_BASE } from '#server/server-info';
import { OwnerGuard } from './owner.guard';

/** A controller of the runner's API, whose requests are held against the tokens of owners. `path` without the base path. */
export function RunnerController(path: string): ClassDecorator {
  return applyDecorators(Controller(`${API_BASE}/${path}`), UseGuards(OwnerGuard));
}
