import { finiteExtent, finiteMedian } from '@operando/core';
import type { JsonValue } from '@operando/core';
import { counted, medianErrorWords } from '../../technique/words.js';
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
  for (const [name, { values, stderr }] of Object.entries(channels)) {
    const extent = finiteExtent(values);
    if (name.endsWith('_misfit') || extent === undefined) continue;
    const [from, to] = extent;
    shares[name] = { from, to };
    const error = finiteMedian(stderr ?? new Float64Array());
    const said = Number.isNaN(error) ? '' : `, ${medianErrorWords(error, '')}`.trimEnd();
    text.push(`${name.replaceAll('_', ' ')} from ${from.toFixed(3)} to ${to.toFixed(3)}${said}`);
  }
  if (Object.keys(shares).length > 0) headline['shares'] = shares;
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
