import { Char, forbiddenCharacter, JsonTokens, ScanError } from './json-tokens';
import { Lines } from './lines';
import type { ProblemList } from './problem-list';
import { place } from './problem-list';
import { SeenKeys } from './seen-keys';
import { quote, thousands } from './words';

/** Deepest nesting of objects and arrays; the document itself is level 1. */
const MOST_LEVELS = 64;
/**
 * What a parsed document costs follows from the number of its values, not from its length: 20 million times `{}` are
 * 60 MB of text, but 1.3 GB of memory and 16 seconds of JSON.parse; as many numbers are 0.4 GB and 0.6 seconds.
 */
const MOST_VALUES = 50_000_000;
const MOST_CONTAINERS = 10_000_000;
const MOST_KEYS_OF_ONE_OBJECT = 10_000_000;

/** Keys of the root (`""`) and of those of its members that were asked for, each once, in the order of the text. */
export type KeyOrder = ReadonlyMap<string, readonly string[]>;

/**
 * One pass over a JSON text, without recursion, for what JSON.parse does not tell: where and why a text is not JSON,
 * keys that occur twice, characters that no program can be given, and the order of keys that look like numbers.
 *
 * `ordered` names the members of the root whose key order is wanted. Throws ScanError where the text must not be
 * parsed; everything else goes to the list of problems.
 */
export function scanJson(text: string, ordered: ReadonlySet<string>, problems: ProblemList): KeyOrder {
  return new Scanner(text, ordered, problems).scan();
}

class Scanner {
  private readonly tokens: JsonTokens;
  private values = 0;
  private containers = 0;
  /** One entry for each level that is open: the key or the index of the current member. */
  private readonly steps: (string | number)[] = [];
  /** By level; made once and used again. */
  private readonly seen = Array.from({ length: MOST_LEVELS }, () => new SeenKeys());
  private readonly order = new Map<string, string[]>();
  private readonly lines: Lines;

  constructor(
    text: string,
    private readonly ordered: ReadonlySet<string>,
    private readonly problems: ProblemList,
  ) {
    this.tokens = new JsonTokens(text);
    this.lines = new Lines(text);
  }

  scan(): KeyOrder {
    this.tokens.peek();
    if (this.tokens.atEnd) throw new ScanError(0, 'the text is empty');
    let more = true;
    while (more) more = this.readValue() || this.goToNextValue();
    return this.order;
  }

  /** True when an object or array was opened and its first value comes next. */
  private readValue(): boolean {
    const { tokens } = this;
    if (++this.values > MOST_VALUES) this.refuseSize(`${thousands(MOST_VALUES)} values`);
    switch (tokens.peek()) {
      case Char.QUOTE:
        this.readText();
        return false;
      case Char.OPEN_OBJECT:
        this.open('');
        this.seen[this.steps.length - 1].clear();
        if (tokens.peek() === Char.CLOSE_OBJECT) return this.close();
        this.readKey();
        return true;
      case Char.OPEN_LIST:
        this.open(0);
        if (tokens.peek() === Char.CLOSE_LIST) return this.close();
        return true;
      default:
        if (!Number.isFinite(tokens.readBareValue())) {
          this.problems.add(this.pointer(), 'This number is too large; the largest is about 1.8e308.');
        }
        return false;
    }
  }

  /** After a value: closes what ends here. False at the end of the text. */
  private goToNextValue(): boolean {
    const { tokens, steps } = this;
    for (;;) {
      const code = tokens.peek();
      if (steps.length === 0) {
        if (tokens.atEnd) return false;
        throw new ScanError(tokens.at, `expected nothing more, found ${tokens.whatIsHere()}`);
      }
      const step = steps[steps.length - 1];
      if (code === Char.COMMA) {
        this.readComma(step);
        return true;
      }
      if (code !== (typeof step === 'string' ? Char.CLOSE_OBJECT : Char.CLOSE_LIST)) {
        const after = typeof step === 'string' ? `"}" after the value of ${quote(step)}` : '"]" after a value';
        throw new ScanError(tokens.at, `expected "," or ${after}, found ${tokens.whatIsHere()}`);
      }
      this.close();
    }
  }

