import { OperandoError } from '../error.js';
import type { OperandoWarning } from '../error.js';
import { createFrameTime } from '../series/frame-time.js';
import type { Channel, ProvenanceStep, Series } from '../series/series.js';
import { joinMaskWarnings } from '../series/masked-points.js';
import { createSeries } from '../series/series.js';
import { flatMask, flatValues } from '../series/stack.js';

/** The parts of blocks one after another. */
function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function joinedBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A channel of all blocks: NaN in those that have none of it. */
function joinedChannel(name: string, blocks: readonly Series[]): Channel {
  const own = blocks.map(({ channels }) => channels[name]);
  const first = own.find((channel) => channel !== undefined)!;
  const missing = (block: number): Float64Array => new Float64Array(blocks[block]!.time.start.length).fill(Number.NaN);
  const odd = own.find((channel) => channel !== undefined && channel.unit !== first.unit);
  if (odd !== undefined) {
    throw new OperandoError('unit-mismatch', `channel ${name} is in ${first.unit} and in ${odd.unit}.`, {
      cure: 'Convert it to one unit first.',
    });
  }
  return {
    ...first,
    values: joined(own.map((channel, b) => channel?.values ?? missing(b))),
    ...(own.every((channel) => channel?.stderr === undefined)
      ? {}
      : { stderr: joined(own.map((channel, b) => channel?.stderr ?? missing(b))) }),
    ...(own.every((channel) => channel?.status === undefined)
      ? {}
      : { status: joinedBytes(own.map((channel, b) => channel?.status ?? new Uint8Array(missing(b).length))) }),
  };
}

/**
 * What tells warnings of blocks apart. What two blocks have masked alike is still masked in both; what is said of more frames than a
 * block has is said of all of them, once.
 */
const keyOf = (warning: OperandoWarning, frames: number): object | string =>
  warning.masked !== undefined && warning.masked.total <= frames ? warning.masked : JSON.stringify(warning);

/** Steps that all blocks have alike, each once, with all that was said by any of them. */
function joinedSteps(blocks: readonly Series[]): ProvenanceStep[] {
  const steps = new Map<
    string,
    { readonly step: ProvenanceStep; readonly said: Map<object | string, OperandoWarning> }
  >();
  const frames = blocks.reduce((sum, { time }) => sum + time.start.length, 0);
  for (const { provenance, time } of blocks)
    for (const step of provenance) {
      const key = JSON.stringify([step.step, step.options]);
      const known = steps.get(key) ?? { step, said: new Map<object | string, OperandoWarning>() };
      steps.set(key, known);
      for (const warning of step.warnings ?? []) known.said.set(keyOf(warning, time.start.length), warning);
    }
  return Array.from(steps.values(), ({ step, said }) =>
    step.warnings === undefined && said.size === 0
      ? step
      : { ...step, warnings: joinMaskWarnings([...said.values()], frames) },
  );
}

/**
 * Series on one axis and clock, one after another, as one. Steps of the provenance that all have alike stand once, with the
 * warnings of all.
 *
 * @throws OperandoError `shape-mismatch` for other axes, dimensions, or where only some have variances; `unit-mismatch` for a
 * channel in several units; `invalid-argument` for clocks that begin at different moments; `time-backwards`.
 */
export function concatenateSeries<Name extends string, Unit extends string>(
  blocks: readonly Series<Name, Unit>[],
): Series<Name, Unit> {
  const [first] = blocks;
  if (first === undefined) throw new OperandoError('invalid-argument', 'there are no series to put together.');
  if (blocks.length === 1) return first;
  blocks.forEach((block, b) => {
    const other =
      block.axis !== first.axis &&
      (block.axis.size !== first.axis.size || block.axis.values.some((value, i) => value !== first.axis.values[i]));
    if (other || block.dims.join() !== first.dims.join()) {
      throw new OperandoError('shape-mismatch', `series ${b} has another axis, or other dimensions, than the first.`, {
        cure: 'Bring them to one axis first.',
      });
    }
    if ((block.variances === undefined) !== (first.variances === undefined)) {
      throw new OperandoError('shape-mismatch', `of the first series and series ${b} only one has variances.`);
    }
    if (block.time.epoch !== first.time.epoch) {
      throw new OperandoError(
        'invalid-argument',
        `the clock of series ${b} begins at another moment than that of the first.`,
        {
          cure: 'Give all frames one epoch.',
        },
      );
    }
  });
  const names = [...new Set(blocks.flatMap(({ channels }) => Object.keys(channels)))];
  return createSeries({
    signal: joined(blocks.map(({ signal }) => flatValues(signal))),
    dims: first.dims,
    axis: first.axis,
    coordinates: first.coordinates,
    time: createFrameTime({
      ...first.time,
      start: joined(blocks.map(({ time }) => time.start)),
      duration: joined(blocks.map(({ time }) => time.duration)),
    }),
    channels: Object.fromEntries(names.map((name) => [name, joinedChannel(name, blocks)])),
    ...(first.variances === undefined
      ? {}
      : { variances: joined(blocks.map(({ variances }) => flatValues(variances!))) }),
    ...(blocks.every(({ mask }) => mask === undefined)
      ? {}
      : {
          mask: joinedBytes(
            blocks.map(({ mask, signal }) => (mask === undefined ? new Uint8Array(signal.size) : flatMask(mask))),
          ),
        }),
    metadata: first.metadata,
    provenance: joinedSteps(blocks),
  });
}
