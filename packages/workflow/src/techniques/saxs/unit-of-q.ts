import { finiteMedian, OperandoError } from '@operando/core';
import type { OperandoWarning, Series } from '@operando/core';
import type { CutSeriesFit } from '@operando/small-angle-fit';
import type { SaxsOptions } from './options.js';

/** Lengths of populations that a range of q must be able to see, as parameters name them. */
const seen: ReadonlySet<string> = new Set(['radius', 'distance', 'gyration_radius']);
/** What a length may lie beyond the range by: starts are guesses. */
const allowance = 1.5;
/** Lengths that end between these shares of where they began are ten times too short. */
const tenfold = [0.07, 0.15] as const;

/** Whether lengths, in the reciprocal unit of q, leave their mark between the ends of a range of q. */
function canSee([least, largest]: readonly [number, number], length: number): boolean {
  return length > 1.5 / largest / allowance && length < ((2 * Math.PI) / least) * allowance;
}

/**
 * Checks q whose unit no label states: where the range cannot see the lengths of the model as 1/angstrom, and can as 1/nm,
 * nobody is served by a guess.
 *
 * @throws OperandoError `unit-mismatch`
 */
export function checkAssumedUnit(q: Float64Array, { populations }: SaxsOptions): void {
  const sizes = q.map(Math.abs).filter((at) => at > 0);
  const range = [Math.min(...sizes), Math.max(...sizes)] as const;
  const lengths = populations.flatMap(({ parameters }) =>
    Object.entries(parameters).flatMap(([name, given]) => {
      const value = typeof given === 'number' ? given : given.value;
      return seen.has(name) && value !== undefined ? [{ name, value }] : [];
    }),
  );
  const unseen = lengths.find(({ value }) => !canSee(range, value));
  if (unseen === undefined || !lengths.every(({ value }) => canSee(range, value / 10))) return;
  throw new OperandoError(
    'unit-mismatch',
    `no label states the unit of q, which goes from ${range[0]} to ${range[1]}: as 1/angstrom the cuts cannot show the ${unseen.name} of ${unseen.value} angstrom that the model begins at, as 1/nm they can.`,
    { where: { parameter: 'qUnit' }, cure: 'Say which it is: --q-unit 1/nm, or --q-unit 1/angstrom.' },
  );
}

/** That a fit ended at lengths a tenth of those it began at, of q whose unit was assumed. */
export function tenfoldWarnings({ provenance }: Series, { fits }: CutSeriesFit): OperandoWarning[] {
  const isAssumed = provenance.some(({ warnings }) => warnings?.some(({ code }) => code === 'unit-assumed') === true);
  if (!isAssumed) return [];
  const lengths = fits[0]!.parameters.flatMap(({ kind, scope, value, name }, k) =>
    seen.has(kind) && scope !== 'fixed'
      ? [{ name, value, ended: finiteMedian(Float64Array.from(fits, ({ values }) => values[k]!)) }]
      : [],
  );
  const isShort = ({ value, ended }: (typeof lengths)[number]): boolean =>
    ended > tenfold[0] * value && ended < tenfold[1] * value;
  if (lengths.length === 0 || !lengths.every(isShort)) return [];
  const { name, value, ended } = lengths[0]!;
  return [
    {
      code: 'unit-assumed',
      message: `The fits end at a tenth of the lengths that the model begins at (${name} ${ended.toPrecision(3)} for ${value} angstrom): q, taken as 1/angstrom, is likely in 1/nm. Say so with --q-unit.`,
    },
  ];
}
