import { dirname, join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseDocument, stringify } from 'yaml';
import { flagName } from '@operando/workflow';
import type { OptionDescription, Outcome, Technique, TechniqueFiles } from '@operando/workflow';
import { run } from '../src/index.js';
import type { Experiment } from './experiments.js';

/** What a command line hands to a technique. */
export interface HandedOver {
  readonly options: Readonly<Record<string, unknown>>;
  readonly files: TechniqueFiles;
}

/** What a command line hands to a technique, without the work; what it says where it is refused. */
export async function handedOver(technique: Technique, args: readonly string[]): Promise<HandedOver | string> {
  let recorded: HandedOver | undefined;
  let told = '';
  const recording: Technique = {
    ...technique,
    runFiles: async (files, options) => {
      recorded = { files, options: Object.fromEntries(Object.entries(options)) };
      throw new Error('recorded');
    },
  };
  const terminal = { out: () => undefined, error: (text: string) => void (told += text), interactive: false };
  await run([technique.id, ...args, '-o', join(import.meta.dirname, 'never')], terminal, { techniques: [recording] });
  return recorded ?? told;
}

/** The options that a command line gives. @throws what it says where it is refused. */
export async function optionsOf(technique: Technique, args: readonly string[]): Promise<HandedOver['options']> {
  const handed = await handedOver(technique, args);
  if (typeof handed === 'string') throw new Error(handed);
  return handed.options;
}

/** A value at a path, keys and places in lists alike. */
export function valueAt(options: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    options,
  );
}

/** Options with the value at a path replaced. */
export function withValue(options: unknown, path: readonly string[], value: unknown): Record<string, unknown> {
  const copy = structuredClone(options) as Record<string, unknown>;
  const parent = valueAt(copy, path.slice(0, -1));
  if (typeof parent === 'object' && parent !== null) Reflect.set(parent, path.at(-1)!, value);
  return copy;
}

/** The command line of an experiment with another file of options, written beside its own. */
export function withFile({ args, model }: Experiment, folder: string, change: (given: unknown) => unknown): string[] {
  const given: unknown = model === undefined ? {} : parseDocument(readFileSync(model, 'utf8')).toJS();
  const file = join(model === undefined ? folder : dirname(model), 'changed.yml');
  writeFileSync(file, stringify(change(given)));
  return model === undefined ? [...args, '--options', file] : args.map((word) => (word === model ? file : word));
}

/** Words of a command line without a flag and its values. */
export function withoutFlag(args: readonly string[], description: OptionDescription): string[] {
  const flag = `--${flagName(description)}`;
  return args.filter((word, i) => word !== flag && (args[i - 1] !== flag || description.kind === 'switch'));
}

/** A flag with a value, as people write it. */
export function flagWith(description: OptionDescription, value: unknown): string[] {
  const flag = `--${flagName(description)}`;
  if (description.kind === 'switch') return [flag];
  if (description.kind === 'range') return [flag, (value as readonly number[]).join(':')];
  if (description.kind === 'list') return (value as readonly unknown[]).flatMap((each) => [flag, String(each)]);
  return [flag, String(value)];
}

/** An assignment for `--set`. */
export function assignment(path: readonly string[], value: unknown): string[] {
  return ['--set', `${path.join('.')}=${JSON.stringify(value)}`];
}

/** What a run shows, without what records the options themselves or says that they have no effect. */
export function shownBy({ options: _given, steps: _steps, seeds: _seeds, warnings, ...shown }: Outcome): unknown {
  return { ...shown, warnings: warnings.filter(({ code }) => code !== 'option-without-effect') };
}
