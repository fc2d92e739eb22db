const rate =
  /^(?:cps|hz|(?:1|(?:counts?|cts?|c|photons?|ph)\.?) ?(?:\/|per) ?s(?:ec(?:onds?)?)?|(?:(?:counts?|cts?) ?)?s(?:\^?-1|⁻¹))$/i;

/** Whether a unit is one of a rate of counts: `counts/s`, `cps`, `cts/sec`, `Hz`, `s^-1`. */
export const isRateUnit = (unit: string): boolean => rate.test(unit.trim());
