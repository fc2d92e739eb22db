import { finiteExtent, finiteMedian } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { counted, medianErrorWords } from '../../technique/words.js';
import { isShare, isShift } from './shares.js';
import type { Species } from './species.js';

/** Shares of species, in numbers and words: only what was asked for. */
export interface SpeciesSummary {
  readonly headline: { readonly [name: string]: JsonValue };
  readonly text: readonly string[];
}

/** Shares, count of components, and how the resolution of unknown species ended. */
export function summariseSpecies({ channels, components, mcr }: Species): SpeciesSummary {
  const headline: Record<string, JsonValue> = {};
  const text: string[] = [];
  const shares: Record<string, JsonValue> = {};
  const shifts: Record<string, JsonValue> = {};
  for (const [name, channel] of Object.entries(channels)) {
    const extent = finiteExtent(channel.values);
    if (extent === undefined || !(isShare(channel) || isShift(channel))) continue;
    const [from, to] = extent;
    (isShare(channel) ? shares : shifts)[name] = { from, to };
    const unit = isShare(channel) ? '' : ' eV';
    const error = finiteMedian(channel.stderr ?? new Float64Array());
    const said = Number.isNaN(error) ? '' : `, ${medianErrorWords(error, unit.trim())}`.trimEnd();
    text.push(`${name.replaceAll('_', ' ')} from ${from.toFixed(3)} to ${to.toFixed(3)}${unit}${said}`);
  }
  if (Object.keys(shares).length > 0) headline['shares'] = shares;
  if (Object.keys(shifts).length > 0) headline['shifts'] = shifts;
  if (components !== undefined) {
    const { byIndicator, byFTest } = components.counts;
    // The mean is taken off: it is one more that they span.
    headline['components'] = { byIndicator, byFTest };
    text.push(
      `${counted(byFTest, 'principal component')} above the noise by the F-test, ${byIndicator} by the indicator function: one more species, as their shares add up to one`,
    );
  }
  if (mcr !== undefined) {
    const { count, status, lackOfFit, leastLackOfFit } = mcr;
    headline['mcr'] = { species: count, status, lackOfFit };
    text.push(
      `${counted(count, 'species', 'species')} sought: ${status}, ${lackOfFit.toPrecision(3)} % left over, at least ${leastLackOfFit.toPrecision(3)} %`,
    );
  }
  return { headline, text };
}