  private readComma(step: string | number): void {
    const { tokens } = this;
    const comma = tokens.at++;
    const code = tokens.peek();
    if (code === Char.CLOSE_OBJECT || code === Char.CLOSE_LIST) {
      throw new ScanError(comma, 'nothing follows this comma; remove it');
    }
    if (typeof step === 'string') this.readKey();
    else this.steps[this.steps.length - 1] = step + 1;
  }

  private open(step: string | number): void {
    if (this.steps.length === MOST_LEVELS) {
      throw new ScanError(this.tokens.at, `nested deeper than ${MOST_LEVELS} levels; make it flatter`, this.pointer());
    }
    if (++this.containers > MOST_CONTAINERS) this.refuseSize(`${thousands(MOST_CONTAINERS)} objects and arrays`);
    this.tokens.at++;
    this.steps.push(step);
    const keep = this.orderKept();
    if (step === '' && keep !== undefined) this.order.set(keep, []);
  }

  private refuseSize(most: string): never {
    const message = `the document holds more than ${most}; let array parameters make tasks that are alike`;
    throw new ScanError(this.tokens.at, message, '');
  }

  private close(): false {
    this.tokens.at++;
    this.steps.pop();
    return false;
  }

  private readText(): void {
    const start = this.tokens.at;
    if (!this.tokens.readString().suspect) return;
    const reason = forbiddenCharacter(this.decode(start));
    if (reason !== undefined) this.problems.add(this.pointer(), `This string ${reason}.`);
  }

  private readKey(): void {
    const { tokens, steps } = this;
    const start = tokens.at;
    if (tokens.peek() !== Char.QUOTE) {
      throw new ScanError(tokens.at, `expected a key in double quotes, found ${tokens.whatIsHere()}`);
    }
    const { escaped, suspect } = tokens.readString();
    const key = escaped ? this.decode(start) : tokens.text.slice(start + 1, tokens.at - 1);
    const holder = suspect ? place('', ...steps.slice(0, -1)) : '';
    steps[steps.length - 1] = key;
    if (tokens.peek() !== Char.COLON) {
      throw new ScanError(tokens.at, `expected ":" after the key ${quote(key)}, found ${tokens.whatIsHere()}`);
    }
    tokens.at++;
    const reason = suspect ? forbiddenCharacter(key) : undefined;
    if (reason !== undefined) this.problems.add(holder, `The key ${quote(key)} ${reason}.`);
    this.remember(key, start);
  }

  private remember(key: string, start: number): void {
    const keys = this.seen[this.steps.length - 1];
    if (!keys.add(key)) {
      this.problems.addLater(() => {
        const again = this.lines.position(start);
        const message = `The key ${quote(key)} occurs twice in this object, again at ${again}; only one can count.`;
        return { pointer: this.pointer(), message };
      });
      return;
    }
    if (keys.size > MOST_KEYS_OF_ONE_OBJECT) {
      const most = thousands(MOST_KEYS_OF_ONE_OBJECT);
      throw new ScanError(start, `an object has more than ${most} keys`, place('', ...this.steps.slice(0, -1)));
    }
    const keep = this.orderKept();
    if (keep !== undefined) this.order.get(keep)?.push(key);
  }

  /** Under which name the keys of the innermost object are kept, if they are. */
  private orderKept(): string | undefined {
    const { steps } = this;
    if (steps.length === 1) return '';
    if (steps.length !== 2 || typeof steps[0] !== 'string') return undefined;
    return this.ordered.has(steps[0]) ? steps[0] : undefined;
  }

  /** The string that begins at `start` and has just been read. */
  private decode(start: number): string {
    return String(JSON.parse(this.tokens.text.slice(start, this.tokens.at)));
  }

  private pointer(): string {
    return place('', ...this.steps);
  }
}
