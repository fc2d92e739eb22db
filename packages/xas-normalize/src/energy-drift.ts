import { statusOf, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { joinBytes, joinNumbers } from '@operando/numerics';
import { alignEnergy, alignmentReference } from './align-energy.js';
import type { AlignEnergyOptions, AlignmentReference, AlignmentSpectrum, EnergyAlignment } from './align-energy.js';
import { rememberedTools } from './grid-tools.js';

/** What a status says of a frame. */
function problemOf(status: EnergyAlignment['status']): string {
  if (status === 'at-bound') return 'no agreement within the largest shift';
  if (status === 'misfit') return 'its shape is not that of the reference';
  return 'the fit was left before its minimum';
}

/** Options of {@link energyDrift}. */
export interface EnergyDriftOptions extends AlignEnergyOptions {
  /** What every frame is compared with: a spectrum of the foil, or the number of a frame. @default 0 */
  readonly reference?: number | AlignmentSpectrum | AlignmentReference | undefined;
}

/** How the energy scale of a series moved. */
export interface EnergyDrift {
  /** eV to be **added** to the energies of each frame; where a frame failed, on the line between its neighbours. */
  readonly shift: Float64Array;
  /** Standard errors; where a frame failed, the larger one of its neighbours and half of how far they are apart. */
  readonly stderr: Float64Array;
  /** What was left of the foil's spectrum, as a share of the reference; NaN where a frame failed. */
  readonly misfit: Float64Array;
  /** Bytes of `statusNames`: `converged`; `held` where a frame failed and lies between its neighbours. */
  readonly status: Uint8Array;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/** Takes frames of the foil, some at a time. */
export interface EnergyDriftCollector {
  /** @param stack The foil's absorption in the next frames. @throws OperandoError as {@link energyDrift}. */
  add(this: void, stack: Float64Array): void;
  /** @throws OperandoError `no-edge` when no frame could be aligned. */
  finish(this: void): EnergyDrift;
}

/** What was found of some frames that follow each other. */
type DriftPart = Omit<EnergyDrift, 'warnings'>;

/** The spectrum that frames are compared with. */
function referenceAmong(
  { reference = 0 }: EnergyDriftOptions,
  alignment: AlignEnergyOptions,
  row: (frame: number) => AlignmentSpectrum,
  frames: number,
): AlignmentReference {
  if (typeof reference === 'number' && !(Number.isInteger(reference) && reference >= 0 && reference < frames)) {
    throw new OperandoError('invalid-argument', `the reference is frame ${reference} of ${frames}.`, {
      where: { parameter: 'reference' },
    });
  }
  const given = typeof reference === 'number' ? row(reference) : reference;
  return 'values' in given ? given : alignmentReference(given, alignment);
}

/**
 * {@link energyDrift} of a series that need not be in memory: its frames come some at a time. A number as `reference` is one of the
 * frames that come first.
 *
 * @param energy Increasing, eV.
 * @throws OperandoError as {@link energyDrift}; `shape-mismatch` for values that are no whole frames.
 */
export function createEnergyDrift(
  energy: ArrayLike<number>,
  { compare = 'smoothed', ...options }: EnergyDriftOptions = {},
): EnergyDriftCollector {
  const { reference: _reference, ...rest } = options;
  const alignment: AlignEnergyOptions = { ...rest, compare };
  const points = energy.length;
  const tools = rememberedTools();
  const parts: DriftPart[] = [];
  const warnings: OperandoWarning[] = [];
  let target: AlignmentReference | undefined;
  let done = 0;
  const add = (stack: Float64Array): void => {
    const frames = stack.length / points;
    if (!Number.isInteger(frames) || frames === 0)
      throw new OperandoError('shape-mismatch', `${stack.length} values are no frames of ${points} energies.`);
    const row = (frame: number): AlignmentSpectrum => ({
      energy,
      mu: stack.subarray(frame * points, (frame + 1) * points),
    });
    target ??= referenceAmong(options, alignment, row, frames);
    const part = {
      shift: new Float64Array(frames).fill(Number.NaN),
      stderr: new Float64Array(frames).fill(Number.NaN),
      misfit: new Float64Array(frames).fill(Number.NaN),
      status: new Uint8Array(frames).fill(statusOf.converged),
    };
    for (let k = 0; k < frames; k++) {
      let problem: string | undefined;
      try {
        const found = alignEnergy(row(k), target, alignment, tools);
        if (found.status === 'converged') {
          part.shift[k] = found.shift;
          part.stderr[k] = found.stderr;
          part.misfit[k] = found.misfit;
        } else problem = problemOf(found.status);
      } catch (error) {
        if (!(error instanceof OperandoError)) throw error;
        problem = error.message;
      }
      if (problem === undefined) continue;
      const frame = done + k;
      part.status[k] = statusOf.held;
      warnings.push({ code: 'not-aligned', message: `frame ${frame}: ${problem}`, where: { frame } });
    }
    parts.push(part);
    done += frames;
  };
  const finish = (): EnergyDrift => {
    const shift = joinNumbers(parts.map((part) => part.shift));
    const stderr = joinNumbers(parts.map((part) => part.stderr));
    const misfit = joinNumbers(parts.map((part) => part.misfit));
    const status = joinBytes(parts.map((part) => part.status));
    fillFailed(shift, stderr, status);
    return { shift, stderr, misfit, status, warnings };
  };
  return { add, finish };
}

/**
 * Energy shift of every frame of a series by the reference foil measured along with it. The foil is the same in all frames,
 * so smoothed normalized spectra are compared unless told otherwise: derivatives of quick scans are noise to a large part.
 *
 * @param energy Increasing, eV.
 * @param stack The foil's absorption, frames x energies, row after row.
 * @throws OperandoError `shape-mismatch`; as `alignmentReference` for the reference; `no-edge` when no frame can be aligned.
 */
export function energyDrift(
  energy: ArrayLike<number>,
  stack: Float64Array,
  options: EnergyDriftOptions = {},
): EnergyDrift {
  const { add, finish } = createEnergyDrift(energy, options);
  add(stack);
  return finish();
}

/** A monochromator drifts slowly: frames between two good ones lie on the line between them. */
function fillFailed(shift: Float64Array, stderr: Float64Array, status: Uint8Array): void {
  const good = [...status.keys()].filter((frame) => status[frame] === statusOf.converged);
  if (good.length === 0)
    throw new OperandoError('no-edge', 'no frame could be aligned with the reference.', {
      cure: 'Check that the channel is the reference foil, the window, and the largest shift.',
    });
  let k = 0;
  for (let frame = 0; frame < shift.length; frame++) {
    if (status[frame] === statusOf.converged) continue;
    while (k < good.length - 1 && good[k + 1]! < frame) k++;
    const before = good[k]!;
    const after = good[Math.min(good.length - 1, before < frame ? k + 1 : k)]!;
    const t = after === before ? 0 : (frame - before) / (after - before);
    shift[frame] = (1 - t) * shift[before]! + t * shift[after]!;
    stderr[frame] = Math.max(stderr[before]!, stderr[after]!, 0.5 * Math.abs(shift[after]! - shift[before]!));
  }
}
