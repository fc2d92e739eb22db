import { frontChange } from './blurred-front.js';

/** Profiles in the rows of a layer that a front moves through. */
export interface FrontData {
  /** [frame x row], and variances. */
  readonly values: Float64Array;
  readonly variances: Float64Array;
  readonly frames: number;
  readonly rows: number;
  /** Standard error of what moves all rows of a frame together. */
  readonly offsetStderr: Float64Array;
  /** Standard deviation of the blur of the camera, rows; 0 leaves in what it does to the logarithm. */
  readonly psfSigma: number;
}

/** Parameters of a series: a profile that stays and the height of the front in common; centre, width and offset of each frame. */
export interface FrontState {
  /** [rows]: what does not change. */
  readonly base: Float64Array;
  height: number;
  readonly center: Float64Array;
  readonly width: Float64Array;
  readonly offset: Float64Array;
}

/** Parameters that each frame has: centre, width and offset. */
export const perFrame = 3;

/**
 * Normal equations of all frames: rows and the height of the front are shared, others are of one frame. What two rows share is nothing,
 * what two frames share neither: one or the other can be eliminated.
 */
export interface FrontEquations {
  readonly rows: number;
  readonly frames: number;
  /** Of each row with itself, and with the height; of the height with itself. */
  readonly rowWeights: Float64Array;
  readonly heightCross: Float64Array;
  readonly heightWeight: number;
  /** Right side: rows, then the height. */
  readonly sharedRight: Float64Array;
  /** [frame][3 x 3], [frame][3 x (rows, height)], [frame][3]. */
  readonly own: Float64Array;
  readonly cross: Float64Array;
  readonly ownRight: Float64Array;
}

/** A step: of rows and height, and of [frame][3]. */
export interface FrontStep {
  readonly shared: Float64Array;
  readonly own: Float64Array;
}

/** Variances of the height, and of [frame][centre, width], all other parameters free. */
export interface FrontVariances {
  readonly height: number;
  readonly own: Float64Array;
}

/** Normal equations at a state. */
export function equationsOf(data: FrontData, state: FrontState): FrontEquations {
  const { values, variances, rows, frames, offsetStderr, psfSigma } = data;
  const { height } = state;
  const n = rows + 1;
  const rowWeights = new Float64Array(rows);
  const heightCross = new Float64Array(rows);
  let heightWeight = 0;
  const sharedRight = new Float64Array(n);
  const own = new Float64Array(frames * 9);
  const cross = new Float64Array(frames * perFrame * n);
  const ownRight = new Float64Array(frames * perFrame);
  const slopes = new Float64Array(perFrame);
  const add = (target: Float64Array, at: number, value: number): void => {
    target[at] = target[at]! + value;
  };
  for (let f = 0; f < frames; f++) {
    const [center, width, offset] = [state.center[f]!, state.width[f]!, state.offset[f]!];
    const prior = 1 / offsetStderr[f]! ** 2;
    add(own, f * 9 + 8, prior);
    add(ownRight, f * 3 + 2, -prior * offset);
    for (let y = 0; y < rows; y++) {
      const weight = 1 / variances[f * rows + y]!;
      const change = frontChange(y, { height, center, width }, psfSigma);
      const share = change.byHeight;
      const residual = values[f * rows + y]! - state.base[y]! - change.value - offset;
      slopes[0] = change.byCenter;
      slopes[1] = change.byWidth;
      slopes[2] = 1;
      add(rowWeights, y, weight);
      add(heightCross, y, weight * share);
      heightWeight += weight * share * share;
      add(sharedRight, y, weight * residual);
      add(sharedRight, rows, weight * residual * share);
      for (let i = 0; i < perFrame; i++) {
        const scaled = weight * slopes[i]!;
        add(ownRight, f * 3 + i, scaled * residual);
        add(cross, (f * 3 + i) * n + y, scaled);
        add(cross, (f * 3 + i) * n + rows, scaled * share);
        for (let j = 0; j < perFrame; j++) add(own, f * 9 + 3 * i + j, scaled * slopes[j]!);
      }
    }
  }
  return { rows, frames, rowWeights, heightCross, heightWeight, sharedRight, own, cross, ownRight };
}
