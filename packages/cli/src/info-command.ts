import type { Command } from 'commander';
import { finiteExtent, isOperandoError } from '@operando/core';
import type { OperandoErrorCode, OperandoErrorWhere, OperandoWarning } from '@operando/core';
import { readFile } from '@operando/beamline-io/node';
import type { ColumnTable, ReadResult } from '@operando/beamline-io';
import { expandFolders } from '@operando/workflow';
import { CommandFailure, exitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';
import { tellWarnings } from './warnings.js';

const examples = `
Examples:
  operando info scan_0001.txt
  operando info scans/ --json

Exit code: 0 all files are readable, 2 at least one is not.`;

/** Columns and scans that are listed in words; as JSON all are. */
const mostListed = 60;

interface FileInfo {
  readonly file: string;
  readonly format?: string;
  readonly kind?: string;
  readonly rows?: number;
  readonly columns?: readonly {
    readonly label: string;
    readonly role?: string;
    readonly from: number | null;
    readonly to: number | null;
  }[];
  readonly start?: string;
  /** Scans, groups or spectra of the file, and which of them is described. */
  readonly scans?: ColumnTable['scans'];
  readonly scan?: string;
  readonly warnings?: readonly OperandoWarning[];
  readonly error?: string;
  /** Of the error. */
  readonly code?: OperandoErrorCode;
  readonly where?: OperandoErrorWhere;
}

/** Adds `operando info`. */
export function addInfoCommand(program: Command, terminal: Terminal): void {
  program
    .command('info')
    .description('say what files are, without computing anything')
    .argument('<files...>', 'files, or folders of them')
    .option('--json', 'as JSON, one object per file', false)
    .addHelpText('after', examples)
    .action(async (paths: string[], { json }: { json: boolean }) => {
      let failed = 0;
      const tell = (info: FileInfo): void => {
        if (info.error !== undefined) failed++;
        terminal.out(json ? `${JSON.stringify(info)}\n` : `${inWords(info)}\n`);
      };
      for (const path of paths) {
        try {
          for (const file of await expandFolders([path], [], (warnings) => tellWarnings(terminal, warnings, Infinity)))
            tell(await describeFile(file));
        } catch (error) {
          tell(unreadable(path, error));
        }
      }
      if (failed > 0)
        throw new CommandFailure(`${failed} ${failed === 1 ? 'file' : 'files'} cannot be read`, exitCode.usage);
    });
}

/** What cannot be read, and why. @throws errors that are not ours. */
function unreadable(file: string, error: unknown): FileInfo {
  if (!isOperandoError(error)) throw error;
  return { file, error: error.message, code: error.code, where: error.where };
}

async function describeFile(file: string): Promise<FileInfo> {
  try {
    return { file, ...describe(await readFile(file)) };
  } catch (error) {
    return unreadable(file, error);
  }
}

function extent(values: Float64Array): { from: number | null; to: number | null } {
  const [from, to] = finiteExtent(values) ?? [null, null];
  return { from, to };
}

function stamp(epoch: number, zone: string | undefined): string {
  const text = new Date(1000 * epoch).toISOString();
  return zone === 'utc'
    ? text
    : zone === 'unstated'
      ? `${text.slice(0, -1)} (time zone unstated)`
      : `${text} (file zone ${zone ?? 'unknown'})`;
}

function describe(result: ReadResult): Omit<FileInfo, 'file'> {
  if (result.kind === 'spectrum') {
    const { table } = result;
    return {
      format: table.format,
      kind: 'spectrum',
      rows: table.rows,
      columns: table.columns.map(({ label, role, values }) =>
        Object.assign(extent(values), { label }, role === undefined ? {} : { role }),
      ),
      ...(table.time === undefined ? {} : { start: stamp(table.time.epoch, table.time.zone) }),
      ...(table.scans === undefined ? {} : { scans: table.scans }),
      ...(table.scan === undefined ? {} : { scan: table.scan }),
      warnings: table.warnings,
    };
  }
  const { table } = result;
  const format = table.metadata['format'];
  return {
    format: typeof format === 'string' ? format : 'electrochemistry',
    kind: 'electrochemistry',
    rows: table.columns['test_time_second']?.length ?? 0,
    columns: Object.entries(table.columns).map(([label, values]) => Object.assign(extent(values), { label })),
    ...(table.epoch === undefined ? {} : { start: stamp(table.epoch, table.zone) }),
    warnings: table.warnings,
  };
}

function inWords(info: FileInfo): string {
  if (info.error !== undefined) return `${info.file}\n  unreadable: ${info.error}`;
  const lines = [
    info.file,
    `  ${info.format}, ${info.kind}, ${info.rows} rows${info.start === undefined ? '' : `, from ${info.start}`}`,
  ];
  const { columns = [], scans = [] } = info;
  for (const { label, role, from, to } of columns.slice(0, mostListed)) {
    lines.push(
      `    ${label}${role === undefined ? '' : ` [${role}]`}: ${from === null ? 'no numbers' : `${from} to ${to}`}`,
    );
  }
  if (columns.length > mostListed) lines.push(`    and ${columns.length - mostListed} more columns`);
  if (scans.length > 1) {
    lines.push(`  ${scans.length} scans${info.scan === undefined ? '' : `, described is ${info.scan}`}:`);
    for (const { id, title, rows, notes } of scans.slice(0, mostListed))
      lines.push(`    ${[id, title, `${rows} rows`, ...notes].filter((part) => part !== '').join(', ')}`);
    if (scans.length > mostListed) lines.push(`    and ${scans.length - mostListed} more scans`);
  }
  for (const { code, message } of info.warnings ?? []) lines.push(`  warning: ${code}: ${message}`);
  return lines.join('\n');
}
