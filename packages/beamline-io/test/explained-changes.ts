/** Changes of which nothing can be seen, by format, and why. */
const explained: Readonly<Record<string, readonly (readonly [change: RegExp, why: string])[]>> = {
  xdi: [
    [
      /digit of the header in .*energy i0 itrans/,
      'the line of labels says again what Column.N says, which is believed',
    ],
  ],
  'epics-mca': [
    [/digit of the header in .*VERSION/, 'the version of the program, which is not kept'],
    [/digit of the header in .*ROIS/, 'the number of regions, which are counted'],
  ],
  rock: [[/digit of the header in .*(Rouden|normal)/, 'version and date of the program, which are not kept']],
  'cls-events': [
    [/digit of the header in .*(#\(2\)|PSL16062|BL1606|Background)/, 'names of other events, which are not read'],
  ],
  'biologic-mpt': [[/unit (h|mA|mAh|Ohm) to /, 'columns that are kept under their own labels, in their own units']],
  'neware-csv': [
    [/digit of the header in .*CC Chg/, 'totals of a cycle and a step, which are made again of its records'],
  ],
  'gamry-dta': [
    [/unit V to mV in .*ohm/, 'a column that is kept under its own label, in its own unit'],
    [/digit of the header in .*cm\^2/, 'what a program says about a parameter'],
  ],
  'squidstat-csv': [[/unit V to mV in .*nter Electrode/, 'a column that is kept under its own label, in its own unit']],
  'lab-xrd': [[/digit of the header in .*repeat/, 'numbers of a line and a repeat, of which there is one']],
  'rigaku-ras': [
    [/columns (2 and 3|3 and 2) exchanged/, 'an intensity and its factor: their product is the same'],
    [/digit of the header/, 'settings of the instrument that are not kept'],
  ],
  vamas: [[/digit of the header in .*[eE]\+037/, 'a number beyond 1E37, which is not given however large']],
  gsas: [
    [/" +" to " ?"/, 'records of fixed columns: blanks are places, and numbers at other places are other numbers'],
    [/columns \d+ and \d+ exchanged/, 'records of fixed columns that hold the same numbers in both places'],
    [
      /digit of the header in .*(BANK|CONST|STD)/,
      'the number of records, and parameters of no meaning for a constant step',
    ],
  ],
  'cif-pattern': [[/digit of the header in .*CIF_1/, 'a comment']],
  'ill-sum': [
    [/digit of the header in .*10\.0000|columns \d+ and \d+ exchanged/, 'columns of the header that are not read'],
  ],
  'bruker-uxd': [[/digit of the header in .*(Diffrac Plus|XCH|BT86|Data for Range)/, 'a comment']],
};

/** Why nobody is told of a change; undefined where somebody should be. */
export const explanationOf = (format: string, change: string): string | undefined =>
  explained[format]?.find(([pattern]) => pattern.test(change))?.[1];
