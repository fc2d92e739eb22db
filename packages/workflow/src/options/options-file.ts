import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { OperandoError } from '@operando/core';

/** What the reader of YAML says is wrong, without the place and the lines that it shows. */
export function yamlProblem({ message }: Error): string {
  const [line = ''] = message.split('\n');
  return `${line.replace(/ at line \d+, column \d+:?$/, '')}.`;
}

/** Options as a file gives them, not checked yet. */
export interface OptionsFile {
  /** Its name, for messages. */
  readonly file: string;
  /** Options by their names, as they stand there. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Line of the deepest part of a path that the file has. */
  readonly lineOf: (path: readonly PropertyKey[]) => number | undefined;
}

const largestFile = 1_000_000;

/**
 * Read options from YAML (or JSON): aliases, and maps merged by `<<`, are limited, tags and code are not evaluated, no key may stand twice.
 *
 * @throws OperandoError `too-large`, `malformed-file` with the line of what is wrong.
 */
export function parseOptionsFile(text: string, file: string): OptionsFile {
  if (text.length > largestFile) {
    throw new OperandoError('too-large', `the file has ${text.length} characters.`, {
      where: { file },
      cure: 'A file of options has some hundred lines.',
    });
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    schema: 'core',
    merge: true,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new OperandoError('malformed-file', `this is no valid YAML: ${yamlProblem(error)}`, {
      where: { file, line: lineCounter.linePos(error.pos[0]).line },
      cure: 'Mind indentation and colons.',
    });
  }
  expectPlainKeys(document, lineCounter, file);
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 20 });
  } catch (cause) {
    throw new OperandoError('malformed-file', 'the file has aliases that lead nowhere, or too many.', {
      where: { file },
      cure: 'Write the values out.',
      cause,
    });
  }
  const record = data ?? {};
  if (typeof record !== 'object' || Array.isArray(record)) {
    throw new OperandoError('malformed-file', 'the file holds no options.', {
      where: { file },
      cure: 'Write one option a line, as name: value.',
    });
  }
  return {
    file,
    data: Object.fromEntries(Object.entries(record)),
    lineOf: (path) => lineOf(document, path, lineCounter),
  };
}

/** That keys are names, and none that JavaScript has a meaning of its own for. @throws OperandoError `malformed-file`. */
function expectPlainKeys(document: ReturnType<typeof parseDocument>, lineCounter: LineCounter, file: string): void {
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value !== '__proto__') return;
      const range = isScalar(key) || isMap(key) || isSeq(key) ? key.range : undefined;
      throw new OperandoError(
        'malformed-file',
        `${isScalar(key) ? '__proto__' : 'a list or map'} is no name of an option.`,
        {
          where: { file, ...(range == null ? {} : { line: lineCounter.linePos(range[0]).line }) },
          cure: 'Write one option a line, as name: value.',
        },
      );
    },
  });
}

function lineOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
  lineCounter: LineCounter,
): number | undefined {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    const node: unknown = pair === undefined ? document.getIn(path.slice(0, depth), true) : pair.key;
    if (node !== null && typeof node === 'object' && 'range' in node && Array.isArray(node.range)) {
      return lineCounter.linePos(Number(node.range[0])).line;
    }
  }
  return undefined;
}
