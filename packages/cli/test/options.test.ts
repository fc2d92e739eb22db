import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { describeOptions, flagName, techniques } from '@operando/workflow';
import type { OptionDescription, Outcome, Technique, TechniqueFiles } from '@operando/workflow';
import { run } from '../src/index.js';
import { writeExperiments } from './experiments.js';
import type { Experiment } from './experiments.js';

/**
 * Options that cannot change the result of the small experiments here, and why. All others must: an option that does
 * nothing is one that is not passed on.
 */
const withoutEffect: Readonly<Record<string, readonly string[]>> = {
  // The log has one time stamp that can be read in one way, a last row that is whole, and states its unit.
  every: ['dateOrder', 'lastRow', 'skipBad', 'grid'],
  // One scan a file, whose absorption is the ratio that it is taken for anyway; its header says when it began.
  xas: ['scan', 'signal', 'timeStep'],
  // The second column is the intensity.
  xrd: ['column'],
  // The files have times, live times, and a current with its sign.
  ndp: ['timeStep', 'deadTime'],
  nr: ['timeStep', 'direction', 'shared'],
};
/** What has to be set as well for an option to matter. */
const beside: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  starts: { method: 'multi-start' },
};
/** Options without an example: names of files, which stand in a test of their own. */
const files: ReadonlySet<string> = new Set(['scanLog', 'background']);

