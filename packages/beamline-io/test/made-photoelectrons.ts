/** A spectrum as programs export it: energies that fall, and counts. */
export const madeEnergies: readonly number[] = Array.from({ length: 40 }, (_, i) => 540 - 0.5 * i);
/** Counts of a line on a step. */
export const madeIntensities: readonly number[] = madeEnergies.map((energy) =>
  Math.round(150 + 5 * (energy - 520) + 900 * Math.exp(-(((energy - 530.5) / 1.1) ** 2))),
);

/** Text of SpecsLab Prodigy, from the public descriptions of its header. @param dates When each spectrum was begun. */
export function madeSpecs(dates: readonly string[], axis: 'Binding' | 'Kinetic' = 'Binding'): string {
  const head = (date: string): string =>
    `# Group:                       cell A
#
#   Region:                        O 1s
#
# Acquisition Date:              ${date}
# Analysis Method:               XPS
# Analyzer:                      PHOIBOS 150
# Values/Curve:                  ${madeEnergies.length}
# Dwell Time:                    0.5
# Excitation Energy:             1486.61
# Pass Energy:                   20
# Eff. Workfunction:             4.31
# Number of Scans:               2
# Comment:
#
# Energy axis:                   ${axis} Energy
# Count rate:                    Counts per Second
#
# ColumnLabels: energy counts/s
# Cycle: 0, Curve: 0`;
  const energies = axis === 'Binding' ? madeEnergies : madeEnergies.map((energy) => 1486.61 - energy);
  const rows = energies.map((energy, i) => `${energy.toFixed(2)}  ${madeIntensities[i]!}`).join('\n');
  const blocks = dates.map((date) => `${head(date)}\n\n${rows}\n\n`);
  return `# Created by:        SpecsLab Prodigy, Version 4.86.2-r103043\n#\n${blocks.join('')}`;
}

/** Text of Scienta's SES, of regions of a number of slices. */
export function madeScienta(regions: readonly string[], slices = 1, date = '2022-03-12'): string {
  const region = (name: string, k: number): string => `[Region ${k}]
Region Name=${name}
Dimension 1 name=Binding Energy [eV]
Dimension 1 size=${madeEnergies.length}
Dimension 1 scale=${madeEnergies.join(' ')}
Dimension 2 name=Y-Scale [mm]
Dimension 2 size=${slices}

[Info ${k}]
Region Name=${name}
Lens Mode=Transmission
Pass Energy=100
Number of Sweeps=2
Excitation Energy=1486.6
Energy Scale=Binding
Energy Step=0.5
Step Time=500
Date=${date}
Time=13:59:43

[Data ${k}]
${madeEnergies
  .map(
    (energy, i) =>
      ` ${[energy, ...Array.from({ length: slices }, () => madeIntensities[i]!)].map((value) => value.toExponential(7)).join('  ')}`,
  )
  .join('\n')}
`;
  return `[Info]\nNumber of Regions=${regions.length}\nVersion=1.3.1\n\n${regions.map((name, r) => region(name, r + 1)).join('\n')}`;
}
