import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Schema } from '../schema-check';

/** Component name -> schema. Where a document holds one of these very objects it gets a reference instead. */
export type NamedSchemas = Readonly<Record<string, Schema>>;

export interface DocumentInfo {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly schemas: NamedSchemas;
  /** Whether requests must carry a bearer token. */
  readonly wantsToken?: boolean;
}

/** The API as OpenAPI 3.1. */
export function buildDocument(app: INestApplication, info: DocumentInfo): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(info.title)
    .setDescription(info.description)
    .setVersion(info.version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0');
  if (info.wantsToken === true) config.addBearerAuth().addSecurityRequirements('bearer');
  const document = SwaggerModule.createDocument(app, config.build());
  const names = new Map<unknown, string>(Object.entries(info.schemas).map(([name, schema]) => [keyOf(schema), name]));
  const components = Object.fromEntries(
    Object.entries(info.schemas).map(([name, schema]) => [name, withReferences(schema, names, true)]),
  );
  return {
    ...(withReferences({ ...document, components: undefined }, names) as OpenAPIObject),
    components: { ...document.components, schemas: components as NonNullable<OpenAPIObject['components']>['schemas'] },
  };
}

/** Schemas pass through @nestjs/swagger, which copies them: they are known again by what they say. */
function keyOf(schema: unknown): string {
  return JSON.stringify(schema);
}

function withReferences(value: unknown, names: ReadonlyMap<unknown, string>, itself = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withReferences(item, names));
  if (typeof value !== 'object' || value === null) return value;
  const { example, ...schema } = value as { example?: unknown };
  const name = itself ? undefined : names.get(keyOf(schema));
  if (name !== undefined) {
    return { $ref: `#/components/schemas/${name}`, ...(example === undefined ? {} : { example }) };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'example' ? inner : withReferences(inner, names)]),
  );
}

/** Swagger UI at /docs, the document at /docs-json. */
export function serveDocument(app: INestApplication, info: DocumentInfo): void {
  SwaggerModule.setup('docs', app, () => buildDocument(app, info), { jsonDocumentUrl: 'docs-json', raw: ['json'] });
}
