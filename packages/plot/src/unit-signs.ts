const signs: Readonly<Record<string, string>> = { angstrom: 'Å', deg: '°', um: 'µm', ohm: 'Ω', degC: '°C', '1': '' };

const raised = (digits: string): string => Array.from(digits, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!).join('');

/**
 * A unit as people write it on axes: `angstrom` as Å, `1e-6/angstrom^2` as 10⁻⁶ Å⁻². Undefined for `1` and where it is not known;
 * as it is where it is no unit of one name.
 */
export function unitSigns(unit: string): string | undefined {
  const [, exponent, over, name, power] = /^(?:(?:1e(-?\d+)|1)?(\/))?\s*([A-Za-z]+|1)(?:\^(\d+))?$/.exec(unit) ?? [];
  if (name === undefined) return unit === '' ? undefined : unit;
  const factor =
    exponent === undefined ? '' : `10${exponent.startsWith('-') ? '⁻' : ''}${raised(exponent.replace('-', ''))} `;
  const raisedBy = over === undefined ? (power ?? '') : (power ?? '1');
  const sign = `${signs[name] ?? name}${over === undefined ? '' : '⁻'}${raised(raisedBy)}`;
  return sign === '' ? undefined : `${factor}${sign}`;
}
