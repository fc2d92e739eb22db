import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ParseOptions, TextFormat } from '../format.js';
import { chosenTable, everyTable } from '../table/scan-choice.js';
import type { ScansOfFile } from '../table/scan-choice.js';
import { said } from '../text/said.js';
import { begunAt, exportedTable, numbersGiven, rowOf } from './exported-spectrum.js';
import type { ExportedSpectrum } from './exported-spectrum.js';

/** A spectrum with the header above it. */
interface Section {
  readonly header: ReadonlyMap<string, string>;
  readonly rows: number[][];
  readonly lines: number[];
}

/** Spectra in their order: every header, and every cycle or curve of one, is followed by rows of numbers. */
function sectionsOf(text: string): Section[] {
  const sections: Section[] = [];
  let header = new Map<string, string>();
  let open: Section | undefined;
  text.split(/\r\n?|\n/).forEach((line, at) => {
    const trimmed = line.trim();
    if (trimmed === '') return;
    if (trimmed.startsWith('#')) {
      open = undefined;
      const [, key, value = ''] = /^#\s*([^:]+?)\s*:\s*(.*)$/.exec(trimmed) ?? [];
      if (key === undefined) return;
      // What is said of a region holds for all its cycles, and for no other region.
      const name = key.toLowerCase();
      if (name === 'region')
        header = new Map([...header].filter(([known]) => known === 'created by' || known === 'group'));
      else header = new Map(header);
      header.set(name, value);
      return;
    }
    const row = rowOf(trimmed);
    if (row === undefined || row.length < 2)
      throw new OperandoError(
        'malformed-file',
        said`this is no row of an energy and an intensity: ${trimmed.slice(0, 60)}`,
        {
          where: { line: at + 1 },
          cure: 'Export the spectra again.',
        },
      );
    if (open === undefined) sections.push((open = { header, rows: [], lines: [] }));
    open.rows.push(row);
    open.lines.push(at + 1);
  });
  return sections;
}

const keys = {
  source_energy: 'excitation energy',
  pass_energy: 'pass energy',
  work_function: 'eff. workfunction',
  dwell: 'dwell time',
  scans: 'number of scans',
};

function spectrumOf({ header, rows, lines }: Section, { dateOrder }: ParseOptions): ExportedSpectrum {
  const warnings: OperandoWarning[] = [];
  const numbers = numbersGiven(header, keys);
  const isRate = /per second|\/s|cps/i.test(`${header.get('count rate') ?? ''} ${header.get('columnlabels') ?? ''}`);
  const begun = begunAt(header.get('acquisition date')?.trim() ?? '', dateOrder, warnings);
  const dwell = (numbers['dwell'] ?? 0) * (numbers['scans'] ?? 1);
  const time =
    begun !== undefined && dwell > 0
      ? { ...begun, duration: dwell * rows.length, note: 'dwell time x scans x points' }
      : begun;
  return {
    format: 'specs-xy',
    region: header.get('region') ?? '',
    scale: /kinetic/i.test(header.get('energy axis') ?? '') ? 'Kinetic Energy' : 'Binding Energy',
    energy: rows.map(([energy]) => energy!),
    values: rows.map(([, value]) => value!),
    unit: isRate ? 'counts/s' : '',
    lines,
    metadata: { ...Object.fromEntries(header), ...numbers },
    time,
    warnings,
  };
}

function scansOf(text: string, options: ParseOptions): ScansOfFile {
  const sections = sectionsOf(text);
  return {
    scans: sections.map(({ header, rows }, i) => ({
      id: String(i + 1),
      title: header.get('region') ?? '',
      rows: rows.length,
      notes: [],
    })),
    table: (i) => exportedTable(spectrumOf(sections[i]!, options)),
  };
}

/**
 * Text that SPECS' SpecsLab Prodigy exports (`.xy`): a header of `# key: value` above each spectrum, then energies and counts, or
 * counts per second. Every region and every cycle is a scan.
 */
export const specsXy: TextFormat = {
  id: 'specs-xy',
  title: 'SpecsLab Prodigy text (.xy)',
  kind: 'text',
  sniff: ({ lines }) =>
    /^#\s*Created by:\s*SpecsLab Prodigy/i.test(lines[0] ?? '') && lines.some((line) => /^#\s*Region:/i.test(line))
      ? 0.99
      : 0,
  parse: (text, options) => ({ kind: 'spectrum', table: chosenTable(scansOf(text, options), options.scan) }),
  scans: (text, options) => everyTable(scansOf(text, options)),
};
