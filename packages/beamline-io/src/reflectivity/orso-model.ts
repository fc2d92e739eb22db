import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { parseOrsoStack } from './orso-stack.js';
import type { StackPart } from './orso-stack.js';
import { orsoGlobals, orsoLength, orsoMaterial } from './orso-units.js';
import type { OrsoGlobals, OrsoMaterial } from './orso-units.js';
import { yamlData } from '../text/yaml-data.js';
import { said } from '../text/said.js';

/** A layer of an ORSO model: lengths in angstrom, roughness of the interface above. */
export interface OrsoLayer {
  /** Tells it from other items of a stack. */
  readonly kind: 'layer';
  /** What it is called in the stack. */
  readonly name: string;
  /** angstrom; 0 for fronting and backing. */
  readonly thickness: number;
  /** Of the interface above, standard deviation, angstrom. */
  readonly roughness: number;
  /** What it is made of. */
  readonly material: OrsoMaterial;
}

/** A region that goes from one material to another: `fraction` is the share of the second, an expression of `x` (0 to 1 downwards) and `pi`. */
export interface OrsoGradedLayer {
  /** Tells it from other items of a stack. */
  readonly kind: 'graded';
  /** What it is called in the stack. */
  readonly name: string;
  /** angstrom */
  readonly thickness: number;
  /** Of the interface above, standard deviation, angstrom. */
  readonly roughness: number;
  /** The material above, and the one below. */
  readonly materials: readonly [OrsoMaterial, OrsoMaterial];
  /** Share of the second material (0 to 1), as an expression of `x`. */
  readonly fraction: string;
  /** About how thick a slice is, angstrom. */
  readonly slice: number;
}

/** Layers that repeat. */
export interface OrsoGroup {
  /** Tells it from other items of a stack. */
  readonly kind: 'group';
  /** How many times the items follow each other. */
  readonly repetitions: number;
  /** What repeats, fronting first. */
  readonly items: readonly OrsoItem[];
}

/** What stands in a stack. */
export type OrsoItem = OrsoLayer | OrsoGradedLayer | OrsoGroup;

/** A sample as the ORSO model language describes it. */
export interface OrsoModel {
  /** Where the model comes from, in the file's words. */
  readonly origin?: string;
  /** Fronting first. */
  readonly items: readonly OrsoItem[];
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

type Table = Readonly<Record<string, unknown>>;

const largestModel = 1_000_000;
const deepestReference = 20;
const mostItems = 20_000;
const knownKeys = new Set([
  'origin',
  'comment',
  'stack',
  'sub_stacks',
  'layers',
  'materials',
  'composits',
  'globals',
  'reference',
  'test',
]);

/** An object of YAML, or an empty one for nothing. */
function tableOf(value: unknown, what: string): Table {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new OperandoError('malformed-file', said`${what} is no list of names.`);
  return value as Table;
}

const own = (table: Table, name: string): unknown => (Object.hasOwn(table, name) ? table[name] : undefined);

/**
 * Read a sample model in the ORSO model language (YAML): alone, or under `sample.model` or
 * `data_source.sample.model` as in headers. Names are resolved, units made angstrom, g/cm3 and 1e-6 per square
 * angstrom, defaults filled in. Source: ORSO model language 1.0 (reflectometry.org).
 *
 * @throws OperandoError `malformed-file` for what cannot be resolved, `unknown-unit`, `unsupported` for classes of layers not read here, `too-large`.
 */
export function parseOrsoModel(text: string): OrsoModel {
  if (text.length > largestModel) throw new OperandoError('too-large', `the model has ${text.length} characters.`);
  return orsoModelOf(yamlData(text, 'the model'));
}

/** As {@link parseOrsoModel}, from data already parsed (the header of an ORSO file). @throws as {@link parseOrsoModel}. */
export function orsoModelOf(data: unknown): OrsoModel {
  const root = tableOf(data, 'the model');
  const source = tableOf(own(root, 'data_source'), 'data_source');
  const sample = tableOf(own(root, 'sample') ?? own(source, 'sample'), 'sample');
  const model = own(root, 'stack') === undefined ? tableOf(own(sample, 'model'), 'sample.model') : root;
  const stack = own(model, 'stack');
  if (typeof stack !== 'string')
    throw new OperandoError('malformed-file', 'the model has no stack.', {
      cure: 'An ORSO model has a line such as   stack: air | Fe 7 | Si',
    });
  const warnings: OperandoWarning[] = Object.keys(model)
    .filter((key) => !knownKeys.has(key))
    .map((key) => ({ code: 'ignored-key', message: said`${key} is no part of the model language and was not read.` }));
  const resolver = new Resolver(model, warnings);
  const origin = own(model, 'origin');
  return {
    ...(typeof origin === 'string' ? { origin } : {}),
    items: resolver.parts(parseOrsoStack(stack), undefined, 0),
    warnings,
  };
}

/** Turns names into what they stand for. */
class Resolver {
  readonly #subStacks: Table;
  readonly #layers: Table;
  readonly #materials: Table;
  readonly #composits: Table;
  readonly #globals: OrsoGlobals;
  readonly #warnings: OperandoWarning[];
  #items = 0;

