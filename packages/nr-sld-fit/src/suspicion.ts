import type { Reading } from './readings.js';
import type { InstrumentSuspect, Suspect } from './suspects.js';

const titles: Readonly<Record<InstrumentSuspect, (value: string) => string>> = {
  'instrument.qOffset': (value) => `an offset of Q of about ${value}/angstrom (instrument.qOffset)`,
  'instrument.footprint': (value) =>
    `a beam longer than the sample up to Q of about ${value}/angstrom (instrument.footprint)`,
  scale: (value) => `a scale of about ${value} (scale)`,
};

const better = 'that describes the data far better';
/** What else models and data may mean. @param of The curve, where there are several */
const meanings: Readonly<Record<Reading['option'], (value: number, of: string) => string>> = {
  probe: (value, of) =>
    value === 0
      ? ` SLDs of neutrons would describe the data${of} far better: see \`probe\`, which is x-ray.`
      : ` SLDs of X-rays of ${Number(value.toPrecision(5))} eV would describe the data${of} far better: give \`probe: x-ray\` and \`energy\`.`,
  thickness: (value) =>
    ` Thicknesses and roughnesses look like ${value === 10 ? 'nanometres' : 'micrometres'}: ${better}. Give them in angstrom.`,
  sld: (value) =>
    ` SLDs look like ${value === 1e6 ? '1/angstrom^2' : '1/nm^2'}: ${better}. Give them in 1e-6/angstrom^2.`,
  resolution: (value) =>
    ` Widths of Q look like ${value > 1 ? 'standard deviations' : 'full widths at half maximum'}: ${better}. Say what they are (kind of the resolution; of files --column-kind).`,
  widths: (value) =>
    ` Widths of Q look ten times too ${value < 1 ? 'wide, as in 1/nm' : 'narrow, as in 1/angstrom beside Q in 1/nm'}: ${better}. Give them in the unit of Q.`,
  q: () => ` Q looks like 1/nm: ${better}. Give it in 1/angstrom.`,
};

const isMeaning = (option: Suspect['option']): option is Reading['option'] => Object.hasOwn(meanings, option);
const isOfInstrument = (option: Suspect['option']): option is InstrumentSuspect => Object.hasOwn(titles, option);

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
  if (isMeaning(first.option)) return meanings[first.option](first.value, isOneCurve ? '' : ` of ${first.curve}`);
  const own = suspects.filter(({ curve, gain }) => curve === first.curve && gain > 0.8 * first.gain);
  const told = own.flatMap(({ option, value }) =>
    isOfInstrument(option) ? [titles[option](Number(value.toPrecision(2)).toString())] : [],
  );
  const alike = suspects.filter(({ curve, option }) => curve !== first.curve && option === first.option).length;
  const curves = `${first.curve}${alike === 0 ? '' : `, and of ${alike} more in the same way,`}`;
  return ` Residuals at low Q${isOneCurve ? '' : ` of ${curves}`} look like ${told.join(', or ')}: fit ${told.length > 1 ? 'one of them' : 'it'}.`;
}
