import { OperandoError } from '@operando/core';
import { said } from './said.js';

/** A literal as data: text (numbers too, as written), nothing, a list, or keys with values. */
export type Literal = string | null | readonly Literal[] | ReadonlyMap<string, Literal>;

/** Lists inside lists are followed this far. */
const deepest = 32;
const space = /[\s\uFEFF]/;
const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['a', '\u0007'],
  ['e', '\u001b'],
  ['0', '\0'],
]);

/**
 * Reads literals of Perl (as Data::Dumper writes them) and of JSON out of a text: quoted text,
 * numbers, `undef` and `null`, `( … )`, `[ … ]`, `{ key => value }`, `{ "key": value }` and
 * `bless( value, 'Class' )`, of which the value is taken. Nothing is evaluated: no variables, no
 * interpolation, no code. Keys are data, `__proto__` too.
 *
 * Every method throws OperandoError `malformed-file` with the line, `truncated-file` where the text ends.
 */
export class LiteralScanner {
  private at = 0;
  private countedTo = 0;
  private line = 1;
  private readonly text: string;
  private readonly bareWord = /[\w+.-]+/y;

  constructor(text: string) {
    this.text = text;
  }

  /** Line of the present place, from 1. */
  currentLine(): number {
    for (; this.countedTo < this.at; this.countedTo++) if (this.text.charCodeAt(this.countedTo) === 10) this.line++;
    return this.line;
  }

  /** Pass over blanks and comments from `#` to the end of the line. */
  skipBlanks(): void {
    for (; this.at < this.text.length; this.at++) {
      const letter = this.text[this.at]!;
      if (letter === '#') this.skipLine();
      else if (!space.test(letter)) return;
    }
  }

  /** Pass over the rest of the line. */
  skipLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  /** Whether the text is used up. */
  ended(): boolean {
    return this.at >= this.text.length;
  }

  /** The next letters, if they are these; then they are passed over. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  /** {@link take} after blanks, or an error. */
  expect(expected: string): void {
    this.skipBlanks();
    if (!this.take(expected)) throw this.problem(said`${JSON.stringify(expected)} is missing`);
  }

  /** A word of letters, digits and signs; empty if there is none. */
  word(): string {
    this.bareWord.lastIndex = this.at;
    const word = this.bareWord.exec(this.text)?.[0] ?? '';
    this.at += word.length;
    return word;
  }

  /** An error at the present place. */
  problem(what: string): OperandoError {
    const ended = this.ended();
    return new OperandoError(
      ended ? 'truncated-file' : 'malformed-file',
      said`${what}${ended ? ', the file ends here' : said` at ${JSON.stringify(this.text.slice(this.at, this.at + 24))}`}.`,
      {
        where: { line: this.currentLine() },
        cure: 'The file seems cut short or damaged: save or copy it again.',
      },
    );
  }

  /** The next literal. */
  value(depth = 0): Literal {
    if (depth > deepest) throw this.problem(said`there are lists more than ${deepest} deep`);
    this.skipBlanks();
    const letter = this.text[this.at];
    if (letter === "'" || letter === '"') return this.quoted(letter);
    if (letter === '(' || letter === '[') {
      this.at++;
      return this.list(letter === '(' ? ')' : ']', depth);
    }
    if (letter === '{') {
      this.at++;
      return this.keyed(depth);
    }
    const word = this.word();
    if (word === '') throw this.problem('a value is missing');
    if (word !== 'bless') return word === 'undef' || word === 'null' ? null : word;
    this.expect('(');
    const value = this.value(depth + 1);
    this.expect(',');
    this.value(depth + 1);
    this.expect(')');
    return value;
  }

  /** Whether the list goes on after a value or a comma before its end. */
  private closed(end: string, first: boolean): boolean {
    this.skipBlanks();
    if (this.take(end)) return true;
    if (!first) {
      this.expect(',');
      this.skipBlanks();
      if (this.take(end)) return true;
    }
    return false;
  }

  private list(end: string, depth: number): Literal[] {
    const values: Literal[] = [];
    while (!this.closed(end, values.length === 0)) {
      values.push(this.value(depth + 1));
      this.skipBlanks();
      // In Perl `=>` is a comma that looks nice.
      if (this.text.startsWith('=>', this.at)) {
        this.at += 2;
        values.push(this.value(depth + 1));
      }
    }
    return values;
  }

  private keyed(depth: number): Map<string, Literal> {
    const entries = new Map<string, Literal>();
    while (!this.closed('}', entries.size === 0)) {
      const key = this.value(depth + 1);
      if (typeof key !== 'string') throw this.problem('a key is no text');
      if (entries.has(key)) throw this.problem(said`the key ${JSON.stringify(key.slice(0, 40))} is given twice`);
      this.skipBlanks();
      if (!this.take('=>') && !this.take(':') && !this.take(','))
        throw this.problem(said`the key ${JSON.stringify(key.slice(0, 40))} has no value`);
      entries.set(key, this.value(depth + 1));
    }
    return entries;
  }

  private quoted(quote: "'" | '"'): string {
    let out = '';
    let from = ++this.at;
    for (;;) {
      const letter = this.text[this.at];
      if (letter === undefined) throw this.problem('a quote is not closed');
      if (letter === '\\') {
        out += this.text.slice(from, this.at) + this.escape(quote);
        from = this.at;
      } else if (letter === quote) {
        out += this.text.slice(from, this.at);
        this.at++;
        return out;
      } else this.at++;
    }
  }

  /** In single quotes only the quote and the backslash are escaped. */
  private escape(quote: "'" | '"'): string {
    const letter = this.text[this.at + 1] ?? '';
    this.at += 2;
    if (quote === "'") return letter === "'" || letter === '\\' ? letter : `\\${letter}`;
    const code = /^(?:u([\dA-Fa-f]{4})|x\{([\dA-Fa-f]{1,5})\}|x([\dA-Fa-f]{2}))/.exec(
      this.text.slice(this.at - 1, this.at + 9),
    );
    if (code !== null) {
      this.at += code[0].length - 1;
      return String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3]!, 16));
    }
    return escapes.get(letter) ?? letter;
  }
}
