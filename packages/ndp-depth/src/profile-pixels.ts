import { createAxis, createSeries, finishSteps, OperandoError, statusOf } from '@operando/core';
import type { Axis, OperandoWarning, Series, Steps } from '@operando/core';
import { isAdaptive } from './adaptive-smoothing.js';
import { ownProfile } from './conversion.js';
import { countedAxis } from './counted-axis.js';
import { channelEnergies, framesWithBeam, noCounts, sumOfFrames } from './count-frames.js';
import type { CountSeries } from './count-frames.js';
import { profileSeriesDefaults as defaults } from './defaults.js';
import { checkPixels, spectraOf, sumsOfStack } from './pixel-spectra.js';
import type { PixelOptions } from './pixel-spectra.js';
import type { ArealDensity, ConcentrationProfile } from './profile.js';
import { checkOptions } from './profiler.js';
import { doubtedByLeaks, leakWarnings } from './layer-leaks.js';
import { rebinCounts } from './rebin-counts.js';
import { sampleConversion } from './sample-conversion.js';
import { doubtedBeside, softInterfaceWarnings } from './soft-interfaces.js';
import { checkChannels, checkCounts } from './spectrum.js';
import { wholeCountWarnings } from './whole-counts.js';

/** Atoms per cm2 of one layer in every pixel of every frame. */
export interface PixelStack {
  /** Of the layer. */
  readonly name: string;
  /** Row-major [frames x pixels], 1/cm2; NaN where masked or not visible. */
  readonly values: Float64Array;
  /** Standard errors from counting, 1/cm2, same shape. */
  readonly stderr: Float64Array;
  /** Bytes of core's statuses. */
  readonly status: Uint8Array;
}

/** Depth profiles of every pixel. */
export interface PixelProfiles {
  /** Concentration in atoms/cm3 [time x pixels' own dimensions x depth], with variances. */
  readonly series: Series<'depth', 'um'>;
  /** In their order. */
  readonly layers: readonly PixelStack[];
  /** Of all layers, as far as they can be seen. */
  readonly total: PixelStack;
  /** Strength of smoothing used; NaN for methods without. */
  readonly lambda: number;
  /** Relative standard uncertainty that all pixels and frames share. */
  readonly scaleUncertainty: number;
  /** Standard error of the depth of each bin, um, by stopping powers and thicknesses. */
  readonly depthStderr: Float64Array;
}

/** Numbers that results may hold: some gigabytes. */
const mostValues = 2e8;

function emptyStack(name: string, size: number): PixelStack {
  return {
    name,
    values: new Float64Array(size).fill(Number.NaN),
    stderr: new Float64Array(size).fill(Number.NaN),
    status: new Uint8Array(size).fill(statusOf.masked),
  };
}

function put({ values, stderr, status }: PixelStack, at: number, density: ArealDensity): void {
  values[at] = density.value;
  stderr[at] = density.stderr;
  status[at] = statusOf[density.status];
}

/**
 * Depth profiles of every pixel of a position-resolved detector through time: a series of counts with dimensions between time and channel
 * (`y`, `x`). One forward model and one smoothing, learnt from sums over the whole stack, serve all; each pixel begins at its frame before,
 * so that a spectrum costs what one of a plain series does. `geometry` is that of one pixel; live times and monitors are those of the frames.
 *
 * @throws OperandoError as {@link profileSeries}; `shape-mismatch` for a series without pixels, `too-large`.
 */
export function profilePixels(series: CountSeries, options: PixelOptions): PixelProfiles {
  return finishSteps(profilePixelsSteps(series, options));
}

