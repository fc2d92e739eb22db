import type { InstrumentSuspect, Suspect } from './suspects.js';

const titles: Readonly<Record<InstrumentSuspect, (value: string) => string>> = {
  'instrument.qOffset': (value) => `an offset of Q of about ${value}/angstrom (instrument.qOffset)`,
  'instrument.footprint': (value) =>
    `a beam longer than the sample up to Q of about ${value}/angstrom (instrument.footprint)`,
  scale: (value) => `a scale of about ${value} (scale)`,
};

/** Of one that is no matter of the instrument; undefined of the others. */
function otherwise({ option, value, curve }: Suspect, isOneCurve: boolean): string | undefined {
  const cure = 'that describes the data far better';
  const of = isOneCurve ? '' : ` of ${curve}`;
  switch (option) {
    case 'probe':
      return value === 0
        ? ` SLDs of neutrons would describe the data${of} far better: see \`probe\`, which is x-ray.`
        : ` SLDs of X-rays of ${Number(value.toPrecision(5))} eV would describe the data${of} far better: give \`probe: x-ray\` and \`energy\`.`;
    case 'thickness':
      return ` Thicknesses and roughnesses look like ${value === 10 ? 'nanometres' : 'micrometres'}: ${cure}. Give them in angstrom.`;
    case 'sld':
      return ` SLDs look like ${value === 1e6 ? '1/angstrom^2' : '1/nm^2'}: ${cure}. Give them in 1e-6/angstrom^2.`;
    case 'q':
      return ` Q looks like 1/nm: ${cure}. Give it in 1/angstrom.`;
    default:
      return undefined;
  }
}

/** Points that a misfit is of. */
function pointsFar(points: readonly Suspect[], isOneCurve: boolean): string {
  const told = points.map(({ value, curve }) => `Q ${Number(value.toPrecision(5))}${isOneCurve ? '' : ` of ${curve}`}`);
  const [one, it] = points.length === 1 ? ['one point', 'it'] : [`${points.length} points`, 'them'];
  return ` Nearly all of chi2 is of ${one}: ${told.join(', ')}. Without ${it} the model fits: look at ${it}, or leave ${it} out.`;
}

/** What suspects are told as: nothing where there is none. */
export function suspicion(suspects: readonly Suspect[], isOneCurve: boolean): string {
  const [first] = suspects;
  if (first === undefined) return '';
  const points = suspects.filter(({ option }) => option === 'points');
  if (points.length > 0) return pointsFar(points, isOneCurve);
  const read = otherwise(first, isOneCurve);
  if (read !== undefined) return read;
  const own = suspects.filter(({ curve, gain }) => curve === first.curve && gain > 0.8 * first.gain);
  const told = own.map(({ option, value }) =>
    titles[option as InstrumentSuspect](Number(value.toPrecision(2)).toString()),
  );
  const alike = suspects.filter(({ curve, option }) => curve !== first.curve && option === first.option).length;
  const curves = `${first.curve}${alike === 0 ? '' : `, and of ${alike} more in the same way,`}`;
  return ` Residuals at low Q${isOneCurve ? '' : ` of ${curves}`} look like ${told.join(', or ')}: fit ${told.length > 1 ? 'one of them' : 'it'}.`;
}
