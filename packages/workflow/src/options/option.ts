import { z } from 'zod';

/** What is said of an option beside its type: help, flag and docs are made from it. */
export interface OptionHelp {
  /** What it does, in half a sentence. */
  readonly help: string;
  /** Unit of its numbers, as people write it: `eV`, `s`, `um`. */
  readonly unit?: string;
  /** What stands for its value in the help of the command. @default the unit, or the kind of value */
  readonly placeholder?: string;
  /** Name of the flag, without dashes. @default the option's name in kebab case */
  readonly flag?: string;
  /** Another flag that gives it too, as it was called before. */
  readonly formerFlag?: string;
  /** It names a file: a relative name in an options file leads from that file's folder. */
  readonly path?: boolean;
  /** It is a group of options: its flag names a YAML file that holds them. */
  readonly inFile?: boolean;
  /** A value other than the default, for the docs and for the checks that every way of giving it has the same effect. */
  readonly example?: unknown;
}

/** Help of every option, by its schema. */
export const optionHelp: z.core.$ZodRegistry<OptionHelp> = z.registry<OptionHelp>();

/** A schema with what is said of it. */
export function option<Schema extends z.ZodType>(schema: Schema, help: OptionHelp): Schema {
  // A schema that stands for several options has words of its own for each.
  const own = optionHelp.has(schema) ? schema.clone() : schema;
  optionHelp.add(own, help);
  return own;
}

/**
 * A shape whose keys and types are those of a type of a library: an option that is renamed, added or changed there does not
 * compile here.
 */
export function shapeOf<Library>(): <Shape extends { readonly [Key in keyof Library]-?: z.ZodType<Library[Key]> }>(
  shape: Shape & { readonly [Key in Exclude<keyof Shape, keyof Library>]: never },
) => Shape {
  return (shape) => shape;
}
