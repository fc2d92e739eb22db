import { readFile } from 'node:fs/promises';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { OperandoError } from '@operando/core';

const largestModel = 1_000_000;

/**
 * Read a YAML (or JSON) file that describes a sample or model, and check it.
 * Aliases are limited, tags and code are not evaluated, unknown keys are errors.
 *
 * @throws OperandoError `file-access`, `too-large`, `malformed-file` with the line of what is wrong.
 */
export async function readModelFile<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new OperandoError('file-access', 'the file cannot be read.', {
      where: { file: path },
      cure: 'Check its path and permissions.',
      cause,
    });
  }
  if (text.length > largestModel)
    throw new OperandoError('too-large', `the file has ${text.length} characters.`, {
      where: { file: path },
      cure: 'A model has some hundred lines.',
    });
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, schema: 'core', uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new OperandoError('malformed-file', `this is no valid YAML: ${error.message.split('\n')[0]!}`, {
      where: { file: path, line: lineCounter.linePos(error.pos[0]).line },
      cure: 'Mind indentation and colons.',
    });
  }
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 20 });
  } catch (cause) {
    throw new OperandoError('malformed-file', 'the file has aliases that lead nowhere, or too many.', {
      where: { file: path },
      cure: 'Write the values out.',
      cause,
    });
  }
  const checked = schema.safeParse(data);
  if (checked.success) return checked.data;
  // A misspelt key is told before what is missing because of it.
  const issue = checked.error.issues.find(({ code }) => code === 'unrecognized_keys') ?? checked.error.issues[0]!;
  const line = lineOf(
    document,
    [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])],
    lineCounter,
  );
  throw new OperandoError(
    'malformed-file',
    `${issue.path.length === 0 ? 'the model' : issue.path.map(String).join('.')}: ${issue.message}.`,
    {
      where: { file: path, ...(line === undefined ? {} : { line }) },
      cure: 'See the example in the README.',
    },
  );
}

/** Line of the deepest part of a path that the file has. */
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
    if (node !== null && typeof node === 'object' && 'range' in node && Array.isArray(node.range))
      return lineCounter.linePos(Number(node.range[0])).line;
  }
  return undefined;
}
