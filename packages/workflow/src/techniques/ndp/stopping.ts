import { OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { importSrimTable, material, reactionOf } from '@operando/ndp-depth';
import type { LayerSpec, NdpSample, SrimTable, StoppingTable } from '@operando/ndp-depth';
import { decodeText } from '@operando/beamline-io';
import type { NdpOptions } from './options.js';

/** Stopping tables by the name of their file as the options have it. */
export type StoppingFiles = Readonly<Record<string, StoppingTable>>;

type LayerOptions = NdpOptions['sample']['layers'][number];

const groups = ['layers', 'window', 'deadLayer'] as const;

/** Share of an element that may differ between table and layer: tables are rounded. */
const shareTolerance = 0.02;

/** Refuse a table of another material than the layer's. Densities may differ: powers go by mass. */
function checkComposition({ composition }: SrimTable, { material: formula, name }: LayerOptions): void {
  if (composition === undefined) return;
  const { atomDensity } = material({ formula, density: 1 });
  const shares = (of: Readonly<Record<string, number>>): Map<string, number> => {
    const sum = Object.values(of).reduce((total, value) => total + value, 0);
    return new Map(Object.entries(of).map(([symbol, value]) => [symbol, value / sum]));
  };
  const table = shares(composition);
  const layer = shares(atomDensity);
  const differs = [...new Set([...table.keys(), ...layer.keys()])].some(
    (symbol) => !(Math.abs((table.get(symbol) ?? 0) - (layer.get(symbol) ?? 0)) <= shareTolerance),
  );
  if (!differs) return;
  const words = (of: Map<string, number>): string =>
    Array.from(of, ([symbol, share]) => `${symbol} ${(100 * share).toFixed(1)} %`).join(', ');
  throw new OperandoError(
    'invalid-argument',
    `the table is for ${words(table)}; ${name ?? formula} is ${words(layer)}.`,
    {
      where: { parameter: 'stopping' },
      cure: 'Give the table that SRIM made for the material of this layer.',
    },
  );
}

/** Refuse a table of an ion that is none of the reaction's, or that does not reach the energies needed. */
function checkIon(table: SrimTable, { reaction, threshold }: NdpOptions['sample']): void {
  const { products, name } = reactionOf(reaction);
  const product = products.find(({ ion }) => ion === table.ion);
  if (product === undefined)
    throw new OperandoError('invalid-argument', `the table is for ${table.ion}, which is no particle of ${name}.`, {
      where: { parameter: 'stopping' },
      cure: `Give tables for ${products.map(({ ion }) => ion).join(' or ')}: tritons are hydrogen of 3.016 amu in SRIM.`,
    });
  const [low, high] = [table.energy[0]!, table.energy.at(-1)!];
  if (!(low <= Math.max(threshold, 10) && high >= product.energy))
    throw new OperandoError('outside-range', `the table reaches from ${low} to ${high} keV.`, {
      where: { parameter: 'stopping' },
      cure: `Make it from ${Math.max(threshold, 10)} keV or less to ${product.energy} keV or more.`,
    });
}

/** More than this is no table: it is left to the reader to say so without all of it being read. */
const longest = 6_000_000;

async function textOf({ bytes }: NamedSource): Promise<string> {
  return decodeText(await bytes.slice(0, Math.min(bytes.byteLength, longest))).text;
}

const filesOf = ({ stopping }: LayerOptions): readonly string[] => (stopping === undefined ? [] : [stopping].flat());

/**
 * Read the stopping tables that layers name.
 *
 * @param named Files that options name, by the path of the option.
 * @throws OperandoError as `importSrimTable` does, and for tables of another material or ion than asked for, or too short.
 */
export async function readStopping(
  sample: NdpOptions['sample'],
  named: Readonly<Record<string, NamedSource>>,
): Promise<StoppingFiles | undefined> {
  const tables: Record<string, StoppingTable> = {};
  for (const group of groups) {
    for (const [i, layer] of (sample[group] ?? []).entries()) {
      const files = filesOf(layer);
      for (const [k, file] of files.entries()) {
        const at = `sample.${group}[${i}].stopping`;
        const source = named[Array.isArray(layer.stopping) ? `${at}[${k}]` : at];
        if (source === undefined) continue;
        try {
          const table = importSrimTable(await textOf(source));
          checkIon(table, sample);
          checkComposition(table, layer);
          tables[file] = { ...table, source: `SRIM, ${source.name}` };
        } catch (error) {
          throw error instanceof OperandoError ? error.at({ file: source.name }) : error;
        }
      }
    }
  }
  return Object.keys(tables).length === 0 ? undefined : tables;
}

/** The sample with the tables of its files. @throws OperandoError `invalid-argument` for a file whose table is not there. */
export function withStopping(sample: NdpOptions['sample'], tables: StoppingFiles = {}): NdpSample {
  const resolved = (layer: LayerOptions): LayerSpec => {
    const files = filesOf(layer);
    const missing = files.find((file) => tables[file] === undefined);
    if (missing !== undefined)
      throw new OperandoError('invalid-argument', `the stopping table ${missing} is not there.`, {
        where: { parameter: 'sample.layers.stopping' },
        cure: 'With data in memory, give tables by name as the input stopping (importSrimTable makes them).',
      });
    return { ...layer, stopping: files.length === 0 ? undefined : files.map((file) => tables[file]!) };
  };
  return {
    ...sample,
    layers: sample.layers.map(resolved),
    window: sample.window?.map(resolved),
    deadLayer: sample.deadLayer?.map(resolved),
  };
}
