/** A name as mathjs knows it, times a number; without name where it only counts something. */
export interface KnownUnit {
  readonly name?: string;
  readonly factor: number;
}

const known = (name: string | undefined, factor = 1): KnownUnit => (name === undefined ? { factor } : { name, factor });

/** Names that mathjs does not have, in lower case and without underscores. */
const names: ReadonlyMap<string, KnownUnit> = new Map([
  ...['count', 'counts', 'cts', 'ct', 'dimensionless', 'photon', 'photons', 'ph'].map(
    (name) => [name, known(undefined)] as const,
  ),
  ['percent', known(undefined, 0.01)],
  ['ppm', known(undefined, 1e-6)],
  ['cps', known('Hz')],
  ...['degreecelsius', 'degreescelsius', 'celsius', 'degc', 'degreec', 'degreesc'].map(
    (name) => [name, known('degC')] as const,
  ),
  ...['degreefahrenheit', 'degreesfahrenheit', 'fahrenheit', 'degf'].map((name) => [name, known('degF')] as const),
  ...['degreekelvin', 'degreeskelvin', 'degk'].map((name) => [name, known('K')] as const),
  ...['ev', 'kev'].map((name) => [name, known(name === 'ev' ? 'eV' : 'keV')] as const),
  ...['aa', 'ang', 'angs'].map((name) => [name, known('angstrom')] as const),
  ...['micron', 'microns'].map((name) => [name, known('um')] as const),
  ['barn', known('m^2', 1e-28)],
  ['barns', known('m^2', 1e-28)],
  ...['usec', 'musec'].map((name) => [name, known('us')] as const),
  ['msec', known('ms')],
  ['nsec', known('ns')],
]);
/** The same where upper and lower case differ in meaning. */
const exact: ReadonlyMap<string, KnownUnit> = new Map([
  ['d', known('day')],
  ['Mev', known('MeV')],
  ['MEV', known('MeV')],
  ['AA', known('angstrom')],
]);

const prefix = '(?:p|n|u|m|c|k|M)?';
const ampereHours = new RegExp(`^(${prefix}[AW])h$`);

/** Spellings of a unit's name that may be looked up one after another: as it is, without underscores, in lower case, of British letters. */
export function unitCandidates(given: string): KnownUnit[] {
  const name = given.replaceAll('_', '');
  const hours = ampereHours.exec(name);
  if (hours !== null) return [known(`${hours[1]} h`)];
  const listed = exact.get(name) ?? names.get(name.toLowerCase());
  if (listed !== undefined) return [listed];
  // Short names mean other things in capitals: mS and MS, S and s.
  const lower = name.length > 3 ? [name.toLowerCase()] : [];
  return [name, ...lower].map((each) => known(each.replace(/metre(s?)$/, 'meter$1').replace(/litre(s?)$/, 'liter$1')));
}
