import type { Result } from '@operando/core';
import type { TechniqueId, techniques as all } from '../techniques/list.js';
import { techniques } from '../techniques/list.js';
import { completeResult } from './complete-result.js';
import type { RunContext } from './context.js';
import type { Technique } from './technique.js';

type Techniques = typeof all;
/** What a technique takes. */
export type InputOf<Id extends TechniqueId> = Parameters<Techniques[Id]['run']>[0];
/** Options of a technique as they are given: those with a default may be left out. */
export type OptionsOf<Id extends TechniqueId> = Partial<Parameters<Techniques[Id]['run']>[1]>;

async function runOne<Input, Options extends object>(
  technique: Technique<Input, Options>,
  input: Input,
  options: unknown,
  context: RunContext,
): Promise<Result> {
  return completeResult(await technique.run(input, technique.complete(options), context), { inputs: [] });
}

/**
 * Analyse data in memory by a technique of the house, as its command does with files.
 *
 * @param input What the technique takes: a series, and the cycler's log where there is one.
 * @throws OperandoError `invalid-argument` for options that are none; as the technique does; the reason of the abort signal.
 */
export async function runTechnique<Id extends TechniqueId>(
  id: Id,
  input: InputOf<Id>,
  options: OptionsOf<Id> = {},
  context: RunContext = {},
): Promise<Result> {
  const technique: Technique = techniques[id];
  return runOne(technique, input, options, context);
}
