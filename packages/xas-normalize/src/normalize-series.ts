import { statusOf, createSeries, expectUnit, flatMask, flatValues, OperandoError, withChannels } from '@operando/core';
import type { Channel, JsonValue, OperandoWarning, Series } from '@operando/core';
import { edgePositionMethods } from './edge-position.js';
import type { EdgePositionMethod } from './edge-position.js';
import { edgePositionStack } from './edge-position-stack.js';
import type { EdgePositionStackOptions } from './edge-position-stack.js';
import { normalizeStack } from './normalize-stack.js';
import type { NormalizeStackOptions } from './normalize-stack.js';

/** Options of {@link normalize}. */
export interface NormalizeOptions extends Omit<NormalizeStackOptions, 'out'> {
  /** Edge positions to add as channels. @default none */
  readonly positions?: readonly EdgePositionMethod[] | 'all' | undefined;
  /** Options of those positions; they are read from the flattened spectra. */
  readonly position?: Omit<EdgePositionStackOptions, 'methods' | 'e0'> | undefined;
}

/** A normalized series. */
export interface NormalizedSeries {
  /** Normalized spectra, with the channels `e0`, `edge_step` and any edge positions asked for. */
  readonly norm: Series<'energy', 'eV'>;
  /** Flattened spectra with the same channels. */
  readonly flat: Series<'energy', 'eV'>;
  /** One value per spectrum (per frame, and per position or pixel between): eV. */
  readonly e0: Float64Array;
  readonly edgeStep: Float64Array;
  readonly edgeStepStderr: Float64Array;
  /** Per spectrum one of `statusOf`: ok, doubtful or failed. */
  readonly flags: Uint8Array;
  readonly warnings: readonly OperandoWarning[];
}

/** Name of the channel that holds the edge position by a method: `edge_half_step` for `half-step`. */
export function edgeChannelName(method: EdgePositionMethod): string {
  return `edge_${method.replace('-', '_')}`;
}

/** For plain JavaScript, where the compiler does not stop a two-theta series. */
function expectEnergies(series: Series): void {
  if (series.axis.name !== 'energy' || series.axis.edges) {
    throw new OperandoError(
      'unit-mismatch',
      `the series is along ${series.axis.name}${series.axis.edges ? ' bins' : ''}.`,
      {
        cure: 'Normalization needs absorption at energy points.',
      },
    );
  }
  expectUnit(series.axis, 'eV', 'normalize');
}

/** Options as plain JSON for the provenance. */
function recordedOptions(options: object): Record<string, JsonValue> {
  const recorded: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(options) as [string, JsonValue | undefined][]) {
    if (value === undefined) continue;
    recorded[name] = ArrayBuffer.isView(value) || (Array.isArray(value) && value.length > 32) ? 'one per frame' : value;
  }
  return recorded;
}

/**
 * Normalize every spectrum of an operando series: {@link normalizeStack} with
 * the series' energies, time, channels and metadata kept, masked values left
 * out, variances divided by the squared edge step, and what was done written
 * into the provenance.
 *
 * @throws OperandoError `unit-mismatch` for a series that is not along energy in eV;
 * otherwise as {@link normalizeStack}. Frames that cannot be normalized are NaN and flagged.
 */
export function normalize(series: Series<'energy', 'eV'>, options: NormalizeOptions = {}): NormalizedSeries {
  expectEnergies(series);
  const { positions, position, ...stackOptions } = options;
  const energy = series.axis.values;
  const result = normalizeStack(energy, unmaskedValues(series), stackOptions);
  const warnings: OperandoWarning[] = [...result.warnings];
  const perFrame = series.dims.length === 2;
  const channels: Record<string, Channel> = {};
  if (perFrame) {
    channels['e0'] = {
      values: result.e0,
      unit: 'eV',
      status: result.flags,
      description: 'steepest measured point of the edge',
    };
    channels['edge_step'] = {
      values: result.edgeStep,
      stderr: result.edgeStepStderr,
      unit: '1',
      status: result.flags,
      description: 'height of the edge between the pre-edge and post-edge fits',
    };
  }
  if (positions !== undefined) {
    if (!perFrame) {
      throw new OperandoError('unsupported', `edge positions of a ${series.dims.length}-dimensional series.`, {
        where: { parameter: 'positions' },
        cure: 'Use edgePositionStack on its values.',
      });
    }
    const found = edgePositionStack(energy, result.flat, {
      ...position,
      methods: positions === 'all' ? edgePositionMethods : positions,
      e0: result.e0,
    });
    warnings.push(...found.warnings);
    for (const [method, column] of Object.entries(found.columns)) {
      channels[edgeChannelName(method as EdgePositionMethod)] = {
        values: column.energy,
        stderr: column.stderr,
        status: column.flags,
        unit: 'eV',
        description: `edge position, ${method}`,
      };
    }
  }
  const step = { step: 'xas-normalize/normalize', options: recordedOptions(options), warnings };
  const variances = scaledVariances(series, result.edgeStep);
  // flat is missing where norm is.
  const mask = maskOf(series, result.flags, result.norm);
  const build = (values: Float64Array): Series<'energy', 'eV'> => {
    const normalized = createSeries({
      signal: values,
      dims: series.dims,
      axis: series.axis,
      coordinates: coordinatesOf(series),
      time: series.time,
      channels: series.channels,
      metadata: series.metadata,
      mask,
      provenance: series.provenance,
      ...(variances === undefined ? {} : { variances }),
    });
    return withChannels(normalized, channels, step);
  };
  return {
    norm: build(result.norm),
    flat: build(result.flat),
    e0: result.e0,
    edgeStep: result.edgeStep,
    edgeStepStderr: result.edgeStepStderr,
    flags: result.flags,
    warnings,
  };
}

/** Coordinates of the dimensions between time and energy; unnamed ones become plain numbers. */
function coordinatesOf(series: Series): Series['coordinates'] {
  const coordinates = { ...series.coordinates };
  series.dims.slice(1, -1).forEach((dim, d) => {
    coordinates[dim] ??= {
      name: dim,
      unit: '1',
      edges: false,
      size: series.signal.shape[d + 1]!,
      values: Float64Array.from({ length: series.signal.shape[d + 1]! }, (_, i) => i),
    };
  });
  return coordinates;
}

function unmaskedValues(series: Series): Float64Array {
  const values = flatValues(series.signal);
  if (series.mask === undefined) return values;
  const mask = flatMask(series.mask);
  return values.map((value, i) => (mask[i] === 0 ? value : Number.NaN));
}

/** Missing values and failed frames must not be used any further. */
function maskOf(series: Series, flags: Uint8Array, values: Float64Array): Uint8Array {
  const points = series.axis.size;
  return Uint8Array.from(values, (value, i) =>
    Number.isNaN(value) || flags[Math.floor(i / points)] === statusOf.failed ? 1 : 0,
  );
}

function scaledVariances(series: Series, edgeStep: Float64Array): Float64Array | undefined {
  if (series.variances === undefined) return undefined;
  const points = series.axis.size;
  return flatValues(series.variances).map((variance, i) => variance / edgeStep[Math.floor(i / points)]! ** 2);
}
