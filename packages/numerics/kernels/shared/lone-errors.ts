import { crossAt, factorAt, inverseAt, mixingAt, schurFactorAt, schurInverseAt } from './line-state';
import { amplitudesAt, errorsAt, ofGaussian, ofLorentzian, shapesAt } from './lone-state';

/** Derivatives of the amplitudes by a shape, negated: L^-T D^-1 of a row of the cross products. The step changes the amplitudes by them. */
export function mix(s: usize, shape: usize, step: f64): void {
  const row = s + crossAt + shape;
  const out = s + mixingAt + shape;
  const factor = s + factorAt;
  const inverse = s + inverseAt;
  const amplitudes = s + amplitudesAt;
  const b3 = load<f64>(row + 24) * load<f64>(inverse + 24);
  const b2 = load<f64>(row + 16) * load<f64>(inverse + 16) - load<f64>(factor + 112) * b3;
  const b1 = load<f64>(row + 8) * load<f64>(inverse + 8) - load<f64>(factor + 104) * b3 - load<f64>(factor + 72) * b2;
  const b0 =
    load<f64>(row) * load<f64>(inverse) -
    load<f64>(factor + 96) * b3 -
    load<f64>(factor + 64) * b2 -
    load<f64>(factor + 32) * b1;
  store<f64>(out, b0);
  store<f64>(out + 8, b1);
  store<f64>(out + 16, b2);
  store<f64>(out + 24, b3);
  store<f64>(amplitudes, load<f64>(amplitudes) - b0 * step);
  store<f64>(amplitudes + 8, load<f64>(amplitudes + 8) - b1 * step);
  store<f64>(amplitudes + 16, load<f64>(amplitudes + 16) - b2 * step);
  store<f64>(amplitudes + 24, load<f64>(amplitudes + 24) - b3 * step);
}

/** Standard error of a quantity with these derivatives by amplitudes and shapes, as `varianceOf` has it. */
function putError(s: usize, out: usize, c0: f64, c1: f64, c2: f64, c3: f64, e0: f64, e1: f64): void {
  const factor = s + factorAt;
  const inverse = s + inverseAt;
  const mixing = s + mixingAt;
  const w1 = c1 - load<f64>(factor + 32) * c0;
  const w2 = c2 - load<f64>(factor + 64) * c0 - load<f64>(factor + 72) * w1;
  const w3 = c3 - load<f64>(factor + 96) * c0 - load<f64>(factor + 104) * w1 - load<f64>(factor + 112) * w2;
  const r0 =
    e0 -
    load<f64>(mixing) * c0 -
    load<f64>(mixing + 8) * c1 -
    load<f64>(mixing + 16) * c2 -
    load<f64>(mixing + 24) * c3;
  const r1 =
    e1 -
    load<f64>(mixing + 32) * c0 -
    load<f64>(mixing + 40) * c1 -
    load<f64>(mixing + 48) * c2 -
    load<f64>(mixing + 56) * c3 -
    load<f64>(s + schurFactorAt + 16) * r0;
  const variance =
    c0 * c0 * load<f64>(inverse) +
    w1 * w1 * load<f64>(inverse + 8) +
    w2 * w2 * load<f64>(inverse + 16) +
    w3 * w3 * load<f64>(inverse + 24) +
    r0 * r0 * load<f64>(s + schurInverseAt) +
    r1 * r1 * load<f64>(s + schurInverseAt + 8);
  store<f64>(out, variance > 0 ? Math.sqrt(variance) : NaN);
}

/** Standard errors of center, width, area, height, Lorentzian share, and background, at the shapes and amplitudes of the end. */
export function putErrors(s: usize): void {
  const out = s + errorsAt;
  const width = load<f64>(s + shapesAt + 8);
  const a = load<f64>(s + amplitudesAt + 16);
  const b = load<f64>(s + amplitudesAt + 24);
  const square = (a + b) * (a + b);
  const ofWidth = load<f64>(s + schurInverseAt + 8);
  const share = load<f64>(s + schurFactorAt + 16);
  store<f64>(out, Math.sqrt(load<f64>(s + schurInverseAt) + share * share * ofWidth));
  store<f64>(out + 8, Math.sqrt(ofWidth));
  putError(s, out + 16, 0, 0, width * ofLorentzian, width * ofGaussian, 0, a * ofLorentzian + b * ofGaussian);
  putError(s, out + 24, 0, 0, 1, 1, 0, 0);
  putError(s, out + 32, 0, 0, b / square, -a / square, 0, 0);
  putError(s, out + 40, 1, 0, 0, 0, 0, 0);
  putError(s, out + 48, 0, 1, 0, 0, 0, 0);
}
