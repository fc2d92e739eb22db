import { InvalidArgumentError } from 'commander';

/** A finite number. */
export function parseNumberOption(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** A whole number, zero or more. */
export function parseCountOption(text: string): number {
  const value = parseNumberOption(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return value;
}

/** A whole number, 1 or more. */
export function parseThreadsOption(text: string): number {
  const value = parseNumberOption(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return value;
}

/** `k/n`, the k-th of n parts, as a part counted from 0. */
export function parsePartOption(text: string): { readonly part: number; readonly of: number } {
  const [, k, n] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
  if (k === undefined || n === undefined || Number(k) > Number(n))
    throw new InvalidArgumentError('It must be a part and how many there are, e.g. 3/8.');
  return { part: Number(k) - 1, of: Number(n) };
}

/** `from:to`, two increasing numbers. */
export function parseRangeOption(text: string): readonly [number, number] {
  const [from, to, ...rest] = text.split(':').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (from === undefined || to === undefined || rest.length > 0 || !(to > from) || !Number.isFinite(to - from)) {
    throw new InvalidArgumentError('It must be two increasing numbers as from:to, e.g. 8325:8375.');
  }
  return [from, to];
}

/** Collects an option given several times. */
export function collectOption(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
