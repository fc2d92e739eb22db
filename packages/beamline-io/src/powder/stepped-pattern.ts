import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { said } from '../text/said.js';
import { partOfBlock } from './number-block.js';
import type { NumberBlock } from './number-block.js';
import { powderTable } from './powder-table.js';
import type { PowderExtras } from './powder-table.js';

/** A scan of constant step, as a header states it, degrees. */
export interface SteppedScan {
  readonly start: number;
  readonly step: number;
  /** The last angle, where it is stated. */
  readonly end?: number | undefined;
  /** The step as it is written, where it may be rounded. @default taken as exact */
  readonly stepText?: string | undefined;
  /** How many points there are, where it is stated. */
  readonly points?: number | undefined;
  /** Line of the header that says so, from 1. */
  readonly line: number;
}

/** `start + i step`, rounded to the ninth decimal: what headers write as 0.02 makes 10.06, and not 10.059999999999999. */
export function steppedGrid(start: number, step: number, points: number): Float64Array {
  const grid = new Float64Array(points);
  // A whole number over 10^9 is rounded once, as the decimal it stands for.
  for (let i = 0; i < points; i++) grid[i] = Math.round((start + i * step) * 1e9) / 1e9;
  return grid;
}

/** How many points start, step and end make, not rounded; NaN where they make no scan. */
export function pointsOf({ start, step, end = Number.NaN }: Pick<SteppedScan, 'start' | 'step' | 'end'>): number {
  const points = (end - start) / step + 1;
  return Number.isFinite(points) && points >= 1 ? points : Number.NaN;
}

/**
 * The step that spreads the points over the range, where the one that is written is it, rounded: start, step and end make no whole
 * number of points then. Undefined where the step is exact.
 */
function spreadStep({ start, step, end, stepText, points = 0 }: SteppedScan, found: number): number | undefined {
  const count = points > 0 ? points : found;
  const reckoned = pointsOf({ start, step, end });
  if (end === undefined || stepText === undefined || count < 3) return undefined;
  if (!(Math.abs(reckoned - Math.round(reckoned)) > 0.01) || Math.abs(reckoned - count) < 0.5) return undefined;
  const decimals = /[.,](\d+)\s*$/.exec(stepText)?.[1]?.length ?? 0;
  const spread = (end - start) / (count - 1);
  return Math.abs(spread - step) <= 0.5000001 * 10 ** -decimals ? spread : undefined;
}

function spreadWarnings({ start, end, line, stepText }: SteppedScan, points: number): OperandoWarning[] {
  return [
    {
      code: 'range-declared',
      message: said`The step of ${(stepText ?? '').trim()} degrees is rounded: the ${points} angles were spread from ${start} to ${end}.`,
      where: { line },
    },
  ];
}

function endWarnings({ start, step, end, line }: SteppedScan, points: number): OperandoWarning[] {
  const last = start + (points - 1) * step;
  if (end === undefined || !(Math.abs(last - end) > Math.abs(step) / 2)) return [];
  return [
    {
      code: 'range-declared',
      message: `The header says that the scan ends at ${end} degrees; its ${points} points, counted from ${start} by ${step}, end at ${Number(last.toFixed(6))}.`,
      where: { line },
    },
  ];
}

/** What stands beside the values, as far as these are taken. */
function firstPoints({ sigma, channels, ...extras }: PowderExtras, points: number): PowderExtras {
  return {
    ...extras,
    ...(sigma === undefined ? {} : { sigma: sigma.subarray(0, points) }),
    ...(channels === undefined
      ? {}
      : {
          channels: channels.map((channel) =>
            Object.assign({}, channel, { values: channel.values.subarray(0, points) }),
          ),
        }),
  };
}

/**
 * A pattern whose angles are start and step of the header.
 *
 * @throws OperandoError `malformed-file` for start and step that make no scan, `truncated-file` for fewer values than are announced.
 */
export function steppedPattern(
  format: string,
  scan: SteppedScan,
  block: NumberBlock,
  extras: PowderExtras,
): ColumnTable {
  const { start, step, line, points: stated } = scan;
  if (!Number.isFinite(start) || !Number.isFinite(step) || step === 0)
    throw new OperandoError('malformed-file', `start ${start} and step ${step} are no scan.`, { where: { line } });
  const found = block.values.length;
  const spread = spreadStep(scan, found);
  const reckoned = spread === undefined ? Math.floor(pointsOf(scan) + 0.5) : found;
  const announced = stated ?? (Number.isFinite(reckoned) ? reckoned : undefined);
  if (found === 0 || (announced !== undefined && found < announced))
    throw new OperandoError('truncated-file', `${found} of ${announced ?? 'all'} points are there.`, {
      where: { line: block.next },
      cure: 'The file seems cut short: copy it again.',
    });
  const points = announced === undefined || announced < 1 ? found : announced;
  const { values, lines } = partOfBlock(block, 0, points);
  return powderTable(format, steppedGrid(start, spread ?? step, points), values, {
    ...firstPoints(extras, points),
    lines,
    warnings: [
      ...(extras.warnings ?? []),
      ...(spread === undefined ? endWarnings(scan, points) : spreadWarnings(scan, points)),
      ...(found > points
        ? [
            {
              code: 'points-declared' as const,
              message: `The header says ${points} points, ${found} are there; the last ${found - points} were left out.`,
              where: { line: block.lines[points]! },
            },
          ]
        : []),
    ],
  });
}
