import type { ProblemBody } from '#wire/problem';
import { Refusal } from '../api/refusal';
import { ClientError } from '../client-error';
import { visible } from '../output/visible';
import { type Position, Positions } from './positions';
import type { Source } from './source';

type Problems = NonNullable<ProblemBody['errors']>;

const NOT_JSON = /^Not JSON: line (\d+), column (\d+)/;

/** Texts larger than this are not looked through for places. */
const LARGEST_TEXT = 8 * 1024 * 1024;

/** What the server refused, with the places in the file that the person wrote; other errors as they are. */
export async function withPlaces(error: unknown, source: Source): Promise<unknown> {
  if (!(error instanceof Refusal) || error.problem?.code !== 'invalid-definition') return error;
  const { detail, errors } = error.problem;
  if (errors === undefined) return error;
  const places = await placesOf(errors, source);
  const lines = errors.map(({ pointer, message }, at) => {
    const place = places[at];
    const where = place === undefined ? source.name : `${source.name}:${place.line}:${place.column}`;
    return `  ${where}: ${visible(message.replace(NOT_JSON, 'Not JSON'))}${pointer === '' ? '' : ` (${visible(pointer)})`}`;
  });
  return new ClientError(error.exitCode, [detail, ...lines].join('\n'));
}

async function placesOf(errors: Problems, { text }: Source): Promise<readonly (Position | undefined)[]> {
  if (text.length > LARGEST_TEXT) return errors.map(() => undefined);
  const positions = await Positions.of(text);
  return errors.map(({ pointer, message }) => (pointer === '' ? positionIn(message) : positions.find(pointer)));
}

/** Where a text is not JSON, as daggyd says it. */
function positionIn(message: string): Position | undefined {
  const match = NOT_JSON.exec(message);
  return match === null ? undefined : { line: Number(match[1]), column: Number(match[2]) };
}
