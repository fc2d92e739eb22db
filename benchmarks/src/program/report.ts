import { holds } from './job.js';
import type { Check, Goal } from './job.js';
import type { Measured, Row } from './measure.js';

/** Four significant digits at most, without powers of ten where people read none. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(1);
  return size >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** How a goal was met; undefined where what it is beside was not measured. */
export interface Outcome {
  readonly goal: Goal;
  readonly reached: number | undefined;
}

/** Goals of a job, and what was reached. */
export function outcomes({ job, rows, ratio }: Measured): readonly Outcome[] {
  return job.goals.map((goal) => {
    if (goal.beside === 'us') {
      return { goal, reached: rows.find(({ name, kind }) => name === goal.candidate && kind === 'here')?.item.median };
    }
    const other = goal.beside === 'before' ? { name: goal.candidate, kind: 'before' as const } : undefined;
    const found = rows.find(({ name }) => name === goal.beside);
    const beside = other ?? (found === undefined ? undefined : { name: found.name, kind: found.kind });
    return { goal, reached: beside === undefined ? undefined : ratio(goal.candidate, beside)?.median };
  });
}

/** A goal in words: times as such, ratios as they are asked for. */
export function outcomeWords({ goal, reached }: Outcome): readonly [wanted: string, found: string] {
  if (reached === undefined) return [goal.words, 'not measured'];
  const unit = goal.beside === 'us' ? ' us' : ' x';
  const told = goal.beside === 'before' || goal.words.includes('faster') ? 1 / reached : reached;
  return [goal.words, `${figure(told)}${unit}${reached <= goal.most ? '' : ' (missed)'}`];
}

const limitWords = ({ from, to }: Check): string =>
  from === undefined ? `at most ${figure(to)}` : `${figure(from)} to ${figure(to)}`;

const nameOf = ({ name, kind }: Row): string => (kind === 'before' ? `${name} (the other build)` : name);
const percent = (spread: number): string => `${(100 * spread).toFixed(0)} %`;

/** A measured job for a terminal; of a quick run without goals, whose times mean nothing. */
export function terminalText(measured: Measured, quick: boolean): string {
  const { job, rows, checks, skipped } = measured;
  const width = Math.max(...rows.map((row) => nameOf(row).length), 30);
  const lines = rows.map((row) => {
    const times = `${figure(row.item.median).padStart(9)} us +- ${percent(row.item.spread).padEnd(5)}`;
    return `  ${nameOf(row).padEnd(width)} ${times} ${figure(row.copies.median).padStart(8)} x copy ${row.megabytes.toFixed(0).padStart(5)} MB`;
  });
  return [
    `\n${job.title}; times of a ${job.item}, and memory of the process`,
    ...lines,
    ...skipped.map((words) => `  skipped: ${words}`),
    ...(quick ? [] : outcomes(measured)).map((outcome) => {
      const [wanted, found] = outcomeWords(outcome);
      return `  goal: ${outcome.goal.candidate}: ${wanted}: ${found}`;
    }),
    ...checks.map(
      (check) => `  ${holds(check) ? 'right' : 'WRONG'}: ${check.name}: ${figure(check.value)} (${limitWords(check)})`,
    ),
  ].join('\n');
}

/** Goals of all jobs as a table. */
export function goalTable(all: readonly Measured[]): readonly string[] {
  const rows = all.flatMap((measured) =>
    outcomes(measured).map((outcome) => {
      const [wanted, found] = outcomeWords(outcome);
      return `| ${measured.job.title} | ${outcome.goal.candidate} | ${wanted} | ${found} |`;
    }),
  );
  return ['| job | what | goal | measured |', '|---|---|---|---|', ...rows];
}

/** A measured job as a section of a document. */
export function section({ job, rows, checks, skipped, ratio }: Measured): readonly string[] {
  const before = rows.some(({ kind }) => kind === 'before');
  const columns = [
    '',
    `us for a ${job.item}`,
    'spread',
    'copies',
    'MB',
    ...(before ? ['faster than the other build'] : []),
  ];
  const lines = rows
    .filter(({ kind }) => kind !== 'before')
    .map((row) => {
      const old = row.kind === 'here' ? ratio(row.name, { name: row.name, kind: 'before' }) : undefined;
      const cells = [
        row.name,
        figure(row.item.median),
        percent(row.item.spread),
        figure(row.copies.median),
        row.megabytes.toFixed(0),
      ];
      if (before) cells.push(old === undefined ? '' : `${figure(1 / old.median)} x`);
      return `| ${cells.join(' | ')} |`;
    });
  return [
    `### ${job.title}`,
    '',
    `| ${columns.join(' | ')} |`,
    `|${columns.map(() => '---').join('|')}|`,
    ...lines,
    '',
    ...(skipped.length === 0 ? [] : [`Not there: ${skipped.join('; ')}.`, '']),
    '| right? | value | limits |',
    '|---|---|---|',
    ...checks.map((check) => `| ${check.name} | ${figure(check.value)} | ${limitWords(check)} |`),
    '',
  ];
}
