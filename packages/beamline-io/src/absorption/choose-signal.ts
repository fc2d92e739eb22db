import { isOperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { said } from '../text/said.js';
import { edgeScores, timesOf } from './edge-score.js';
import type { EdgeScore } from './edge-score.js';
import { signalCandidates } from './signal-candidates.js';
import type { SignalCandidate } from './signal-candidates.js';
import type { StatedSignal } from './stated-signal.js';
import { expressionOf, hasColumnsOf, statedSignal } from './signal-values.js';

/** A way to the absorption, and how well it shows the edge. */
export interface ComparedSignal {
  /** In labels of columns: `ln(i0 / itrans)`. */
  readonly expression: string;
  /** Median edge step of the spectra that were looked at; NaN where none has enough points. */
  readonly edgeStep: number;
  /** How many times the step is the scatter about the lines below and above the edge. */
  readonly timesScatter: number;
  /** How many times the step is the noise of a point. */
  readonly timesNoise: number;
}

/** The signal of a series. */
export interface SignalChoice {
  /** What is taken. */
  readonly signal: StatedSignal;
  /** It was normalized at the beamline. */
  readonly normalized: boolean;
  /** All that was compared, in the order of preference; empty where there was nothing to compare. */
  readonly compared: readonly ComparedSignal[];
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/** A spectrum that is looked at. */
export interface SampleSpectrum {
  /** As the file has it. */
  readonly table: ColumnTable;
  /** eV, one for each row; undefined where the file has none. */
  readonly energy: Float64Array | undefined;
}

/** An edge is there where its step is as many times the scatter about the lines. */
const visible = 5;
/** A step of as many times the noise of a point is sound: whatever is less noisy brings nothing. */
const sound = 100;
/** A later candidate must be as many times less noisy. */
const better = 2;

function valuesOf(table: ColumnTable, signal: StatedSignal): Float64Array {
  try {
    return statedSignal(table, signal, 'mask').values;
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    return new Float64Array(table.rows).fill(Number.NaN);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function comparedOf(expression: string, scores: readonly (EdgeScore | undefined)[]): ComparedSignal {
  const known = scores.filter((score) => score !== undefined);
  return {
    expression,
    edgeStep: median(known.map(({ step }) => step)),
    timesScatter: known.length === 0 ? 0 : median(known.map(({ step, scatter }) => timesOf(step, scatter))),
    timesNoise: known.length === 0 ? 0 : median(known.map(({ step, noise }) => timesOf(step, noise))),
  };
}

/** What was found of a signal: `ln(i0 / itrans) (edge step 0.98, 35 times its scatter)`. */
export const comparedInWords = ({ expression, edgeStep, timesScatter }: ComparedSignal): string =>
  Number.isNaN(edgeStep)
    ? `${expression} (too few points)`
    : `${expression} (edge step ${Number(edgeStep.toPrecision(3))}, ${timesScatter > 1e6 ? 'without scatter' : `${Number(timesScatter.toPrecision(2))} times its scatter`})`;

function choiceWarnings(compared: readonly ComparedSignal[], taken: number): OperandoWarning[] {
  const chosen = compared[taken]!;
  const choose = 'Choose with signal (command: --signal, --formula).';
  if (compared.every(({ edgeStep }) => Number.isNaN(edgeStep))) return [];
  const others = compared.filter((_each, i) => i !== taken).map(comparedInWords);
  if (chosen.timesScatter < visible) {
    return [
      {
        code: 'signal-doubtful',
        message: said`No signal of the file shows an edge: ${comparedInWords(chosen)} was taken, not ${others.join(', ')}. ${choose}`,
      },
    ];
  }
  if (taken === 0) return [];
  return [
    {
      code: 'signal-chosen',
      message: said`${comparedInWords(chosen)} was taken as the absorption, since it shows the edge better than ${others.join(', ')}. ${choose}`,
    },
  ];
}

const notesOf = ({ note }: SignalCandidate): readonly OperandoWarning[] => (note === undefined ? [] : [note]);

/**
 * The signal of a series by some of its spectra: the first candidate (see `signalCandidates`) that shows an edge - a step five
 * times the scatter about straight lines below and above it - and whose noise is at most a hundredth of the step, or at most twice that of the best.
 * So a transmission without an edge, or a noisy one, gives way to fluorescence, and a sound one does not. A choice other than the first, or none that
 * shows an edge, is told.
 *
 * @returns Undefined where no labels tell of an absorption.
 */
export function chooseSignal(spectra: readonly SampleSpectrum[]): SignalChoice | undefined {
  const [first] = spectra;
  const candidates = first === undefined ? [] : signalCandidates(first.table);
  const [likeliest, ...others] = candidates;
  if (likeliest === undefined) return undefined;
  const unrivalled = {
    signal: likeliest.signal,
    normalized: likeliest.normalized === true,
    compared: [],
    warnings: notesOf(likeliest),
  };
  if (others.length === 0) return unrivalled;
  const alike = spectra.filter(
    ({ table, energy }) => energy !== undefined && candidates.every(({ signal }) => hasColumnsOf(table, signal)),
  );
  if (alike.length === 0) return unrivalled;
  const scores = alike.map(({ table, energy }) =>
    edgeScores(
      energy!,
      candidates.map(({ signal }) => valuesOf(table, signal)),
    ),
  );
  const compared = candidates.map(({ signal }, k) =>
    comparedOf(
      expressionOf(signal),
      scores.map((each) => each[k]),
    ),
  );
  const edges = compared.map((each) => (each.timesScatter >= visible ? each.timesNoise : 0));
  const enough = Math.min(sound, Math.max(...edges) / better);
  const taken = Math.max(
    0,
    edges.findIndex((times) => times > 0 && times >= enough),
  );
  const chosen = candidates[taken]!;
  const warnings = [...choiceWarnings(compared, taken), ...notesOf(chosen)];
  return { signal: chosen.signal, normalized: chosen.normalized === true, compared, warnings };
}
