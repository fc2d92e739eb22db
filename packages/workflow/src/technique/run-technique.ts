import type { z } from 'zod';
import { OperandoError } from '@operando/core';
import type { Result } from '@operando/core';
import type { TechniqueId, techniques as all } from '../techniques/list.js';
import { techniqueList, techniques } from '../techniques/list.js';
import { completeResult } from './complete-result.js';
import type { RunContext } from './context.js';
import { nearestName } from '../options/nearest.js';
import { refuseReading } from './reading-options.js';
import type { Technique } from './technique.js';

type Techniques = typeof all;
/** What a technique takes. */
export type InputOf<Id extends TechniqueId> = Parameters<Techniques[Id]['run']>[0];
/** Options of a technique as they are given: those with a default may be left out. */
export type OptionsOf<Id extends TechniqueId> = z.input<Techniques[Id]['options']>;
/** Options and context; options that must be given cannot be left out. */
export type RunArguments<Id extends TechniqueId> =
  object extends OptionsOf<Id>
    ? [options?: OptionsOf<Id>, context?: RunContext]
    : [options: OptionsOf<Id>, context?: RunContext];

/** A technique of the house. @throws OperandoError `invalid-argument` with the nearest name. */
function techniqueCalled(id: string): Technique {
  const known = Object.keys(techniques);
  const found = techniqueList.find((technique) => technique.id === id);
  if (found !== undefined) return found;
  const nearest = typeof id === 'string' ? nearestName(id, known) : undefined;
  throw new OperandoError('invalid-argument', `there is no technique ${JSON.stringify(id)}.`, {
    where: { parameter: 'id' },
    cure: nearest === undefined ? `Known are ${known.join(', ')}.` : `Did you mean ${nearest}?`,
  });
}

/**
 * Analyse data in memory by a technique of the house, as its command does with files.
 *
 * @param input What the technique takes: a series, and the cycler's log where there is one.
 * @param given Options, then {@link RunContext}.
 * @throws OperandoError `invalid-argument` for a technique, data or options that are none, and for options that say how files
 * are read; as the technique does; the reason of the abort signal.
 */
export async function runTechnique<Id extends TechniqueId>(
  id: Id,
  input: InputOf<Id>,
  ...given: RunArguments<Id>
): Promise<Result> {
  const [options = {}, context = {}] = given;
  const technique = techniqueCalled(id);
  const complete = technique.complete(options);
  refuseReading(technique.reading, options);
  return completeResult(await technique.run(input, complete, context), { inputs: [] });
}
