/**
 * How a volume moved: a point of the fixed volume at (z, y, x) lies in the moving one at (z, y, x) + shift + strain x (z +
 * 1/2) along z + rotation x (place - middle). Strain is about the upper face of the volume; angles are small.
 */
export interface Motion {
  /** Voxels. */
  readonly dz: number;
  /** Voxels. */
  readonly dy: number;
  /** Voxels. */
  readonly dx: number;
  /** Relative elongation along z. */
  readonly strain: number;
  /** Radians about the axes z, y and x through the midpoint of the volume. */
  readonly rotation: readonly [z: number, y: number, x: number];
}

/** No motion. */
export const atRest: Motion = { dz: 0, dy: 0, dx: 0, strain: 0, rotation: [0, 0, 0] };

/** What may be free: a shift; with axial strain; with rotations; with both. */
export type MotionModel = 'shift' | 'axial-strain' | 'rigid' | 'rigid-strain';

/** Parameters of a model, in the order dz, dy, dx, strain, rotations about z, y, x. */
export function freeParameters(model: MotionModel): number[] {
  const strain = model === 'axial-strain' || model === 'rigid-strain' ? [3] : [];
  const rotation = model === 'rigid' || model === 'rigid-strain' ? [4, 5, 6] : [];
  return [0, 1, 2, ...strain, ...rotation];
}

/** A motion from all its parameters. */
export function motionOf(p: ArrayLike<number>): Motion {
  return { dz: p[0]!, dy: p[1]!, dx: p[2]!, strain: p[3]!, rotation: [p[4]!, p[5]!, p[6]!] };
}

/** All parameters of a motion. */
export function parametersOf({ dz, dy, dx, strain, rotation }: Motion): Float64Array {
  return Float64Array.of(dz, dy, dx, strain, ...rotation);
}
