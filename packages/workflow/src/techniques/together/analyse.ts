import { seriesWarnings, stepsAt } from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series, Steps } from '@operando/core';
import { changesOf, joinChanges, lagBetweenSteps, relate, tableOnFrames } from '@operando/multimodal';
import type { JointChanges, Lag, Relation, SignalChanges, SignalOnFrames } from '@operando/multimodal';
import { runStage } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import type { Analysed } from '../../technique/technique.js';
import { timeline } from '../../technique/timeline.js';
import { usedStep } from '../../technique/used-step.js';
import { chooseSignals, signalCalled, signalPair } from './choose-signals.js';
import type { ChosenSignal, ChosenSignals } from './choose-signals.js';
import { currentKinks } from './current-kinks.js';
import type { TogetherOptions } from './options.js';
import type { SignalTable } from './signal-table.js';

/** What `together` takes. */
export interface TogetherInput {
  readonly tables: readonly SignalTable[];
  readonly cycler?: Electrochemistry | undefined;
}

/** A lag of one signal behind another. */
export interface PairLag {
  readonly first: ChosenSignal;
  readonly second: ChosenSignal;
  readonly lag: Lag;
}

/** A line between two signals, over the samples of the first. */
export interface PairRelation {
  readonly x: ChosenSignal;
  readonly y: ChosenSignal;
  /** y over the exposures of x. */
  readonly over: SignalOnFrames;
  readonly relation: Relation;
}

/** What `together` computed. */
export interface TogetherAnalysis extends Analysed {
  readonly chosen: ChosenSignals;
  /** The signal whose samples are the rows. */
  readonly frames: ChosenSignal;
  readonly others: readonly SignalOnFrames[];
  readonly lags: readonly PairLag[];
  readonly changes?: JointChanges;
  readonly relations: readonly PairRelation[];
  /** When the frames were, with the cycler joined. */
  readonly series: Series;
  readonly electrochemistry?: Electrochemistry;
}

function* lagSteps(chosen: ChosenSignals, kinks: readonly number[], options: TogetherOptions): Steps<PairLag[]> {
  const { lag: pairs = [], lagRange, surrogates, level, seed, differentCells } = options;
  const found: PairLag[] = [];
  for (const text of pairs) {
    const [first, second] = signalPair(text, chosen, 'lag');
    const clockStderr = first.table === second.table ? 0 : Math.hypot(first.clockStderr, second.clockStderr);
    const how = { range: lagRange, kinks, surrogates, level, seed, differentCells, clockStderr };
    const lag = yield* stepsAt(lagBetweenSteps(first.signal, second.signal, how), {
      done: found.length,
      total: pairs.length,
    });
    found.push({ first, second, lag });
    yield { done: found.length, total: pairs.length };
  }
  return found;
}

/** How much later each signal is than those it was compared with, as far as that is known. */
function knownLags(lags: readonly PairLag[]): Record<string, number> {
  const known: Record<string, number> = {};
  for (const { first, second, lag } of lags)
    if (lag.status === 'converged' && known[second.name] === undefined)
      known[second.name] = (known[first.name] ?? 0) + lag.lag;
  return known;
}

function* changeSteps(
  { signals }: ChosenSignals,
  lags: readonly PairLag[],
  options: TogetherOptions,
): Steps<JointChanges> {
  const { changeKind: kind, mostChanges: most, wandering, differentCells } = options;
  const how = { kind, most, wandering: wandering === 'fitted' };
  const all = signals.map(({ signal, name }) => ({ ...signal, name }));
  const alone: SignalChanges[] = [];
  for (const signal of all) {
    alone.push(changesOf(signal, how));
    yield { done: alone.length, total: all.length };
  }
  if (!differentCells) return joinChanges(alone, knownLags(lags));
  // Nothing of one cell happens at once with something of another.
  return { signals: alone, changes: alone.flatMap((each) => joinChanges([each]).changes) };
}

function relationsOf(chosen: ChosenSignals, { relate: pairs = [], seed, longestGap }: TogetherOptions): PairRelation[] {
  return pairs.map((text): PairRelation => {
    const [x, y] = signalPair(text, chosen, 'relate');
    const [over] = tableOnFrames(x.signal, [y.signal], { maximumGap: longestGap }) as [SignalOnFrames];
    const { values, stderr = values.map(() => Number.NaN) } = over.mean;
    return { x, y, over, relation: relate(x.signal, { values, stderr }, { seed }) };
  });
}

/** What the lags have to say that a table alone would not. */
function lagWarnings(lags: readonly PairLag[]): OperandoWarning[] {
  return lags.flatMap(({ first, second, lag }): OperandoWarning[] =>
    lag.reducedChiSquare > 2
      ? [
          {
            code: 'misfit',
            message: `${first.name} and ${second.name} do not follow one curve within their errors (reduced chi-square ${lag.reducedChiSquare.toPrecision(3)}); the error of the lag is scaled up.`,
          },
        ]
      : [],
  );
}

/** Signals on one clock, joined over exposures; lags, changes and relations where they are asked for. */
export async function analyseTogether(
  { tables, cycler }: TogetherInput,
  options: TogetherOptions,
  context: RunContext,
): Promise<TogetherAnalysis> {
  const chosen = chooseSignals(tables, options);
  const { epoch, zone } = chosen;
  const frames = options.frames === undefined ? chosen.signals[0]! : signalCalled(options.frames, chosen, 'frames');
  const { start, end } = frames.signal;
  const times = timeline(
    {
      start,
      duration: end.map((to, k) => to - start[k]!),
      ...(epoch === undefined ? {} : { epoch }),
      ...(zone === undefined ? {} : { zone }),
    },
    { step: 'multimodal/alignClocks' },
  );
  const { series, warnings, ...joined } = joinCycler(times, cycler, options);
  const rest = chosen.signals.filter((each) => each !== frames);
  const others = tableOnFrames(
    frames.signal,
    Array.from(rest, ({ signal, name }) => ({ ...signal, name })),
    { maximumGap: options.longestGap },
  );
  const kinks = options.kinks === 'none' ? [] : currentKinks(joined.electrochemistry, epoch, options.clockOffset);
  const lags = await runStage(lagSteps(chosen, kinks, options), 'fitting', context);
  const changes = options.changes
    ? await runStage(changeSteps(chosen, lags, options), 'searching', context)
    : undefined;
  const relations = options.differentCells ? [] : relationsOf(chosen, options);
  return {
    ...joined,
    chosen,
    frames,
    others,
    lags,
    ...(changes === undefined ? {} : { changes }),
    relations,
    series,
    seeds: { together: options.seed },
    steps: [
      ...series.provenance,
      usedStep('multimodal/tableOnFrames', { frames: frames.name, maximumGap: options.longestGap }),
      ...lags.map(({ first, second, lag }) =>
        usedStep('multimodal/lagBetween', {
          first: first.name,
          second: second.name,
          range: [lag.profile.lag[0], lag.profile.lag.at(-1)],
          kinks,
        }),
      ),
      ...(changes === undefined
        ? []
        : [usedStep('multimodal/jointChanges', { kind: options.changeKind, lags: knownLags(lags) })]),
      ...relations.map(({ x, y }) => usedStep('multimodal/relate', { x: x.name, y: y.name })),
    ],
    warnings: [
      ...tables.flatMap((table) => table.warnings),
      ...chosen.warnings,
      ...warnings,
      ...lagWarnings(lags),
      ...seriesWarnings(series),
    ],
  };
}
