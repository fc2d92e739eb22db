import { Option } from 'commander';
import { OperandoError } from '@operando/core';
import type { Command } from 'commander';
import { describeOptions, flagName } from '@operando/workflow';
import type { OptionDescription, Technique } from '@operando/workflow';
import { collectOption, parseNumberOption, parseRangeOption } from './parse-options.js';

/** What stands for the value of a flag in the help. */
function placeholderOf({ kind, placeholder, unit }: OptionDescription): string {
  return placeholder ?? (kind === 'range' ? 'from:to' : (unit ?? 'value'));
}

/** A word that is a number where the option takes numbers too. */
function wordOrNumber({ type }: OptionDescription): (text: string) => string | number {
  const takesNumbers = /\bnumber\b/.test(type);
  return (text) => (takesNumbers && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text);
}

function commanderOption(description: OptionDescription): Option {
  const { kind, help, choices, defaultValue } = description;
  const name = `--${flagName(description)}`;
  const shown =
    defaultValue === undefined || defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0)
      ? help
      : `${help} (default: ${JSON.stringify(defaultValue)})`;
  if (kind === 'switch') return new Option(name, shown);
  const option = new Option(`${name} <${placeholderOf(description)}>`, shown);
  if (kind === 'choice' && choices !== undefined) return option.choices([...choices]);
  if (kind === 'number') return option.argParser(parseNumberOption);
  if (kind === 'range') return option.argParser(parseRangeOption);
  if (kind === 'words') return option.argParser(wordOrNumber(description));
  if (kind === 'group') return option;
  const numbers = /^list of .*number/.test(description.type) && !/\btext\b/.test(description.type);
  return option.argParser((text: string, before: readonly (string | number)[] | undefined) =>
    numbers ? [...(before ?? []), parseNumberOption(text)] : collectOption(text, before?.map(String)),
  );
}

/** Options that a single flag can give. The others come in a file, or by `--set`. */
function flagged(technique: Technique): OptionDescription[] {
  return describeOptions(technique.options, 1).filter(({ kind, isInFile }) => kind !== 'group' || isInFile);
}

/** Flags that every command of a technique has beside those of its options. */
const reserved: ReadonlySet<string> = new Set(
  ['ec', 'options', 'output', 'json', 'force', 'threads', 'set', 'help', 'version'].map((name) => `--${name}`),
);

/** The flag of an option, and the hidden one that it had before. */
function commanderOptions(description: OptionDescription): readonly Option[] {
  const { formerFlag } = description;
  const option = commanderOption(description);
  if (formerFlag === undefined) return [option];
  const { flag: _flag, ...rest } = description;
  return [option, commanderOption({ ...rest, flag: formerFlag }).hideHelp()];
}

/** Adds a flag for every option of a technique that a single value can give. Defaults stay with the schema. */
export function addTechniqueFlags(command: Command, technique: Technique): Command {
  for (const description of flagged(technique)) {
    for (const option of commanderOptions(description)) {
      if (
        option.long !== undefined &&
        (reserved.has(option.long) || command.options.some(({ long }) => long === option.long))
      )
        throw new OperandoError('invalid-argument', `${option.long} is a flag of every technique already.`, {
          where: { parameter: `${technique.id}.${description.path.join('.')}` },
          cure: 'Give the option another name, or another flag: option(schema, { flag, ... }).',
        });
      command.addOption(option);
    }
  }
  return command;
}

/** What the flags of a command gave, by the names of the options. */
export function flagValues(technique: Technique, command: Command): Record<string, unknown> {
  return Object.fromEntries(
    flagged(technique).map((description) => {
      const given = commanderOptions(description).map((option): unknown =>
        command.getOptionValue(option.attributeName()),
      );
      return [description.path[0]!, given.find((value) => value !== undefined)];
    }),
  );
}
