import { visibleText } from '@operando/core';
import type { JsonValue, OperandoWarning, Provenance } from '@operando/core';
import type { PageResult } from '../src/page-data.js';
import { element } from './dom.js';
import { sizeWords } from './format.js';
import type { Loader } from './load.js';

/** Where a warning is about, in words. */
function whereWords({ where }: OperandoWarning): string {
  const parts = Object.entries(where ?? {}).map(([key, value]) => `${key} ${String(value)}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** Warnings, those of one code together. */
export function warningsPart(warnings: readonly OperandoWarning[]): HTMLElement | undefined {
  if (warnings.length === 0) return undefined;
  const byCode = new Map<string, OperandoWarning[]>();
  for (const warning of warnings) byCode.set(warning.code, [...(byCode.get(warning.code) ?? []), warning]);
  const items = Array.from(byCode, ([code, own]) => {
    const lines = own.map((warning) => element('p', {}, visibleText(`${warning.message}${whereWords(warning)}`)));
    const rest =
      lines.length > 3
        ? [element('details', {}, element('summary', {}, `${lines.length - 2} more`), ...lines.slice(2))]
        : lines.slice(2);
    return element('li', {}, element('code', {}, code), ...lines.slice(0, 2), ...rest);
  });
  const title = `${warnings.length} warning${warnings.length === 1 ? '' : 's'}`;
  return element(
    'details',
    { class: 'part warnings', open: true },
    element('summary', {}, element('h2', {}, title)),
    element('ul', {}, ...items),
  );
}

/** A value of JSON as short text, or as a list below its name. */
function jsonPart(value: JsonValue): Node | string {
  if (Array.isArray(value) && value.length <= 12 && value.every((each) => typeof each !== 'object' || each === null))
    return value.length === 0 ? '[]' : value.map((each) => visibleText(String(each))).join(', ');
  if (typeof value !== 'object' || value === null) return visibleText(String(value));
  const text = visibleText(JSON.stringify(value));
  if (text.length < 160) return text;
  return element(
    'details',
    {},
    element('summary', {}, `${text.slice(0, 80)}…`),
    element('pre', {}, ...prettyLines(value)),
  );
}

function prettyLines(value: JsonValue): string[] {
  return JSON.stringify(value, undefined, 1)
    .split('\n')
    .map((line) => `${visibleText(line)}\n`);
}

/** Names and values as a table of two columns. */
export function recordTable(record: { readonly [name: string]: JsonValue }): HTMLTableElement {
  return element(
    'table',
    { class: 'record' },
    ...Object.entries(record).map(([name, value]) =>
      element('tr', {}, element('th', { scope: 'row' }, visibleText(name)), element('td', {}, jsonPart(value))),
    ),
  );
}

/** Inputs that are listed before all are asked for. */
const inputsAtFirst = 500;

function inputsTable({ inputs }: Provenance): HTMLElement {
  const row = ({ role, name, size, sha256 }: Provenance['inputs'][number]): HTMLElement =>
    element(
      'tr',
      {},
      element('td', { class: 'words' }, visibleText(role)),
      element('td', { class: 'words' }, visibleText(name)),
      element('td', {}, sizeWords(size)),
      element('td', { class: 'hash', title: sha256 }, sha256 === '' ? 'a pipe' : sha256),
    );
  const heads = ['Role', 'Name', 'Size', 'SHA-256'].map((head) => element('th', { scope: 'col' }, head));
  const body = element('tbody', {}, ...inputs.slice(0, inputsAtFirst).map(row));
  const rest = element(
    'button',
    {
      type: 'button',
      class: 'small',
      onclick: () => {
        body.append(...inputs.slice(inputsAtFirst).map(row));
        rest.remove();
      },
    },
    `Show all ${inputs.length}`,
  );
  return element(
    'div',
    { class: 'scroll', tabindex: 0 },
    element('table', {}, element('thead', {}, element('tr', {}, ...heads)), body),
    inputs.length > inputsAtFirst ? rest : undefined,
  );
}

/** What a result was made of: versions, clock, seeds, every option, inputs, steps. */
export async function provenanceParts(result: PageResult, loader: Loader): Promise<HTMLElement[]> {
  const provenance = JSON.parse(await loader.text(result.provenance)) as Provenance;
  const { versions, clock, seeds, options, inputs, steps, folder } = provenance;
  const facts = {
    ...versions,
    ...(clock === undefined ? {} : { clock }),
    ...(folder === undefined ? {} : { folder }),
    ...(Object.keys(seeds).length === 0 ? {} : { seeds: { ...seeds } }),
  };
  const heading = (text: string): HTMLElement => element('h3', {}, text);
  const stepList = steps.map(({ step, options: used }) =>
    element('li', {}, element('code', {}, step), ' ', visibleText(used === undefined ? '' : JSON.stringify(used))),
  );
  return [
    recordTable(facts),
    heading('Options'),
    recordTable(options),
    heading(`Inputs (${result.inputs})`),
    ...(inputs.length < result.inputs
      ? [element('p', { class: 'note' }, `The newest ${inputs.length} of them, while more come.`)]
      : []),
    inputsTable(provenance),
    element(
      'details',
      {},
      element('summary', {}, `Steps (${steps.length})`),
      element('ol', { class: 'steps' }, ...stepList),
    ),
  ];
}
