import { fillNormal, fillPulls } from './count-model.js';
import type { CountSpace, CountWindow } from './count-space.js';

/** Gradient and expected information at the model. */
export function fillInformation(space: CountSpace): void {
  fillPulls(space, false);
  fillNormal(space, space.parameters);
}

/** What the second derivatives of a peak that moves take from the information. */
function takeSeconds(space: CountSpace, { widths }: CountWindow, peak: number): void {
  const { columns, x, pulls, values, widthOf, placeOf, normal, gradient, points, parameters: n } = space;
  const place = placeOf[peak]!;
  const own = widthOf[peak]!;
  const isWide = own >= 0;
  const area = values[peak]!;
  const center = values[place]!;
  const width = isWide ? values[own]! : widths[peak]!;
  let [places, crossed, both] = [0, 0, 0];
  for (let i = 0; i < points; i++) {
    const u = (2 * (x[i]! - center)) / width;
    const t = 2 * Math.LN2 * u * u;
    const pull = pulls[i]! * columns[peak * points + i]!;
    places += pull * (2 * t - 1);
    if (!isWide) continue;
    crossed += pull * u * (t - 3);
    both += pull * (t * t - 5 * t + 2);
  }
  const perWidths = area / (width * width);
  normal[place * n + peak]! -= gradient[place]! / area;
  normal[place * n + place]! -= 8 * Math.LN2 * perWidths * places;
  if (!isWide) return;
  normal[own * n + peak]! -= gradient[own]! / area;
  normal[own * n + place]! -= 4 * Math.LN2 * perWidths * crossed;
  normal[own * n + own]! -= perWidths * both;
}

/** Gradient and curvature of the likelihood itself at the model and the values: what Newton's steps need, near a minimum. */
export function fillCurvature(space: CountSpace, window: CountWindow): void {
  const { peaks, placeOf } = space;
  fillPulls(space, true);
  fillNormal(space, space.parameters);
  for (let k = 0; k < peaks; k++) if (placeOf[k]! >= 0) takeSeconds(space, window, k);
}
