/** Where a track will be: center and its standard deviation. */
export interface Prediction {
  readonly center: number;
  readonly sigma: number;
  /** Change per frame. */
  readonly velocity: number;
}

/** Centers of the last frames, oldest first. */
export interface Sighting {
  readonly frame: number;
  readonly center: number;
  readonly stderr: number;
}

/** Sightings that a prediction uses. */
export const memory = 8;
/** Change of velocity per frame that is taken for granted, in widths. */
const restlessness = 0.004;

/**
 * Line through the last sightings, weighted by their errors, carried on to a
 * frame; its uncertainty grows with the frames in between as lattice rates may
 * change. With fewer than three sightings: the last place, within a fifth of a width.
 */
export function predict(sightings: readonly Sighting[], frame: number, fwhm: number): Prediction {
  const last = sightings.at(-1)!;
  const steps = Math.abs(frame - last.frame);
  const drift = restlessness * fwhm * steps * (steps + 1) * 0.5;
  if (sightings.length < 3)
    return {
      center: last.center,
      sigma: Math.hypot(last.stderr, 0.1 * fwhm * Math.sqrt(Math.max(1, steps))),
      velocity: 0,
    };
  let s = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let sxy = 0;
  for (const sighting of sightings) {
    // Errors of a few counts must not let single frames rule: a floor of a fiftieth of a width.
    const weight = 1 / (sighting.stderr ** 2 + (0.02 * fwhm) ** 2);
    const x = sighting.frame - frame;
    s += weight;
    sx += weight * x;
    sy += weight * sighting.center;
    sxx += weight * x * x;
    sxy += weight * x * sighting.center;
  }
  const determinant = s * sxx - sx * sx;
  const center = (sxx * sy - sx * sxy) / determinant;
  const velocity = (s * sxy - sx * sy) / determinant;
  return { center, sigma: Math.hypot(Math.sqrt(sxx / determinant), drift), velocity };
}