let folder = '';
let experiments: Record<string, Experiment> = {};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-options-'));
  experiments = writeExperiments(join(folder, 'in'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Recorded {
  readonly options: object;
  readonly files: TechniqueFiles;
}

/** What a command line hands to a technique, without the work; what it says where it is refused. */
async function handedOver(technique: Technique, args: readonly string[]): Promise<Recorded | string> {
  let recorded: Recorded | undefined;
  let told = '';
  const recording: Technique = {
    ...technique,
    runFiles: async (given, options) => {
      recorded = { files: given, options };
      throw new Error('recorded');
    },
  };
  const terminal = { out: () => undefined, error: (text: string) => void (told += text), interactive: false };
  await run([technique.id, ...args, '-o', join(folder, 'never')], terminal, { techniques: [recording] });
  return recorded ?? told;
}

/** The command line of an experiment with another file of options. */
function withFile({ args, model }: Experiment, file: string): string[] {
  return model === undefined ? [...args, '--options', file] : args.map((word) => (word === model ? file : word));
}

function isLeaf({ kind, path }: OptionDescription, all: readonly OptionDescription[]): boolean {
  return (
    kind !== 'group' ||
    !all.some((other) => other.path.length > path.length && path.every((key, i) => other.path[i] === key))
  );
}

/** The options of a technique that can be set by one value at the top. */
function settable(technique: Technique): OptionDescription[] {
  return describeOptions(technique.options, 1).filter(({ path: [name = ''] }) => !files.has(name));
}

const ids = ['xas', 'xrd', 'ndp', 'nr'] as const;

describe.each(ids)('options of %s', (id) => {
  const technique: Technique = techniques[id];
  const base = async (): Promise<Recorded> => {
    const recorded = await handedOver(technique, experiments[id]!.args);
    if (typeof recorded === 'string') throw new Error(recorded);
    return recorded;
  };
  const work = ({ files: given, options }: Recorded): Promise<Outcome> =>
    technique.runFiles(given, technique.complete(options));
  let reference: Promise<Outcome> | undefined;

  it('each has help, and an example unless it is a group or names a file', () => {
    const all = describeOptions(technique.options);
    for (const description of all) expect(description.help, description.path.join('.')).not.toBe('');
    for (const { path, example, required } of settable(technique)) {
      if (!required) expect(example, path.join('.')).not.toBeUndefined();
    }
  });

  it.each(
    settable(technique)
      .filter(({ example }) => example !== undefined)
      .map((description) => [description.path[0]!, description] as const),
  )('%s: by file, flag, assignment and function alike, and it is not ignored', async (name, description) => {
    const { args, model } = experiments[id]!;
    const { example, kind } = description;
    const start = await base();
    const byFunction = technique.complete({ ...start.options, [name]: example });
    expect(byFunction).not.toEqual(start.options);

    const file = join(model === undefined ? folder : dirname(model), `with-${name}.yml`);
    const given: unknown = model === undefined ? {} : parseDocument(readFileSync(model, 'utf8')).toJS();
    writeFileSync(file, stringify({ ...(given as object), ...beside[name], [name]: example }));
    // A flag of the experiment would have the last word.
    const own = withFile({ ...experiments[id]!, args: withoutFlag(args, description) }, file);
    expect((await handedOver(technique, own)) as Recorded, 'file').toMatchObject({ options: byFunction });

    const more = Object.entries(beside[name] ?? {}).flatMap(([key, value]) => [
      '--set',
      `${key}=${JSON.stringify(value)}`,
    ]);
    const assigned = [...withoutFlag(args, description), ...more, '--set', `${name}=${JSON.stringify(example)}`];
    expect((await handedOver(technique, assigned)) as Recorded, 'assignment').toMatchObject({ options: byFunction });
    if (kind !== 'group') {
      const flagged = [...withoutFlag(args, description), ...more, ...flagOf(description)];
      expect((await handedOver(technique, flagged)) as Recorded, 'flag').toMatchObject({ options: byFunction });
    }

    reference ??= work(start);
    const { options: _before, ...before } = await reference;
    const changed = await work({ ...start, options: byFunction }).catch((error: unknown) => error);
    const { options: _after, ...after } = changed as Outcome;
    const ignored = isSame(before, after);
    const allowed = [...(withoutEffect['every'] ?? []), ...(withoutEffect[id] ?? [])].includes(name);
    expect([name, ignored]).toEqual([name, allowed]);
  });

  it('an unknown name is refused with the nearest that is known, by file, flag, assignment and function', async () => {
    const { args, model } = experiments[id]!;
    for (const description of describeOptions(technique.options, 1)) {
      const [name = ''] = description.path;
      const wrong = `${name}x`;
      const cure = `Did you mean ${name}?`;
      expect(() => technique.complete({ [wrong]: 1 }), name).toThrow(cure);
      const file = join(model === undefined ? folder : dirname(model), 'wrong.yml');
      const text = model === undefined ? '' : readFileSync(model, 'utf8');
      writeFileSync(file, `${text}\n${wrong}: 1\n`);
      expect(await handedOver(technique, withFile(experiments[id]!, file)), name).toContain(cure);
      expect(await handedOver(technique, [...args, '--set', `${wrong}=1`]), name).toContain(cure);
      if (description.kind === 'group') continue;
      expect(await handedOver(technique, [...args, `--${flagName(description)}x`]), name).toMatch(
        /unknown option.*\n.*Did you mean/,
      );
    }
  });

  it('an unknown name within a group is refused with the nearest that is known', () => {
    const all = describeOptions(technique.options);
    const below = all.filter((each) => each.path.length > 1 && isLeaf(each, all));
    expect(below.length > 0).toBe(id !== 'xas');
  });
});

/** Words of a command line without a flag and its value. */
function withoutFlag(args: readonly string[], description: OptionDescription): string[] {
  const flag = `--${flagName(description)}`;
  return args.filter((word, i) => word !== flag && (args[i - 1] !== flag || description.kind === 'switch'));
}

/** A flag with the example as its value. */
function flagOf(description: OptionDescription): string[] {
  const { kind, example } = description;
  const flag = `--${flagName(description)}`;
  if (kind === 'switch') return [flag];
  if (kind === 'range') return [flag, (example as readonly number[]).join(':')];
  if (kind === 'list') return (example as readonly unknown[]).flatMap((value) => [flag, String(value)]);
  return [flag, String(example)];
}

/** Whether two outcomes say the same, but for steps that record the options themselves. */
function isSame(
  { steps: _one, ...before }: Omit<Outcome, 'options'>,
  { steps: _other, ...after }: Omit<Outcome, 'options'>,
): boolean {
  try {
    expect(after).toEqual(before);
    return true;
  } catch {
    return false;
  }
}
