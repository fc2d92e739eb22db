import { statusOf } from '@operando/core';
import type { Channel, EstimateColumn, OperandoWarning, Series } from '@operando/core';
import type { ReflectivityFit } from './fit-result.js';
import type { ReflectivityFrame, ReflectivitySeries } from './reflectivity-frames.js';
import { sldSeries } from './sld-series.js';
import { suspicion } from './suspicion.js';
import type { Suspect } from './suspects.js';

/** One parameter through the frames: errors NaN where it was fixed, ended on a bound or is not determined; statuses of each. */
export interface ParameterColumn extends EstimateColumn {
  /** Standard errors, in the unit of the parameter. */
  readonly stderr: Float64Array;
  /** Bytes of `statusNames`. */
  readonly status: Uint8Array;
}

/** A linked parameter's curve. */
export interface LinkedCurve {
  /** Places in time (or charge). */
  readonly knots: Float64Array;
  /** Of places that were found; NaN of those that were given. */
  readonly knotsStderr: Float64Array;
  /** At the knots. */
  readonly values: Float64Array;
  /** Standard errors at the knots. */
  readonly stderr: Float64Array;
  /** Of the parameter. */
  readonly unit: string;
}

/** Which way a frame's result came from: `forward`, `backward`, or `joint` for linked fits. */
export type FrameOrigin = 'forward' | 'backward' | 'joint';

/** A fitted series. */
export interface ReflectivitySeriesFit {
  /** Time of each frame, s, or charge where that was given. */
  readonly at: Float64Array;
  /** By name, a value for each frame. */
  readonly parameters: Readonly<Record<string, ParameterColumn>>;
  /** Of each frame. */
  readonly reducedChiSquare: Float64Array;
  /** Bytes of core's statuses, one for each frame. */
  readonly status: Uint8Array;
  /** Which way each frame was reached. */
  readonly origin: readonly FrameOrigin[];
  /** Of each frame. */
  readonly fits: readonly ReflectivityFit[];
  /** Curves of linked parameters, by name. */
  readonly linked: Readonly<Record<string, LinkedCurve>>;
  /** SLD of each frame, 1e-6/angstrom^2, on common depths; parameters are its channels. */
  readonly profiles: Series<'depth', 'angstrom'>;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

function parameterColumn(name: string, fits: readonly ReflectivityFit[]): ParameterColumn {
  const own = fits.map(({ parameters }) => parameters[name]!);
  return {
    name,
    unit: own[0]!.unit,
    values: Float64Array.from(own, ({ value }) => value),
    stderr: Float64Array.from(own, ({ stderr }) => stderr),
    status: Uint8Array.from(own, ({ status }) => statusOf[status]),
  };
}

/** Warnings of the curves themselves, which no status of a frame tells. */
export const ofCurves: ReadonlySet<string> = new Set([
  'resolution-missing',
  'resolution-replaced',
  'probe-replaced',
  'not-normalized',
]);

/** Each of them once, with how many frames have it. */
function ofFrames(fits: readonly ReflectivityFit[]): OperandoWarning[] {
  const all = fits.flatMap(({ warnings }, frame) =>
    warnings.filter(({ code }) => ofCurves.has(code)).map(({ code, message }) => ({ code, message, frame })),
  );
  return [...ofCurves].flatMap((wanted): OperandoWarning[] => {
    const found = all.filter(({ code }) => code === wanted);
    const [first] = found;
    if (first === undefined) return [];
    const { code, message, frame } = first;
    return [
      { code, message: `${found.length} of ${fits.length} frames; in frame ${frame}: ${message}`, where: { frame } },
    ];
  });
}

/** What most frames that are no good fit look like: nothing where most look like nothing. @param read What else the model may mean. */
function seriesSuspicion(fits: readonly ReflectivityFit[], read: readonly Suspect[]): string {
  if (read.some(({ option }) => option !== 'points')) return suspicion(read, true);
  const suspected = fits.filter(({ suspects }) => suspects.length > 0);
  const misfits = fits.filter(({ status }) => status === 'misfit');
  const middle = suspected[suspected.length >> 1];
  return middle === undefined || 2 * suspected.length < misfits.length ? '' : suspicion(middle.suspects, true);
}

/** What is told of frames together. */
interface SeriesTold extends Partial<Pick<ReflectivitySeriesFit, 'linked' | 'warnings'>> {
  /** What else the model may mean. */
  readonly read?: readonly Suspect[];
}

/** The fits of frames in columns. @param joint Of frames fitted together. @param series Where the frames come from, when that is a series. */
export function seriesFit(
  frames: readonly ReflectivityFrame[],
  fits: readonly ReflectivityFit[],
  origin: readonly FrameOrigin[],
  { linked = {}, warnings = [], read = [] }: SeriesTold = {},
  series?: ReflectivitySeries,
): ReflectivitySeriesFit {
  const parameters = Object.fromEntries(fits[0]!.names.map((name) => [name, parameterColumn(name, fits)]));
  const status = Uint8Array.from(fits, (fit) => statusOf[fit.status]);
  const doubtful = status.reduce((sum, each) => sum + (each === statusOf.converged ? 0 : 1), 0);
  const at = Float64Array.from(frames, (frame) => frame.at);
  const channels = Object.fromEntries(
    Object.values(parameters).map(({ name, ...channel }): [string, Channel] => [name, channel]),
  );
  return {
    at,
    parameters,
    reducedChiSquare: Float64Array.from(fits, (fit) => fit.reducedChiSquare),
    status,
    origin,
    fits,
    linked,
    profiles: sldSeries(
      fits.map(({ curves }) => curves[0]!.slabs),
      { time: series?.time ?? { start: at }, channels: { ...series?.channels, ...channels } },
    ),
    warnings: [
      ...fits[0]!.warnings.filter(({ code }) => code === 'energy-dependent' || code === 'near-edge'),
      ...ofFrames(fits),
      ...warnings,
      ...(doubtful === 0
        ? []
        : [
            {
              code: 'frames-doubtful',
              message: `${doubtful} of ${fits.length} frames are no good fit (column status).${seriesSuspicion(fits, read)}`,
            } as const,
          ]),
    ],
  };
}
