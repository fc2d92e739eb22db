/** How a value is written in a record of an EC-Lab binary file. */
export type StoredKind = 'float32' | 'float64' | 'uint8' | 'uint16' | 'uint32';

/** Bytes of a value. */
export const storedBytes: Readonly<Record<StoredKind, number>> = {
  float32: 4,
  float64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
};

/** Columns of which several share one byte: label and mask. */
export const flagColumns: ReadonlyMap<number, readonly [string, number]> = new Map([
  [1, ['mode', 0x03]],
  [2, ['ox/red', 0x04]],
  [3, ['error', 0x08]],
  [21, ['control changes', 0x10]],
  [31, ['Ns changes', 0x20]],
  [65, ['counter inc.', 0x80]],
]);

const float32 = (...columns: readonly (readonly [number, string])[]): [number, readonly [string, StoredKind]][] =>
  columns.map(([id, label]) => [id, [label, 'float32']]);
const float64 = (...columns: readonly (readonly [number, string])[]): [number, readonly [string, StoredKind]][] =>
  columns.map(([id, label]) => [id, [label, 'float64']]);
const harmonics = (first: number, sign: string, unit: string): [number, readonly [string, StoredKind]][] =>
  float32(...Array.from({ length: 6 }, (_, i): [number, string] => [first + i, `|${sign} h${i + 2}|/${unit}`]));

/**
 * Label (as EC-Lab's own text export writes it) and storage of each column number.
 * BioLogic publishes no list: these are found by comparing binary files with their text exports, and agree with the
 * open-source readers galvani and yadg.
 */
const numbered: ReadonlyMap<number, readonly [string, StoredKind]> = new Map<number, readonly [string, StoredKind]>([
  ...float64(
    [4, 'time/s'],
    [7, 'dq/mA.h'],
    [11, '<I>/mA'],
    [13, '(Q-Qo)/mA.h'],
    [23, 'dQ/mA.h'],
    [24, 'cycle number'],
    [74, '|Energy|/W.h'],
  ),
  ...float32(
    [5, 'control/V/mA'],
    [6, 'Ewe/V'],
    [8, 'I/mA'],
    [9, 'Ece/V'],
    [15, 'Phase(Z1)/deg'],
    [16, 'Analog IN 1/V'],
    [17, 'Analog IN 2/V'],
    [19, 'control/V'],
    [20, 'control/mA'],
  ),
  ...float32(
    [26, 'Rapp/Ohm'],
    [27, 'Ewe-Ece/V'],
    [32, 'freq/Hz'],
    [33, '|Ewe|/V'],
    [34, '|I|/A'],
    [35, 'Phase(Z)/deg'],
    [36, '|Z|/Ohm'],
    [37, 'Re(Z)/Ohm'],
    [38, '-Im(Z)/Ohm'],
  ),
  [39, ['I Range', 'uint16']],
  ...float32(
    [69, 'R/Ohm'],
    [70, 'P/W'],
    [75, 'Analog OUT/V'],
    [76, '<I>/mA'],
    [77, '<Ewe>/V'],
    [78, 'Cs-2/µF-2'],
    [96, '|Ece|/V'],
  ),
  ...float32(
    [98, 'Phase(Zce)/deg'],
    [99, '|Zce|/Ohm'],
    [100, 'Re(Zce)/Ohm'],
    [101, '-Im(Zce)/Ohm'],
    [168, 'Rcmp/Ohm'],
    [169, 'Cs/µF'],
    [172, 'Cp/µF'],
    [173, 'Cp-2/µF-2'],
    [174, '<Ewe>/V'],
  ),
  ...float64(
    [110, 'Energy ce/W.h'],
    [112, 'Energy we/W.h'],
    [115, 'Energy ce charge/W.h'],
    [116, 'Energy ce discharge/W.h'],
  ),
  ...float64(
    [123, 'Energy charge/W.h'],
    [124, 'Energy discharge/W.h'],
    [125, 'Capacitance charge/µF'],
    [126, 'Capacitance discharge/µF'],
  ),
  [131, ['Ns', 'uint16']],
  ...float32([178, '(Q-Qo)/C'], [179, 'dQ/C']),
  ...float64([182, 'step time/s'], [211, 'Q charge/discharge/mA.h']),
  [212, ['half cycle', 'uint32']],
  [213, ['z cycle', 'uint32']],
  ...float32(
    [185, '<Ece>/V'],
    [206, 'Temperature/°C'],
    [215, '<Ece>/V'],
    [217, 'THD Ewe/%'],
    [218, 'THD I/%'],
    [219, 'THD Ece/%'],
    [220, 'NSD Ewe/%'],
    [221, 'NSD I/%'],
    [222, 'NSD Ece/%'],
    [223, 'NSR Ewe/%'],
    [224, 'NSR I/%'],
    [225, 'NSR Ece/%'],
  ),
  ...harmonics(230, 'Ewe', 'V'),
  ...harmonics(236, 'I', 'A'),
  ...harmonics(242, 'Ece', 'V'),
  ...float32(
    [163, '|Estack|/V'],
    [166, 'Phase(Zstack)/deg'],
    [167, '|Zstack|/Ohm'],
    [248, 'Rac/Ohm'],
    [249, 'Rdc/Ohm'],
  ),
  [253, ['Acir/Dcir Control', 'uint8']],
  ...float32(
    [424, 'Re(Zstack)/Ohm'],
    [425, '-Im(Zstack)/Ohm'],
    [426, '<Estack>/V'],
    [430, 'Phase(Zwe-ce)/deg'],
    [431, '|Zwe-ce|/Ohm'],
    [432, 'Re(Zwe-ce)/Ohm'],
    [433, '-Im(Zwe-ce)/Ohm'],
  ),
  ...float64(
    [498, 'Q charge/mA.h'],
    [499, 'Q discharge/mA.h'],
    [500, 'step time/s'],
    [501, 'Efficiency/%'],
    [502, 'Capacity/mA.h'],
  ),
]);

/** Label and storage of a column number; later versions of EC-Lab add 256 to many of them. */
export function storedColumn(id: number): readonly [string, StoredKind] | undefined {
  return numbered.get(id) ?? (id >= 256 ? numbered.get(id - 256) : undefined);
}

/** Names of techniques by the first byte of the settings. */
export const techniqueNames: ReadonlyMap<number, string> = new Map([
  [0x04, 'Galvanostatic Cycling with Potential Limitation'],
  [0x06, 'Cyclic Voltammetry'],
  [0x0b, 'Open Circuit Voltage'],
  [0x16, 'Modular Potentio'],
  [0x18, 'Chronoamperometry'],
  [0x19, 'Chronopotentiometry'],
  [0x1c, 'Wait'],
  [0x1d, 'Potentio Electrochemical Impedance Spectroscopy'],
  [0x1e, 'Galvano Electrochemical Impedance Spectroscopy'],
  [0x30, 'Cyclic Voltammetry'],
  [0x32, 'IR compensation'],
  [0x33, 'Cyclic Voltammetry Advanced'],
  [0x6c, 'Linear Sweep Voltammetry'],
  [0x77, 'Galvanostatic Cycling with Potential Limitation'],
  [0x7f, 'Modulo Bat'],
  [0x88, 'Battery Capacity Determination'],
]);
