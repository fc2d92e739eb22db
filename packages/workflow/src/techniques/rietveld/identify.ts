import { OperandoError } from '@operando/core';
import type { OperandoWarning, ResultTable, Steps } from '@operando/core';
import { identifyPhases } from '@operando/xrd-rietveld';
import type { Pattern, PhaseEvidence, RefineOptions } from '@operando/xrd-rietveld';
import type { PatternSource } from './pattern-source.js';
import type { PreparedPhase } from './phases.js';

/** What was found of the candidates in a pattern. */
export interface IdentifiedFrame {
  readonly frame: number;
  readonly ranked: readonly PhaseEvidence[];
  readonly unexplained: number;
}

/** Phases that some pattern shows, in their order, and what speaks for and against all. */
export interface Identified {
  readonly phases: readonly PreparedPhase[];
  readonly frames: readonly IdentifiedFrame[];
  readonly warnings: readonly OperandoWarning[];
}

/** Share of the counts of the strongest pattern below which one is not looked at. */
const darkShare = 0.1;

/** The first pattern with data, that in the middle, and the last. */
export function framesToLookAt({ sums }: PatternSource): number[] {
  const most = Math.max(...sums);
  const lit = [...sums.keys()].filter((frame) => sums[frame]! > darkShare * most);
  return [...new Set([lit[0], lit[lit.length >> 1], lit.at(-1)].filter((frame) => frame !== undefined))];
}

/** Phases that patterns do not tell from another that is there, with its name: of two that are taken here and there the first stays. */
function twinsOf(frames: readonly IdentifiedFrame[], present: ReadonlySet<string>): ReadonlyMap<string, string> {
  const twins = new Map<string, string>();
  for (const { ranked } of frames)
    for (const { name, alike } of ranked)
      for (const other of alike) {
        const isFirst = !twins.has(name) || !present.has(other);
        if (isFirst && twins.get(name) !== other) twins.set(other, twins.get(name) ?? name);
      }
  return twins;
}

/**
 * Which of the phases the patterns show.
 *
 * @param patterns By their numbers.
 * @throws OperandoError `invalid-argument` when no pattern shows any of them.
 */
export function* identifyInFrames(
  patterns: ReadonlyMap<number, Pattern>,
  phases: readonly PreparedPhase[],
  refining: RefineOptions,
): Steps<Identified> {
  const looked = [...patterns.keys()];
  const frames: IdentifiedFrame[] = [];
  const { instrument, background, range, excluded } = refining;
  for (const [frame, pattern] of patterns) {
    const candidates = phases.map(({ phase }) => phase);
    const { ranked, unexplained } = identifyPhases(pattern, candidates, { instrument, background, range, excluded });
    frames.push({ frame, ranked, unexplained });
    yield { done: frames.length, total: looked.length };
  }
  const present = new Set(
    frames.flatMap(({ ranked }) => ranked.flatMap((each) => (each.isPresent ? [each.name] : []))),
  );
  const twins = twinsOf(frames, present);
  const kept = phases.filter(({ phase }) => present.has(phase.name) && !twins.has(phase.name));
  if (kept.length === 0)
    throw new OperandoError(
      'invalid-argument',
      `none of ${phases.length} phases is seen in patterns ${looked.join(', ')}.`,
      {
        where: { parameter: 'identify' },
        cure: 'Check wavelength, widths of lines and cells, or name the phases without identify.',
      },
    );
  const possible = new Set(
    frames.flatMap(({ ranked }) => ranked.flatMap((each) => (each.isPossible ? [each.name] : []))),
  );
  const leftOut = (isPossible: boolean): string[] =>
    phases.flatMap(({ phase: { name } }) =>
      !present.has(name) && !twins.has(name) && possible.has(name) === isPossible ? [name] : [],
    );
  const seen = `patterns ${looked.join(', ')}`;
  const told: readonly (readonly [string, readonly string[]])[] = [
    [`Not seen in ${seen}, and left out`, leftOut(false)],
    [`Possible in ${seen}, but not clear, and left out (without identify they are refined)`, leftOut(true)],
  ];
  const warnings = told.flatMap(([what, names]): OperandoWarning[] =>
    names.length === 0 ? [] : [{ code: 'phase-not-seen', message: `${what}: ${names.join(', ')} (candidates.csv).` }],
  );
  for (const [other, name] of twins) {
    const message = `${other} explains ${seen} as well as ${name}, whose lines are the same within the errors, and was left out: the patterns do not tell them apart.`;
    warnings.push({ code: 'phases-alike', message });
  }
  return { phases: kept, frames, warnings };
}

/** One row for each candidate in each pattern that was looked at. */
export function candidatesTable(frames: readonly IdentifiedFrame[]): ResultTable {
  const all = frames.flatMap(({ frame, ranked, unexplained }) => ranked.map((each) => ({ frame, unexplained, each })));
  const column = (name: string, pick: (each: PhaseEvidence) => number) => ({
    name,
    unit: '1',
    values: Float64Array.from(all, ({ each }) => pick(each)),
  });
  return {
    name: 'candidates',
    index: {
      rows: 'phase',
      columns: [
        { name: 'frame', unit: '1', values: Float64Array.from(all, ({ frame }) => frame) },
        { name: 'phase', words: all.map(({ each }) => each.name) },
      ],
    },
    columns: [
      { name: 'present', words: all.map(({ each }) => (each.isPresent ? 'yes' : each.isPossible ? 'possible' : 'no')) },
      column('significance', ({ significance }) => significance),
      column('chi_square_share', ({ chiSquareShare }) => chiSquareShare),
      column('area_share', ({ areaShare }) => areaShare),
      column('lines_expected', ({ linesExpected }) => linesExpected),
      column('lines_seen', ({ linesSeen }) => linesSeen),
      column('volume_change', ({ volumeChange }) => volumeChange),
      column('weight_fraction', ({ weightFraction }) => weightFraction),
      { name: 'unexplained', unit: '1', values: Float64Array.from(all, ({ unexplained }) => unexplained) },
    ],
  };
}
