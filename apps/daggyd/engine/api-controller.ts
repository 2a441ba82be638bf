import { applyDecorators, Controller, UseInterceptors } from '@nestjs/common';
import { API_BASE } from '#server/server-info';
import { RecordedInterceptor } from './recorded.interceptor';

/** A controller of the API, whose answers are durable. `path` without the base path. */
export function ApiController(path: string): ClassDecorator {
  return applyDecorators(Controller(`${API_BASE}/${path}`), UseInterceptors(RecordedInterceptor));
}
