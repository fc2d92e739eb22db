import { OperandoError } from '@operando/core';
import { generated } from './generate.js';
import { generatorsOfHall, operationsOfHall } from './hall.js';
import { readHermannMauguin, settingsOfNumber } from './hermann-mauguin.js';
import { operationKey, parseOperation } from './operation.js';
import { spaceGroupSettings } from './settings.js';
import type { SpaceGroupSetting } from './settings.js';
import { groupOfOperations } from './space-group.js';
import type { SpaceGroup } from './space-group.js';

/** What a space group can be given by. */
export type SpaceGroupInput =
  | string
  | number
  | readonly string[]
  | { readonly hall: string }
  | { readonly hermannMauguin: string };

const namesOf = ({ number, hermannMauguin, hall }: SpaceGroupSetting) => ({ number, hermannMauguin, hall });

/** The group of a named setting. */
export const groupOfSetting = (setting: SpaceGroupSetting): SpaceGroup =>
  groupOfOperations(operationsOfHall(setting.hall), namesOf(setting));

/** A group with its names, where its operations are those of a named setting. */
export function namedGroup(group: SpaceGroup): SpaceGroup {
  const keys = new Set(group.operations.map(operationKey));
  // A setting whose operations are all among those of the group is the group when it has as many.
  const found = spaceGroupSettings.find(({ hall }) => {
    const generators = generatorsOfHall(hall);
    return (
      generators.every((operation) => keys.has(operationKey(operation))) && generated(generators).length === group.order
    );
  });
  return found === undefined ? group : { ...group, ...namesOf(found) };
}

/** One setting of several. @throws OperandoError `invalid-argument` where there is not one. */
function oneOf(settings: readonly SpaceGroupSetting[], given: string | number): SpaceGroup {
  if (settings.length === 1) return groupOfSetting(settings[0]!);
  const symbols = settings.map(({ hermannMauguin }) => hermannMauguin);
  const listed = symbols.slice(0, 6).join(', ') + (symbols.length > 6 ? ', ...' : '');
  throw new OperandoError(
    'invalid-argument',
    settings.length === 0
      ? `there is no space group ${JSON.stringify(String(given).slice(0, 40))}.`
      : `space group ${given} is on several axes or origins: ${listed}.`,
    {
      where: { parameter: 'spaceGroup' },
      cure:
        settings.length === 0
          ? 'Write it as in F d -3 m :2, as a Hall symbol, or list its operations.'
          : 'Say which one, give a Hall symbol, or list its operations.',
    },
  );
}

/**
 * A space group by its Hermann-Mauguin symbol, Hall symbol, number or operations.
 *
 * @param given A text is a Hermann-Mauguin symbol where it can be one (`P 2` is `P 1 2 1`), else a Hall symbol;
 * `{ hall }` and `{ hermannMauguin }` say which. Operations as in `['x,y,z', '-x,-y,-z']`, all of them.
 * @throws OperandoError `invalid-argument` for an unknown symbol, and for one that leaves the origin (24 groups) or the
 * axes (R) open; `malformed-file` for a Hall symbol or operations that make no group.
 */
export function spaceGroup(given: SpaceGroupInput): SpaceGroup {
  if (typeof given === 'number') return oneOf(settingsOfNumber(given), given);
  if (typeof given === 'string') {
    const { settings } = readHermannMauguin(given);
    if (settings.length > 0 || !/^\s*-?[PABCIRSTF][\s_]/i.test(given)) return oneOf(settings, given);
    return namedGroup(groupOfOperations(operationsOfHall(given)));
  }
  if ('hall' in given) return namedGroup(groupOfOperations(operationsOfHall(given.hall), { hall: given.hall }));
  if ('hermannMauguin' in given) return oneOf(readHermannMauguin(given.hermannMauguin).settings, given.hermannMauguin);
  return namedGroup(groupOfOperations(given.map(parseOperation)));
}