/** The same in steps: one after each pixel. @throws as {@link profilePixels}. */
export function* profilePixelsSteps(given: CountSeries, options: PixelOptions): Steps<PixelProfiles> {
  checkOptions(options);
  const { rebin, calibration, lambda: asked = defaults.lambda, leastBeam = defaults.leastBeam } = options;
  const series: CountSeries = rebin === undefined ? given : rebinCounts(given as Series<'channel'>, rebin);
  const frames = series.time.start.length;
  const { size } = series.axis;
  const pixels = series.signal.size / (frames * size);
  checkPixels(series, options, pixels);
  const spectrum = spectraOf(series, pixels, options);
  const wholes = Array.from({ length: frames }, (_, f) =>
    sumOfFrames(Array.from({ length: pixels }, (__, p) => spectrum(f, p))),
  );
  wholes.forEach(({ counts }, f) => checkCounts(counts, f));
  const { edges } = channelEnergies(series.axis, calibration, () => sumOfFrames(wholes).counts);
  checkChannels(size, edges, options);
  const first = sampleConversion(options.sample, edges, options);
  // Monitors of single pixels sum to those of as many frames: rates stay what they are.
  const beam = framesWithBeam(wholes, leastBeam);
  const used = Array.from({ length: frames }, (_, f) => f).filter((f) => beam[f] === true);
  if (used.length === 0) throw noCounts();
  const even = typeof asked === 'number' ? asked : first.strengthOf(sumOfFrames(used.map((f) => wholes[f]!)), asked);
  const isOne = isAdaptive(options) || options.interfaceWidth === 'evidence';
  const sums = isOne ? sumsOfStack(spectrum, used, pixels) : [];
  const { conversion, lambda } = isOne ? first.adapted(sums, even, false) : { conversion: first, lambda: even };
  const soft = first.soft(
    used.map((f) => wholes[f]!),
    even,
  );
  const leaks = first.leaks(
    used.map((f) => wholes[f]!),
    used.length * pixels,
  );
  let misfits = 0;
  let shown: ConcentrationProfile | undefined;
  let gathered: ReturnType<typeof emptyResults> | undefined;
  for (let p = 0; p < pixels; p++) {
    yield { done: p, total: pixels };
    let before: Float64Array | undefined;
    for (const f of used) {
      const frame = spectrum(f, p);
      const profile = frame.masked ? undefined : conversion.convert(frame, lambda, before);
      before = profile === undefined ? undefined : ownProfile(profile);
      if (profile === undefined) continue;
      shown ??= profile;
      if ('status' in profile && profile.status === 'misfit') misfits++;
      gathered ??= emptyResults(profile, frames * pixels);
      const at = f * pixels + p;
      const bins = profile.layer.length;
      gathered.signal.set(profile.concentration, at * bins);
      gathered.variances.set(
        profile.stderr.map((error) => error * error),
        at * bins,
      );
      profile.layers.forEach((density, k) => put(gathered!.layers[k]!, at, density));
      put(gathered.total, at, profile.total);
    }
  }
  if (shown === undefined || gathered === undefined)
    throw new OperandoError('too-few-points', 'every pixel is masked.');
  const { signal, variances, total } = gathered;
  const layers = doubtedByLeaks(leaks, doubtedBeside(soft, gathered.layers));
  const names = layers.map(({ name }) => name);
  const warnings = [
    ...misfitWarnings(misfits, used.length * pixels),
    // Frames that bins cut are shared out.
    ...(options.rebin?.assign === 'split' ? [] : wholeCountWarnings(wholes.map(({ counts }) => counts))),
    ...softInterfaceWarnings(soft, names),
    ...leakWarnings(leaks, names),
  ];
  return {
    series: createSeries({
      signal,
      variances,
      mask: signal.some(Number.isNaN) ? Uint8Array.from(signal, (value) => (Number.isNaN(value) ? 1 : 0)) : undefined,
      dims: [...series.dims.slice(0, -1), 'depth'],
      coordinates: { ...numbered(series), ...series.coordinates },
      axis: createAxis({ name: 'depth', unit: 'um', values: shown.depthEdges, edges: true }),
      time: series.time,
      channels: series.channels,
      metadata: series.metadata,
      provenance: [
        ...series.provenance,
        { step: 'ndp-depth/profilePixels', options: { lambda, pixels, bins: shown.layer.length }, warnings },
      ],
    }),
    layers,
    total,
    lambda,
    scaleUncertainty: shown.scaleUncertainty,
    depthStderr: shown.depthStderr,
  };
}

function misfitWarnings(misfits: number, spectra: number): OperandoWarning[] {
  const message = `${misfits} of ${spectra} spectra of pixels are not explained by the layers given (chi2 too large).`;
  return misfits === 0 ? [] : [{ code: 'misfit', message }];
}

/** Numbers of pixels along the dimensions that have no coordinates. */
function numbered({ dims, signal }: CountSeries): Record<string, Axis> {
  return Object.fromEntries(dims.slice(1, -1).map((dim, d) => [dim, countedAxis(signal.shape[d + 1]!)]));
}

/** Room for all results. @throws OperandoError `too-large`. */
function emptyResults({ layer, layers, total }: ConcentrationProfile, size: number) {
  const count = size * layer.length;
  if (count > mostValues)
    throw new OperandoError('too-large', `${size} spectra of ${layer.length} depth bins.`, {
      cure: 'Give fewer depth bins (grid), sum frames (rebin), or profile parts of the detector.',
    });
  return {
    signal: new Float64Array(count).fill(Number.NaN),
    variances: new Float64Array(count).fill(Number.NaN),
    layers: layers.map(({ name }) => emptyStack(name, size)),
    total: emptyStack(total.name, size),
  };
}
