import { Ajv } from 'ajv';

type Node = Readonly<Record<string, unknown>>;
const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace']);

/** Everything that an OpenAPI 3.1 document leaves unsaid or says wrongly: one sentence each; empty when all is well. */
export function openApiFaults(document: object): string[] {
  const faults: string[] = [];
  const root = document as Node;
  const ids = new Map<string, string>();
  const examples = exampleCheck(root);
  for (const [path, item] of entries(root.paths)) {
    for (const [method, operation] of entries(item)) {
      if (!METHODS.has(method)) continue;
      const where = `${method.toUpperCase()} ${path}`;
      const { operationId, summary, responses, requestBody, parameters } = operation as Node;
      if (typeof operationId !== 'string' || operationId === '') faults.push(`${where}: no operationId`);
      else if (ids.has(operationId))
        faults.push(`${where}: operationId ${operationId} is also that of ${ids.get(operationId)}`);
      else ids.set(operationId, where);
      if (typeof summary !== 'string' || summary === '') faults.push(`${where}: no summary`);
      for (const name of path.matchAll(/\{(\w+)\}/g)) {
        const declared = (parameters as Node[] | undefined)?.some(
          (each) => each.in === 'path' && each.name === name[1],
        );
        if (!declared) faults.push(`${where}: path parameter ${name[1]} is not declared`);
      }
      faults.push(...answerFaults(where, responses, examples));
      if (requestBody !== undefined) faults.push(...contentFaults(`${where}: body`, requestBody as Node, examples));
    }
  }
  if (ids.size === 0) faults.push('no operations');
  return faults;
}

type ExampleCheck = (schema: Node, example: unknown) => string | undefined;

function answerFaults(where: string, responses: unknown, examples: ExampleCheck): string[] {
  const faults: string[] = [];
  const answers = entries(responses);
  if (!answers.some(([status]) => status.startsWith('2'))) faults.push(`${where}: no successful answer`);
  if (!answers.some(([status]) => status.startsWith('4'))) faults.push(`${where}: no refusal`);
  for (const [status, answer] of answers) {
    const at = `${where}: ${status}`;
    const content = entries((answer as Node).content);
    const isProblem = Number(status) >= 400;
    if (isProblem && !content.some(([type]) => type === 'application/problem+json')) {
      faults.push(`${at} is no application/problem+json`);
    }
    if (!isProblem && status !== '204' && content.length === 0) faults.push(`${at} has no schema`);
    faults.push(...contentFaults(at, answer as Node, examples));
  }
  return faults;
}

function contentFaults(at: string, holder: Node, examples: ExampleCheck): string[] {
  return entries(holder.content).flatMap(([type, media]) => {
    const { schema, example } = media as Node;
    const shown = example ?? (schema as Node | undefined)?.example;
    if (schema === undefined) return [`${at} ${type}: no schema`];
    if (shown === undefined) return [`${at} ${type}: no example`];
    const fault = examples(schema as Node, shown);
    return fault === undefined ? [] : [`${at} ${type}: the example is not valid: ${fault}`];
  });
}

/** Schemas refer to `#/components/schemas/...` of the whole document, which therefore is the schema with `$defs`. */
function exampleCheck(root: Node): ExampleCheck {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  return (schema, example) => {
    try {
      const validate = ajv.compile({ ...schema, components: root.components });
      return validate(example) ? undefined : ajv.errorsText(validate.errors);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
