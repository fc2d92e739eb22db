import { seriesWarnings, statusOf } from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series, Steps } from '@operando/core';
import type { ImpedanceRecord } from '@operando/beamline-io';
import { circuit, fitImpedanceSeriesSteps, kramersKronig, relaxationTimes } from '@operando/multimodal';
import type { ImpedanceSeries, KramersKronig, RelaxationTimes } from '@operando/multimodal';
import { runStage } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import type { Analysed } from '../../technique/technique.js';
import { timeline } from '../../technique/timeline.js';
import { usedStep } from '../../technique/used-step.js';
import { counted } from '../../technique/words.js';
import type { EisOptions } from './options.js';
import { fitWarnings } from './fit-warnings.js';
import { wholeSpectra } from './whole-spectra.js';

/** What `eis` takes. */
export interface EisInput {
  readonly spectra: readonly ImpedanceRecord[];
  readonly cycler?: Electrochemistry | undefined;
  /** What reading them had to say. */
  readonly told?: readonly OperandoWarning[] | undefined;
}

/** What `eis` computed. */
export interface EisAnalysis extends Analysed {
  /** In the order of time. */
  readonly spectra: readonly ImpedanceRecord[];
  readonly tests: readonly KramersKronig[];
  readonly fitted?: ImpedanceSeries;
  readonly relaxation?: readonly RelaxationTimes[];
  /** When the spectra were measured, with the cycler joined. */
  readonly series: Series;
  readonly electrochemistry?: Electrochemistry;
}

/** When a spectrum began, on the clock of dates where there is one. */
const beginOf = ({ epoch = 0, start }: ImpedanceRecord): number => epoch + start;

/** Spectra in the order of time with their timeline. */
function inTime(given: readonly ImpedanceRecord[], timeStep: number | undefined) {
  const isTimed = given.every(({ start }) => Number.isFinite(start));
  const dated = given.filter(({ epoch }) => epoch !== undefined).length;
  const isOne = dated === 0 || dated === given.length;
  const how = { step: 'beamline-io/readImpedanceFrom' as const };
  const files = (spectra: readonly ImpedanceRecord[]) => ({ files: spectra.map(({ name }) => name) });
  if (!isTimed || !isOne) {
    const start = given.map((_, k) => k * (timeStep ?? 1));
    const code = isTimed ? 'time-incomplete' : 'time-unknown';
    const message = isTimed
      ? 'Only some of the files carry dates, so none was used: spectra are in the order of the files.'
      : 'The files carry no time: numbers of spectra stand for seconds.';
    const warnings: OperandoWarning[] =
      timeStep === undefined ? [{ code, message: `${message} Give timeStep (command: --time-step).` }] : [];
    return { spectra: given, series: timeline({ start }, { ...how, metadata: files(given), warnings }) };
  }
  const spectra = given.toSorted((a, b) => beginOf(a) - beginOf(b));
  const epoch = spectra[0]!.epoch;
  const zone = spectra[0]!.zone;
  const time = {
    start: spectra.map((spectrum) => beginOf(spectrum) - (epoch ?? 0)),
    duration: spectra.map(({ start, end }) => end - start),
    ...(epoch === undefined ? {} : { epoch }),
    ...(zone === undefined ? {} : { zone }),
  };
  return { spectra, series: timeline(time, { ...how, metadata: files(spectra) }) };
}

function unsteady(
  tests: readonly KramersKronig[],
  { tolerance, circuit: text, fitFailing }: EisOptions,
): OperandoWarning[] {
  const failing = tests.flatMap(({ passes }, k) => (passes ? [] : [k]));
  if (failing.length === 0) return [];
  const worst = failing.reduce((a, b) => (tests[b]!.worst > tests[a]!.worst ? b : a));
  const { worst: share, worstFrequency } = tests[worst]!;
  const instead =
    text === undefined ? '' : fitFailing ? ' Their circuits are doubtful.' : ' No circuit is claimed for them.';
  return [
    {
      code: 'not-steady',
      message: `${counted(failing.length, 'spectrum', 'spectra')} of ${tests.length} ${failing.length === 1 ? 'fails' : 'fail'} the Kramers-Kronig test (spectrum ${worst}: ${(100 * share).toPrecision(2)} % of |Z| at ${Number(worstFrequency.toPrecision(3))} Hz, allowed are ${100 * tolerance} %): the cell changed meanwhile, or is not linear.${instead}`,
      where: { frame: worst },
    },
  ];
}

/** The test of every spectrum, one after the other. */
function* testSteps(spectra: readonly ImpedanceRecord[], tolerance: number): Steps<KramersKronig[]> {
  const tests: KramersKronig[] = [];
  for (const spectrum of spectra) {
    tests.push(kramersKronig(spectrum, { tolerance }));
    yield { done: tests.length, total: spectra.length };
  }
  return tests;
}

function* relaxationSteps(spectra: readonly ImpedanceRecord[], noise: (k: number) => number): Steps<RelaxationTimes[]> {
  const found: RelaxationTimes[] = [];
  for (const [k, spectrum] of spectra.entries()) {
    found.push(relaxationTimes(spectrum, { noise: noise(k) }));
    yield { done: found.length, total: spectra.length };
  }
  return found;
}

/** Test, fit, and bring the cycler to it. */
export async function analyseEis(input: EisInput, options: EisOptions, context: RunContext): Promise<EisAnalysis> {
  const { tolerance, noise, fitFailing } = options;
  const model = options.circuit === undefined ? undefined : circuit(options.circuit);
  const whole = options.skipBad ? wholeSpectra(input.spectra, model) : { spectra: input.spectra, warnings: [] };
  const { spectra, series: times } = inTime(whole.spectra, options.timeStep);
  const fitted =
    model === undefined
      ? undefined
      : await runStage(
          fitImpedanceSeriesSteps(spectra, { circuit: model, tolerance, noise, fitFailing }),
          'fitting',
          context,
        );
  const tests =
    fitted?.spectra.map(({ test }) => test) ?? (await runStage(testSteps(spectra, tolerance), 'testing', context));
  const noiseOf = (k: number): number => noise ?? Math.max(tests[k]!.noise, 1e-6);
  const relaxation = options.relaxation
    ? await runStage(relaxationSteps(spectra, noiseOf), 'inverting', context)
    : undefined;
  const { series, warnings, ...joined } = joinCycler(times, input.cycler, options);
  return {
    ...joined,
    spectra,
    tests,
    ...(fitted === undefined ? {} : { fitted }),
    ...(relaxation === undefined ? {} : { relaxation }),
    series,
    steps: [
      ...series.provenance,
      usedStep('multimodal/kramersKronig', { tolerance }),
      ...(fitted === undefined
        ? []
        : [
            usedStep('multimodal/fitImpedanceSeries', {
              circuit: fitted.circuit.text,
              noise: fitted.noise,
              fitFailing,
            }),
          ]),
      ...(relaxation === undefined ? [] : [usedStep('multimodal/relaxationTimes', { noise })]),
    ],
    warnings: [
      ...(input.told ?? []),
      ...whole.warnings,
      ...warnings,
      ...unsteady(tests, options),
      ...fitWarnings(fitted),
      ...seriesWarnings(series),
    ],
  };
}

/** What became of each spectrum, as a byte of the house's vocabulary. */
export function statusBytesOf({ fitted, tests }: EisAnalysis): Uint8Array {
  return Uint8Array.from(tests, (test, k) => {
    const one = fitted?.spectra[k];
    if (one === undefined) return test.passes ? statusOf.ok : statusOf['not-steady'];
    return statusOf[one.status];
  });
}
