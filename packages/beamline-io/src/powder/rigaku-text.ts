import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';
import { headerValue } from '../table/column-table.js';
import type { ColumnTable } from '../table/column-table.js';
import { chosenTable, everyTable, numberedScans } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { withFullYear } from '../text/date-time.js';
import type { DateOrder } from '../text/date-time.js';
import { splitLines } from '../text/decode.js';
import { statedTimes } from '../text/stated-moment.js';
import { headerNumber, neededNumber } from './header-number.js';
import { numberBlock } from './number-block.js';
import { otherAngleAxis, otherAxisWarning } from './powder-table.js';
import { positiveScalar, radiationScalars } from './radiation.js';
import { isOtherDrive, rigakuSeconds, rigakuUnit } from './rigaku-scan.js';
import { steppedPattern } from './stepped-pattern.js';

const isMark = (line: string): boolean => line.startsWith('*');

/** Fields of a header, and groups of a file. */
const mostFields = 500;
const mostGroups = 10_000;

/** A group of counts: the fields of the file and its own, and where its counts begin, from 0. */
interface Group {
  readonly fields: ReadonlyMap<string, string>;
  readonly from: number;
}

function groupsOf(lines: readonly string[]): { readonly groups: Group[]; readonly announced: number } {
  const groups: Group[] = [];
  const file = new Map<string, string>();
  let own: Map<string, string> | undefined;
  // Further fields may stand between the number of counts and the counts.
  let isAnnounced = false;
  const close = (from: number): void => {
    if (isAnnounced) groups.push({ fields: new Map([...file, ...(own ?? [])]), from });
    isAnnounced = false;
  };
  for (const [i, line] of lines.entries()) {
    if (!isMark(line)) {
      if (line.trim() !== '' && !line.startsWith('#')) close(i);
      continue;
    }
    const mark = line.indexOf('=');
    const key = line
      .slice(1, mark < 0 ? undefined : mark)
      .trim()
      .toUpperCase();
    if (['BEGIN', 'END', 'EOF', 'COUNT'].includes(key)) close(i);
    if (key === 'BEGIN') own = new Map();
    if (mark < 0) continue;
    const fields = own ?? file;
    // Slits and other lists repeat their key.
    const isNeeded = ['START', 'STOP', 'STEP', 'COUNT'].includes(key);
    if (isNeeded || (!fields.has(key) && fields.size < mostFields)) fields.set(key, line.slice(mark + 1).trim());
    if (key === 'COUNT') isAnnounced = true;
  }
  close(lines.length);
  return { groups, announced: Number(file.get('GROUP_COUNT') ?? groups.length) };
}

function tableOf(text: string, lines: readonly string[], { fields, from }: Group, dateOrder?: DateOrder): ColumnTable {
  const [start, step, points] = ['START', 'STEP', 'COUNT'].map((key) =>
    neededNumber(fields.get(key), `*${key}`, from),
  ) as [number, number, number];
  const drive = fields.get('SCAN_AXIS') ?? fields.get('SCAN_MODE') ?? '';
  const isOther = isOtherDrive(drive);
  const unit = fields.get('XUNIT') ?? '';
  const isDegrees = unit === '' || /^deg/i.test(unit);
  const { time, warnings } = statedTimes(withFullYear(fields.get('DATE') ?? ''), undefined, {
    label: '*DATE',
    order: dateOrder,
  });
  const block = numberBlock(lines, { from, isEnd: isMark, isComment: (line) => line.startsWith('#') });
  const told: OperandoWarning[] = [
    ...(isOther ? [otherAxisWarning(drive)] : []),
    ...warnings,
    ...(block.next === lines.length ? openEndWarnings(text, lines.length) : []),
  ];
  if (!isDegrees)
    throw new OperandoError('unsupported', 'the scan is not over degrees.', {
      where: { line: from },
      cure: 'Export the scan over angles, or as columns.',
    });
  const metadata: Record<string, JsonValue> = {};
  for (const [key, value] of [...fields].slice(0, 200)) if (value !== '') metadata[key] = headerValue(value);
  return steppedPattern(
    'rigaku-text',
    {
      start,
      step,
      stepText: fields.get('STEP'),
      points,
      end: fields.has('STOP') ? headerNumber(fields.get('STOP')) : undefined,
      line: from,
    },
    block,
    {
      ...(isOther ? { axis: otherAngleAxis } : {}),
      unit: rigakuUnit(fields.get('YUNIT')),
      metadata,
      scalars: {
        ...radiationScalars({
          alpha1: headerNumber(fields.get('WAVE_LENGTH1')),
          alpha2: headerNumber(fields.get('WAVE_LENGTH2')),
        }),
        ...positiveScalar(
          'time_per_step',
          rigakuSeconds({ step: fields.get('STEP'), speed: fields.get('SPEED'), speedUnit: fields.get('SPEED_DIM') }),
          's',
        ),
      },
      time,
      warnings: told,
    },
  );
}

function scansOf(text: string, dateOrder?: DateOrder): ScansOfFile {
  const lines = splitLines(text);
  const { groups, announced } = groupsOf(lines);
  if (groups.length > mostGroups) throw new OperandoError('too-large', `the file has ${groups.length} groups.`);
  if (groups.length === 0 || groups.length < announced)
    throw new OperandoError('truncated-file', `${groups.length} of ${announced || 'all'} groups are there.`, {
      where: { line: lines.length },
      cure: 'The file seems cut short: copy it again.',
    });
  return {
    scans: numberedScans(groups.map(({ fields }) => Math.max(0, Number(fields.get('COUNT')) || 0))),
    table: (i) => tableOf(text, lines, groups[i]!, dateOrder),
  };
}

/**
 * Rigaku text (`.dat`, `.asc`): `*KEY = value`, and groups of counts of constant step, each of which is a scan.
 *
 * @param scan Which group, from 1. @default the first, with a warning
 * @param dateOrder Order of day and month where the date leaves it open. @default 'month-first', with a warning
 * @throws OperandoError `malformed-file` without start, step or count; `truncated-file` for fewer counts or groups than are announced;
 * `bad-number` with the line.
 */
export function parseRigakuText(text: string, scan?: string | number, dateOrder?: DateOrder): ColumnTable {
  return chosenTable(scansOf(text, dateOrder), scan);
}

/** Rigaku text. */
export const rigakuText: TextFormat = {
  id: 'rigaku-text',
  title: 'Rigaku text (.dat, .asc)',
  kind: 'text',
  usualEncoding: 'windows-1252',
  sniff: ({ lines }) => {
    const marks = lines.slice(0, 200).filter(isMark);
    const keys = new Set(marks.map((line) => line.slice(1).split('=')[0]!.trim()));
    return ['START', 'STEP', 'COUNT'].every((key) => keys.has(key))
      ? 0.97
      : /^\*TYPE\s*=/.test(lines[0] ?? '')
        ? 0.9
        : 0;
  },
  parse: (text, { scan, dateOrder }) => ({ kind: 'spectrum', table: parseRigakuText(text, scan, dateOrder) }),
  scans: (text, { dateOrder }) => everyTable(scansOf(text, dateOrder)),
};
