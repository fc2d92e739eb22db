import { finiteMedian } from '@operando/core';
import type { Channel, OperandoWarning } from '@operando/core';
import { sigmaFromMedian } from '@operando/numerics';
import { edgeChannelName, edgePositionMethods } from './edge-position.js';
import type { EdgePositionMethod } from './edge-position.js';

/** By how much edge positions scatter from frame to frame, beside what their errors say. */
export interface Repeatability {
  /** Definition of the edge. */
  readonly method: EdgePositionMethod;
  /** Median standard error, eV. */
  readonly stderr: number;
  /** Standard deviation from frame to frame, eV: robust, of second differences, so that a steady drift counts for nothing. NaN below 5 differences. */
  readonly repeatability: number;
}

/** Fewer second differences tell no scatter. */
const enough = 5;

/** Scatter of the values from one to the next, steady drifts left aside; NaN where too few follow each other. */
export function frameScatter(values: ArrayLike<number>): number {
  const differences: number[] = [];
  for (let i = 1; i + 1 < values.length; i++) {
    const difference = values[i - 1]! - 2 * values[i]! + values[i + 1]!;
    if (Number.isFinite(difference)) differences.push(difference);
  }
  return differences.length < enough ? Number.NaN : sigmaFromMedian(differences) / Math.sqrt(6);
}

/**
 * Repeatability of the edge positions of a series.
 *
 * @param channels Those of `normalize` with positions.
 */
export function edgeRepeatability(channels: Readonly<Record<string, Channel>>): Repeatability[] {
  return edgePositionMethods.flatMap((method) => {
    const channel = channels[edgeChannelName(method)];
    if (channel?.stderr === undefined) return [];
    return [{ method, stderr: finiteMedian(channel.stderr), repeatability: frameScatter(channel.values) }];
  });
}

/** Times that the scatter may exceed the errors unsaid. */
const tolerated = 3;

/** A warning of positions that scatter by far more than their errors: something moves that no spectrum shows by itself. */
export function repeatabilityWarnings(all: readonly Repeatability[]): OperandoWarning[] {
  const worse = all.filter(({ stderr, repeatability }) => repeatability > tolerated * stderr);
  if (worse.length === 0) return [];
  const list = worse.map(
    ({ method, stderr, repeatability }) =>
      `${method} ${repeatability.toPrecision(2)} eV against ${stderr.toPrecision(2)} eV`,
  );
  return [
    {
      code: 'scatter-beyond-errors',
      message:
        `Edge positions scatter from frame to frame by more than ${tolerated} times their standard errors: ` +
        `${list.join(', ')}. Take the scatter as their error; an energy scale or a beam that moves would do that.`,
    },
  ];
}
