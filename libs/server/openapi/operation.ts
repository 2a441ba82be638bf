import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags, type OpenAPIObject } from '@nestjs/swagger';
import { type ProblemBody, problemSchema } from '#wire/problem';
import type { QuerySpec } from '../http/query';
import type { Schema } from '../schema-check';
import { problemExamples } from './problem-examples';

/** A successful answer. */
export interface OperationAnswer {
  /** 200 unless given. */
  readonly status?: number;
  /** `application/json` unless given. */
  readonly type?: string;
  /** None: the answer has no body. */
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly description?: string;
  /** Name -> what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Everything that the API's document says of a handler, and what the guard of all operations goes by. */
export interface OperationSpec {
  /** camelCase, unique in the server. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** Heading in the document. */
  readonly tag: string;
  /** Query parameters that the handler takes; any other is refused. */
  readonly query?: QuerySpec;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: Schema }>>;
  readonly body?: { readonly schema: Schema; readonly example: unknown; readonly description?: string };
  readonly ok: OperationAnswer;
  /** More than one way to succeed. */
  readonly alsoOk?: readonly OperationAnswer[];
  /** Statuses beside 400 (unknown query parameters), 406 and 500, which are said of every operation. */
  readonly problems?: readonly number[];
  /** Of problems, by status, in the place of the usual ones. */
  readonly examples?: Readonly<Record<number, ProblemBody>>;
}

export const OPERATION = 'daggy:operation';

/** Documents a handler; its query parameters are checked by the operation guard and come by `@Query()`. */
export function Operation(spec: OperationSpec): MethodDecorator {
  const { body, query = {}, headers = {} } = spec;
  return applyDecorators(
    SetMetadata(OPERATION, spec),
    ApiTags(spec.tag),
    ApiOperation({ operationId: spec.id, summary: spec.summary, description: spec.description }),
    ...Object.entries(query).map(([name, field]) =>
      ApiQuery({ name, required: false, description: field.description, schema: openApi(field.schema) }),
    ),
    ...Object.entries(headers).map(([name, { description, schema }]) =>
      ApiHeader({ name, required: false, description, schema: openApi(schema) }),
    ),
    ...(body === undefined
      ? []
      : [
          ApiBody({
            schema: { ...openApi(body.schema), example: body.example },
            description: body.description,
            required: true,
          }),
        ]),
    ...[spec.ok, ...(spec.alsoOk ?? [])].map(answerDecorator),
    ...[...new Set([400, 406, 500, ...(spec.problems ?? [])])]
      .sort()
      .map((status) => problemDecorator(status, spec.examples?.[status] ?? problemExamples[status])),
  );
}

function answerDecorator(answer: OperationAnswer): MethodDecorator {
  const { status = 200, type = 'application/json', schema, example, description = 'Done.', headers } = answer;
  return ApiResponse({
    status,
    description,
    ...(schema === undefined ? {} : { content: { [type]: { schema: openApi(schema), example } } }),
    ...(headers === undefined
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: 'string' } }]),
          ),
        }),
  });
}

function problemDecorator(status: number, example: ProblemBody | undefined): MethodDecorator {
  return ApiResponse({
    status,
    description: example?.detail ?? 'Refused.',
    content: { 'application/problem+json': { schema: openApi(problemSchema), example } },
  });
}

type SchemaObject = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** The document is OpenAPI 3.1, whose schemas are JSON Schemas; the type is that of 3.0. */
function openApi(schema: Schema): SchemaObject {
  return schema as SchemaObject;
}
