import { OperandoError } from '@operando/core';
import type { Electrochemistry, Metadata } from '@operando/core';
import type { ParseOptions, TextFormat } from '../format.js';
import { splitLines } from '../text/decode.js';
import type { TextEncoding } from '../text/decode.js';
import { readDelimited } from '../text/delimited.js';
import type { DelimitedTable } from '../text/delimited.js';
import { said } from '../text/said.js';
import { statedMoment } from '../text/stated-moment.js';
import type { SignCheckMode } from './build.js';
import { electrochemistryOfWords } from './delimited-log.js';
import type { DelimitedLog } from './delimited-log.js';
import { findLabels } from './find-labels.js';
import { headerFields } from './header-fields.js';
import { labelParts } from './label-parts.js';
import type { ColumnMapping } from './map-columns.js';

/** A cycler's table that its labels tell from others, whatever stands above it and keeps its fields apart. */
export interface LabelledLog {
  readonly id: string;
  readonly title: string;
  /** A quick look at a line, which every line of labels passes. */
  readonly mark: RegExp;
  /** Whether labels are this program's. */
  readonly isHeader: (labels: readonly string[]) => boolean;
  /** Labels of which the table must have one like each, for messages. */
  readonly example: string;
  readonly mappings: readonly ColumnMapping[];
  readonly accumulators?: readonly string[];
  readonly signCheck: SignCheckMode;
  readonly stepType?: RegExp;
  /** As `DelimitedLog.state`. */
  readonly state?: RegExp;
  readonly usualEncoding?: TextEncoding;
  /** Field above the table that says when the test began. @default none */
  readonly start?: RegExp;
  readonly adjust?: DelimitedLog['adjust'];
}

/** A table of words of a program, whatever it stood in (text, Excel). @throws OperandoError as `electrochemistryOfWords`. */
export function labelledTable(
  { mappings, accumulators, signCheck, stepType, state, start, adjust }: LabelledLog,
  format: string,
  table: DelimitedTable,
  metadata: Metadata,
  options: ParseOptions,
): Electrochemistry {
  const began = start === undefined ? undefined : Object.entries(metadata).find(([key]) => start.test(key));
  const [label, stated] = began ?? ['', undefined];
  const { moment, warnings } = statedMoment(stated, { label, order: options.dateOrder });
  return electrochemistryOfWords(
    {
      format,
      table,
      mappings,
      accumulators: accumulators ?? [],
      metadata,
      signCheck,
      tellUnits: true,
      epoch: moment?.epoch,
      zone: moment?.zone,
      warnings,
      ...(stepType === undefined ? {} : { stepType }),
      ...(state === undefined ? {} : { state }),
      ...(adjust === undefined ? {} : { adjust }),
    },
    options,
  );
}

/** Read a text of a program. @throws OperandoError `malformed-file` without its labels; as `readDelimited` and {@link labelledTable}. */
export function parseLabelledLog(log: LabelledLog, text: string, options: ParseOptions): Electrochemistry {
  const lines = splitLines(text);
  const found = findLabels(lines, log.mark, log.isHeader);
  if (found === undefined)
    throw new OperandoError('malformed-file', said`there is no line of column labels (${log.example}).`, {
      where: { line: 1 },
      cure: 'Export the data again with its labels.',
    });
  const { headerLine, separator, labels } = found;
  const table = readDelimited(lines, { lastRow: options.lastRow, separator, headerLine, labels });
  return labelledTable(log, log.id, table, headerFields(lines.slice(0, headerLine), separator), options);
}

/** The format of a program's texts. */
export function labelledFormat(log: LabelledLog): TextFormat {
  const { id, title, mark, isHeader, usualEncoding } = log;
  return {
    id,
    title,
    kind: 'text',
    ...(usualEncoding === undefined ? {} : { usualEncoding }),
    sniff: ({ lines }) => (findLabels(lines, mark, isHeader) === undefined ? 0 : 0.96),
    parse: (text, options) => ({ kind: 'electrochemistry', table: parseLabelledLog(log, text, options) }),
  };
}

/** Names of labels without their units, small, with blanks for underscores: what sniffers compare. */
export function namesOf(labels: readonly string[]): ReadonlySet<string> {
  return new Set(
    labels.map((label) =>
      labelParts(label)
        .name.replaceAll(/[\s_]+/g, ' ')
        .toLowerCase(),
    ),
  );
}
