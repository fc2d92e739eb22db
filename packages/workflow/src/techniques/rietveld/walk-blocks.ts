import type { OperandoWarning } from '@operando/core';
import { isOfPart, PartDone } from '@operando/threads';
import { createRefiner, createSeriesWalk } from '@operando/xrd-rietveld';
import type { FrameRow, Refiner, SeriesWalk, WalkMemory } from '@operando/xrd-rietveld';
import type { KeptStages } from '../../technique/context.js';
import type { PatternSource } from './pattern-source.js';

/** Patterns before a block that are refined for its sake: the first of them from the values given, as the first of a series. */
const leading = 4;
/** Standard errors that two ways of coming to a pattern may differ by where blocks meet. */
const tolerance = 0.1;

/** Patterns that are refined by themselves. */
interface WalkBlock {
  /** The first that is refined. */
  readonly lead: number;
  readonly from: number;
  /** One past the last. */
  readonly to: number;
}

/** What came of them: plain data. */
interface BlockMemory {
  /** Of the patterns before the block, which the block before it has as well. */
  readonly lead: readonly FrameRow[];
  readonly own: WalkMemory;
}

const stageName = ({ from, to }: WalkBlock): string => `rietveld/block/${from}-${to}`;

function blocksOf(frames: number, size: number): WalkBlock[] {
  return Array.from({ length: Math.ceil(frames / size) }, (_, b) => ({
    lead: Math.max(0, b * size - leading),
    from: b * size,
    to: Math.min(frames, (b + 1) * size),
  }));
}

/** What a walk through a block came to, with frames as the series counts them. */
function memoryOf(walk: SeriesWalk, { lead, from }: WalkBlock): BlockMemory {
  const placed = (rows: readonly FrameRow[]): FrameRow[] => rows.map((row) => ({ ...row, frame: row.frame + lead }));
  const own = walk.memory(from - lead);
  return { lead: placed(walk.rows.slice(0, from - lead)), own: { ...own, rows: placed(own.rows) } };
}

/** What differs most between two ways of coming to the same pattern; undefined where nothing does by more than it may. */
function difference(one: FrameRow, other: FrameRow, names: readonly string[]): string | undefined {
  const changed = one.phases.findIndex(({ presence }, p) => presence !== other.phases[p]!.presence);
  if (changed >= 0) return `a phase is ${one.phases[changed]!.presence} and ${other.phases[changed]!.presence}`;
  let most = tolerance;
  let found: string | undefined;
  names.forEach((name, k) => {
    const apart = Math.abs(one.values[k]! - other.values[k]!) / Math.max(one.stderr[k]!, other.stderr[k]!);
    if (!(apart > most)) return;
    most = apart;
    found = `${name} differs by ${apart.toPrecision(2)} standard errors`;
  });
  return found;
}

/**
 * Refines blocks of patterns, each by itself from some patterns before it on, and joins them to one walk. Who refines which block
 * does not matter: blocks that are kept are taken up, and of a part its own alone are refined.
 *
 * @param walk That has no frames yet.
 * @param size Patterns of a block.
 * @param onFrame Called with how many patterns are done, those before blocks not among them.
 * @returns A warning where blocks do not meet.
 * @throws PartDone where others do the rest.
 */
export async function walkInBlocks(
  { x, sums: { length: frames }, visit }: PatternSource,
  { options, names }: Refiner,
  walk: SeriesWalk,
  { size, stages, onFrame }: { size: number; stages: KeptStages | undefined; onFrame: (done: number) => void },
): Promise<readonly OperandoWarning[]> {
  const blocks = blocksOf(frames, size);
  const done = new Map<WalkBlock, BlockMemory>();
  const own = blocks.filter((block, b) => {
    const kept = stages?.get(stageName(block));
    if (kept !== undefined) done.set(block, kept as BlockMemory);
    return kept === undefined && isOfPart(b, stages?.part);
  });
  const wanted = new Set<number>();
  for (const { lead, to } of own) for (let frame = lead; frame < to; frame++) wanted.add(frame);
  const walks = new Map<WalkBlock, SeriesWalk>();
  let count = 0;
  await visit((frame, data) => {
    for (const block of own) {
      if (frame < block.lead || frame >= block.to) continue;
      // A refiner of its own: what it keeps from pattern to pattern is then of the block alone.
      const at = walks.get(block) ?? createSeriesWalk(createRefiner(x, options));
      walks.set(block, at);
      at.push(data);
      if (frame >= block.from) onFrame(++count);
      if (frame < block.to - 1) continue;
      const memory = memoryOf(at, block);
      stages?.put(stageName(block), memory);
      done.set(block, memory);
      walks.delete(block);
    }
  }, wanted);
  if (stages?.part !== undefined) throw new PartDone();
  const apart: string[] = [];
  for (const block of blocks) {
    const { lead, own: memory } = done.get(block)!;
    // The last pattern before the block that has data: those before it lead up to it.
    const seen = lead.findLast(({ rwp }) => Number.isFinite(rwp));
    const what = seen === undefined ? undefined : difference(walk.rows[seen.frame]!, seen, names);
    if (what !== undefined) apart.push(`in pattern ${seen!.frame} ${what}`);
    walk.resume(memory);
  }
  if (apart.length === 0) return [];
  return [
    {
      code: 'blocks-differ',
      message:
        `Where blocks of ${size} patterns meet, ${apart.length} of ${blocks.length - 1} came to something else than the block ` +
        `before them: ${apart[0]!}. Refine the series as a whole, without blockFrames, or in larger blocks.`,
    },
  ];
}
