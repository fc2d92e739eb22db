import { createSeries, flatValues, unmaskedValues, withChannels } from '@operando/core';
import type { Axis, Channel, EstimateColumn, OperandoWarning, ProvenanceStep, Series } from '@operando/core';
import { joinBytes, joinNumbers } from '@operando/numerics';
import { edgePositionMethods } from './edge-position.js';
import { rowPositioner } from './edge-position-stack.js';
import type { EdgePositionColumn } from './edge-position-stack.js';
import { collectFrameWarnings } from './frame-warnings.js';
import type { Normalization, NormalizeOptions, NormalizedSpectra, Normalizer } from './normalize-types.js';
import { createNormalizer } from './normalizer.js';

/** An edge step that is further from 1 is none of a normalized spectrum. */
const mostOff = 0.1;

/** Rows of the same column one below another. */
function joined(parts: readonly EdgePositionColumn[]): EstimateColumn & { readonly stderr: Float64Array } {
  const [first] = parts;
  return {
    name: first!.name,
    unit: first!.unit,
    values: joinNumbers(parts.map(({ values }) => values)),
    stderr: joinNumbers(parts.map(({ stderr }) => stderr)),
    status: joinBytes(parts.map(({ status }) => status)),
  };
}

function positionChannel({ values, stderr, status, unit }: EstimateColumn, method: string): Channel {
  return {
    values,
    unit,
    ...(stderr === undefined ? {} : { stderr }),
    ...(status === undefined ? {} : { status }),
    description: `edge position, ${method}`,
  };
}

/** That steps are not those of normalized spectra. */
function stepWarnings(steps: Float64Array): OperandoWarning[] {
  const known = steps.filter((step) => Number.isFinite(step)).sort();
  const middle = known[known.length >> 1];
  if (middle === undefined || Math.abs(middle - 1) <= mostOff) return [];
  return [
    {
      code: 'uncertain-edge-step',
      message: `The spectra are said to be normalized, but their edge step is ${Number(middle.toPrecision(3))} (median): normalize them again (command: --renormalize).`,
    },
  ];
}

/**
 * `createNormalizer` for spectra that are normalized already, as at the beamline: they are kept as they are, value for value. Edge energies
 * are found as there, edge positions are read from the spectra, and `edge_step` says what a normalization would divide by: 1, but for how
 * the fits differ.
 *
 * @throws OperandoError as `createNormalizer`.
 */
export function createKeeper(axis: Axis<'energy', 'eV'>, options: NormalizeOptions = {}): Normalizer {
  const { positions, position, normalization: _none, ...rest } = options;
  const inner = createNormalizer(axis, rest);
  const methods = positions === undefined ? [] : positions === 'all' ? edgePositionMethods : positions;
  const positioner = methods.length === 0 ? undefined : rowPositioner(axis.values, { ...position, methods });
  const notes = collectFrameWarnings();
  const parts: EdgePositionColumn[][] = methods.map(() => []);
  let done = 0;
  const stepOf = ({ options: fitted = {}, warnings = [] }: Partial<ProvenanceStep>): ProvenanceStep => ({
    step: 'xas-normalize/keepNormalization',
    options: fitted,
    warnings,
  });

  const add = (block: Series<'energy', 'eV'>): NormalizedSpectra => {
    const { flat } = inner.add(block);
    const e0 = flat.channels['e0']!;
    const frames = e0.values.length;
    const found = positioner?.(unmaskedValues(block), e0.values, done);
    const channels: Record<string, Channel> = { e0, edge_step: flat.channels['edge_step']! };
    methods.forEach((method, m) => {
      const column = found!.columns[method]!;
      parts[m]!.push(column);
      channels[column.name] = positionChannel(column, method);
    });
    if (found !== undefined) notes.addAll(found.notes);
    done += frames;
    const step: Partial<ProvenanceStep> = flat.provenance.at(-1) ?? {};
    const warnings = [...(step.warnings ?? []), ...(found?.notes.warnings(frames) ?? [])];
    const kept = withChannels(asMeasured(block), channels, stepOf({ ...step, warnings }));
    return { norm: kept, flat: kept };
  };

  const finish = (): Normalization => {
    const whole = inner.finish();
    const channels: Record<string, Channel> = { ...whole.channels };
    methods.forEach((method, m) => {
      const column = joined(parts[m]!);
      channels[column.name] = positionChannel(column, method);
    });
    const warnings = [...whole.warnings, ...notes.warnings(done), ...stepWarnings(whole.edgeStep.values)];
    return { ...whole, channels, warnings, step: stepOf({ ...whole.step, warnings }) };
  };
  return { add, finish };
}

/** A series as it is: its masked values stay masked. */
function asMeasured(block: Series<'energy', 'eV'>): Series<'energy', 'eV'> {
  const values = unmaskedValues(block);
  return createSeries({
    signal: values,
    dims: block.dims,
    axis: block.axis,
    coordinates: block.coordinates,
    time: block.time,
    channels: block.channels,
    metadata: block.metadata,
    mask: Uint8Array.from(values, (value) => (Number.isNaN(value) ? 1 : 0)),
    ...(block.variances === undefined ? {} : { variances: flatValues(block.variances) }),
    provenance: block.provenance,
  });
}
