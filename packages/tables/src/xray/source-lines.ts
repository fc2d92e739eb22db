/**
 * Lines of radioactive sources in keV, for calibration. Source: decay data evaluation project (DDEP), rounded to 1 eV or better.
 */
export const sourceLines: Readonly<Record<string, readonly number[]>> = {
  '57Co': [14.41295, 122.06065, 136.47356],
  '109Cd': [22.16292, 88.0336],
  '241Am': [26.3446, 59.5409],
  '133Ba': [53.1622, 80.9979, 276.3989, 302.8508, 356.0129],
};