  constructor(model: Table, warnings: OperandoWarning[]) {
    this.#subStacks = tableOf(own(model, 'sub_stacks'), 'sub_stacks');
    this.#layers = tableOf(own(model, 'layers'), 'layers');
    this.#materials = tableOf(own(model, 'materials'), 'materials');
    this.#composits = tableOf(own(model, 'composits'), 'composits');
    this.#globals = orsoGlobals(tableOf(own(model, 'globals'), 'globals'));
    this.#warnings = warnings;
  }

  parts(parts: readonly StackPart[], environment: OrsoMaterial | undefined, depth: number): OrsoItem[] {
    if (depth > deepestReference)
      throw new OperandoError('malformed-file', 'sub-stacks refer to each other without end.');
    // Sub-stacks of sub-stacks multiply: a short file could otherwise fill the memory.
    this.#items += parts.length;
    if (this.#items > mostItems)
      throw new OperandoError(
        'too-large',
        `the model has more than ${mostItems} layers, without counting repetitions.`,
      );
    return parts.map((part) => {
      const matrix =
        part.environment === undefined ? environment : this.#material(part.environment, environment, depth);
      if (part.kind === 'group')
        return { kind: 'group', repetitions: part.repetitions, items: this.parts(part.parts, matrix, depth + 1) };
      const { name, thickness } = part;
      const subStack = own(this.#subStacks, name);
      if (subStack !== undefined) return this.#subStack(name, tableOf(subStack, name), thickness, matrix, depth + 1);
      const layer = own(this.#layers, name);
      return this.#layer(layer === undefined ? {} : tableOf(layer, name), name, thickness, matrix, depth + 1);
    });
  }

  #subStack(
    name: string,
    given: Table,
    thickness: number | undefined,
    environment: OrsoMaterial | undefined,
    depth: number,
  ): OrsoItem {
    if (depth > deepestReference) throw new OperandoError('malformed-file', said`sub-stack ${name} refers to itself.`);
    const like = own(given, 'like');
    if (typeof like === 'string') {
      const base = own(this.#subStacks, like);
      if (base === undefined)
        throw new OperandoError('malformed-file', said`sub-stack ${name} is like ${like}, which is not there.`);
      return this.#subStack(
        name,
        Object.assign({}, tableOf(base, like), tableOf(own(given, 'but'), `${name}.but`)),
        thickness,
        environment,
        depth + 1,
      );
    }
    const kind = own(given, 'sub_stack_class') ?? 'SubStack';
    if (kind === 'FunctionTwoElements') return this.#graded(name, given, thickness, environment, depth);
    if (kind !== 'SubStack')
      throw new OperandoError(
        'unsupported',
        said`sub-stack ${name} is of class ${(JSON.stringify(kind) ?? '').slice(0, 40)}, which is not read here.`,
        { cure: 'Write it as a sequence of layers.' },
      );
    const repetitions = own(given, 'repetitions') ?? 1;
    if (typeof repetitions !== 'number' || !Number.isInteger(repetitions) || repetitions < 1 || repetitions > 10_000)
      throw new OperandoError(
        'malformed-file',
        said`sub-stack ${name} repeats ${(JSON.stringify(repetitions) ?? '').slice(0, 40)} times.`,
      );
    const matrixName = own(given, 'environment');
    const matrix = matrixName === undefined ? environment : this.#material(matrixName, environment, depth);
    const sequence = own(given, 'sequence');
    const stack = own(given, 'stack');
    if (Array.isArray(sequence))
      return {
        kind: 'group',
        repetitions,
        items: sequence.map((layer, i) =>
          this.#layer(tableOf(layer, `${name}.sequence`), `${name} ${i + 1}`, undefined, matrix, depth + 1),
        ),
      };
    if (typeof stack !== 'string')
      throw new OperandoError('malformed-file', said`sub-stack ${name} has neither stack nor sequence.`);
    return { kind: 'group', repetitions, items: this.parts(parseOrsoStack(stack), matrix, depth + 1) };
  }

  #graded(
    name: string,
    given: Table,
    thickness: number | undefined,
    environment: OrsoMaterial | undefined,
    depth: number,
  ): OrsoGradedLayer {
    const fraction = own(given, 'function');
    if (typeof fraction !== 'string')
      throw new OperandoError('malformed-file', said`sub-stack ${name} has no function.`);
    const [first, second] = ['material1', 'material2'].map((key) =>
      this.#material(own(given, key), environment, depth),
    );
    const slice = own(given, 'slice_resolution');
    return {
      kind: 'graded',
      name,
      ...this.#lengths(given, name, thickness),
      materials: [first!, second!],
      fraction: fraction.replaceAll('**', '^'),
      slice: slice === undefined ? this.#globals.slice : orsoLength(slice, this.#globals, `${name}.slice_resolution`),
    };
  }

  #lengths(given: Table, name: string, thickness: number | undefined): { thickness: number; roughness: number } {
    const stated = own(given, 'thickness') ?? thickness ?? 0;
    const roughness = own(given, 'roughness');
    return {
      thickness: orsoLength(stated, this.#globals, `${name}.thickness`),
      roughness:
        roughness === undefined ? this.#globals.roughness : orsoLength(roughness, this.#globals, `${name}.roughness`),
    };
  }

  #layer(
    given: Table,
    name: string,
    thickness: number | undefined,
    environment: OrsoMaterial | undefined,
    depth: number,
  ): OrsoLayer {
    const composition = own(given, 'composition');
    const material =
      composition === undefined
        ? this.#material(own(given, 'material') ?? name, environment, depth)
        : this.#mixture(name, composition, environment, depth);
    return {
      kind: 'layer',
      name: own(given, 'material') === undefined || own(this.#layers, name) !== undefined ? name : material.name,
      ...this.#lengths(given, name, thickness),
      material,
    };
  }

  #mixture(name: string, composition: unknown, environment: OrsoMaterial | undefined, depth: number): OrsoMaterial {
    const shares = Object.entries(tableOf(composition, `${name}.composition`)).map(([key, fraction]) => {
      if (typeof fraction !== 'number')
        throw new OperandoError('malformed-file', said`${name}: the share of ${key} is no number.`);
      return { fraction, material: this.#material(key, environment, depth + 1) };
    });
    if (shares.length === 0) throw new OperandoError('malformed-file', said`the mixture ${name} has no parts.`);
    this.#items += shares.length;
    if (this.#items > mostItems)
      throw new OperandoError('too-large', `the mixtures have more than ${mostItems} parts.`);
    return { name, composition: shares };
  }

  #material(given: unknown, environment: OrsoMaterial | undefined, depth: number): OrsoMaterial {
    if (depth > deepestReference)
      throw new OperandoError('malformed-file', 'materials refer to each other without end.');
    if (given !== null && typeof given === 'object') {
      const composition = own(given as Table, 'composition');
      return composition === undefined
        ? orsoMaterial('material', given as Table, this.#globals, this.#warnings)
        : this.#mixture('mixture', composition, environment, depth);
    }
    if (typeof given !== 'string' || given === '')
      throw new OperandoError('malformed-file', 'a layer names no material.');
    if (given === 'environment') {
      if (environment === undefined)
        throw new OperandoError('malformed-file', 'a material is the environment, but there is none.', {
          cure: 'Put the stack in brackets, followed by   in MATERIAL.',
        });
      return environment;
    }
    const known = own(this.#materials, given);
    if (known !== undefined) return orsoMaterial(given, tableOf(known, given), this.#globals, this.#warnings);
    const composit = own(this.#composits, given);
    if (composit !== undefined)
      return this.#mixture(given, own(tableOf(composit, given), 'composition'), environment, depth);
    return orsoMaterial(given, {}, this.#globals, this.#warnings);
  }
}

/** Layers in a model when all groups are repeated (graded regions count as one): how many slabs a program must build. */
export function countOrsoLayers(items: readonly OrsoItem[]): number {
  return items.reduce(
    (sum, item) => sum + (item.kind === 'group' ? item.repetitions * countOrsoLayers(item.items) : 1),
    0,
  );
}
