import { isOperandoError } from '@operando/core';
import { exploredSeeds, seededRandom } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import { parseCif } from '../src/index.js';
import { referenceStructures } from './crystals.js';

/** A text with some characters changed, lines left out, doubled or cut. */
function damaged(text: string, seed: number): string {
  const random = seededRandom(seed);
  const pick = (n: number): number => Math.floor(random.uniform() * n);
  const strange = [
    '',
    "'",
    '"',
    ';',
    '\n;',
    '\n',
    ' ',
    '#',
    '?',
    '.',
    '_',
    'loop_',
    'data_',
    '\u0000',
    '9'.repeat(40),
    ',',
    '-',
  ];
  let out = text;
  for (let n = 0; n < 1 + pick(4); n++) {
    const at = pick(out.length);
    const lines = out.split('\n');
    switch (pick(4)) {
      case 0:
        out = out.slice(0, at) + strange[pick(strange.length)]! + out.slice(at + pick(3));
        break;
      case 1:
        out = out.slice(0, at);
        break;
      case 2:
        lines.splice(pick(lines.length), 1 + pick(3));
        out = lines.join('\n');
        break;
      default:
        lines.splice(pick(lines.length), 0, lines[pick(lines.length)]!);
        out = lines.join('\n');
    }
  }
  return out;
}

describe('damaged CIFs', () => {
  it('are read into finite numbers, or refused as what they are', () => {
    const small = referenceStructures.filter(({ cif }) => cif.length < 1500);
    for (const seed of exploredSeeds(200)) {
      const text = damaged(small[seed % small.length]!.cif, seed);
      try {
        const { cell, sites } = parseCif(text);
        const numbers = Object.values(cell);
        for (const { position, occupancy, uIso } of sites) numbers.push(...position, occupancy, uIso);
        expect([seed, numbers.every(Number.isFinite)]).toEqual([seed, true]);
      } catch (error) {
        if (!isOperandoError(error)) throw error;
        expect([seed, error.message]).toEqual([seed, expect.not.stringContaining('undefined')]);
      }
    }
  });
});
