import type { OperandoWarning } from '@operando/core';
import { beginsWith, binaryFile } from '../bytes/binary.js';
import type { BinaryFile } from '../bytes/binary.js';
import type { BytesFormat, ParseOptions } from '../format.js';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { withFullYear } from '../text/date-time.js';
import { said } from '../text/said.js';
import { statedMoment } from '../text/stated-moment.js';
import { ranges400 } from './bruker-raw-4.js';
import { ranges1, ranges101, ranges2 } from './bruker-raw-ranges.js';
import type { RawFile, RawRange } from './bruker-raw-ranges.js';
import { otherAngleAxis, powderTable } from './powder-table.js';
import { positiveScalar, radiationScalars } from './radiation.js';

const layouts: readonly (readonly [mark: string, read: (file: BinaryFile) => RawFile])[] = [
  ['RAW1.01\0', ranges101],
  ['RAW4.00\0', ranges400],
  ['RAW2', ranges2],
  ['RAW ', ranges1],
];

const layoutOf = (bytes: Uint8Array): ((file: BinaryFile) => RawFile) | undefined =>
  layouts.find(([mark]) => beginsWith(bytes, mark))?.[1];

/** Temperatures that a header can mean; others are what was left in its place. */
const isTemperature = (kelvin: number): boolean => kelvin > 1 && kelvin < 4000;

function tableOf(
  file: BinaryFile,
  { version, texts, moment }: RawFile,
  range: RawRange,
  dates: ParseOptions,
): ColumnTable {
  const { title, start, step, steps, seconds, radiation, temperature, at, stride } = range;
  // Scans of other axes (rocking curves) have another angle here.
  const coupled = title === '' || /coupled|2theta|detector scan/i.test(title);
  const warnings: OperandoWarning[] = [];
  if (!coupled)
    warnings.push({
      code: 'axis-unknown',
      message: said`The scan is of the kind ${JSON.stringify(title)}: its angle may not be two-theta.`,
    });
  if (stride > 4)
    warnings.push({
      code: 'columns-left-out',
      message: `Each point has ${stride} bytes: the first four are its intensity, the others were left out.`,
    });
  const began = statedMoment(withFullYear(moment), {
    label: 'date',
    order: dates.dateOrder,
    usual: 'month-first',
  });
  const table = powderTable(
    'bruker-raw',
    Float64Array.from({ length: steps }, (_, i) => start + i * step),
    Float64Array.from({ length: steps }, (_, i) => file.float32(at + stride * i)),
    {
      ...(coupled ? {} : { axis: otherAngleAxis }),
      metadata: {
        version,
        ...Object.fromEntries(Object.entries(texts)),
        ...(title === '' ? {} : { scan_type: title }),
      },
      scalars: {
        ...radiationScalars(radiation),
        ...positiveScalar('time_per_step', seconds, 's'),
        ...(isTemperature(temperature) ? positiveScalar('temperature', temperature, 'K') : {}),
      },
      time: began.moment === undefined ? undefined : { epoch: began.moment.epoch, zone: began.moment.zone },
      warnings: [...warnings, ...began.warnings],
    },
  );
  const [angles, counts] = table.columns;
  return { ...table, columns: [angles!, { ...counts!, label: 'counts' }] };
}

function scansOf(bytes: Uint8Array, options: ParseOptions): ScansOfFile {
  const file = binaryFile(bytes);
  const whole = (layoutOf(bytes) ?? ranges400)(file);
  return {
    scans: numberedScans(
      whole.ranges.map(({ steps }) => steps),
      (i) => whole.ranges[i]!.title,
    ),
    table: (i) => tableOf(file, whole, whole.ranges[i]!, options),
  };
}

/**
 * Bruker and Siemens .raw of versions 1, 2, 1.01 (3) and 4.00: every range of angles with its counts, wavelengths, step time and
 * temperature. Layouts as in the program's manuals, as far as these are published; 1.01 equals Bruker's own conversion to UXD, and the
 * sizes of 4.00 files add up to the byte.
 *
 * @throws OperandoError `malformed-file`, `truncated-file` for fewer points than announced; `invalid-argument` for a range that is not there.
 */
export function parseBrukerRaw(bytes: Uint8Array, options: ParseOptions = {}): ColumnTable {
  return chosenTable(scansOf(bytes, options), options.scan);
}

/** Bruker binary. Headers of versions 1 and 2 hold zeros, texts that begin alike do not. */
export const brukerRaw: BytesFormat = {
  id: 'bruker-raw',
  title: 'Bruker .raw',
  kind: 'bytes',
  sniff: ({ bytes }) => (layoutOf(bytes) !== undefined && bytes.subarray(0, 256).includes(0) ? 1 : 0),
  parse: (bytes, options) => ({ kind: 'spectrum', table: parseBrukerRaw(bytes, options) }),
  scans: (bytes, options) => everyTable(scansOf(bytes, options)),
};
