import type { JsonValue, OperandoWarning, RowKind, ViewAxis, ViewCurveKind, ViewRange } from '@operando/core';
import type { PackedNumbers } from './pack/packed-numbers.js';
import type { PackedText } from './pack/packer.js';

/** A part of an array that holds many, one after another: where it begins, and how long it is. */
export type Part = readonly [from: number, length: number];

/** A column of a table: parts of the table's numbers, its statuses, or its words. */
export type PageColumn =
  | { readonly name: string; readonly words: number }
  | {
      readonly name: string;
      readonly unit: string;
      readonly values: Part;
      readonly stderr?: Part;
      readonly status?: Part;
    };

/** A table: its numbers in one array, its statuses in another, its words as JSON. */
export interface PageTable {
  readonly name: string;
  readonly rows: RowKind;
  readonly length: number;
  readonly index: readonly PageColumn[];
  readonly columns: readonly PageColumn[];
  readonly numbers: PackedNumbers;
  readonly statuses: PackedNumbers;
  /** JSON of a list of lists of words. */
  readonly words: PackedText;
}

/** A curve of a frame: parts of the view's numbers, its values of what is drawn. */
export interface PageCurve {
  readonly frame: number;
  readonly name: string;
  readonly kind: ViewCurveKind;
  readonly first?: number;
  readonly x?: Part;
  readonly values: Part;
  readonly stderr?: Part;
  readonly low?: Part;
  readonly high?: Part;
}

/** A view: its map apart, values of curves in one array, everything else in another. */
export interface PageView {
  readonly name: string;
  readonly title: string;
  readonly note?: string;
  readonly x: ViewAxis;
  readonly y: ViewAxis;
  readonly scale: 'linear' | 'square-root' | 'logarithm';
  readonly shown?: readonly [from: number, to: number];
  readonly rowNames?: readonly string[];
  readonly map?:
    | {
        readonly points: number;
        readonly x: Part;
        readonly firstFrames?: Part;
        readonly values: PackedNumbers;
        readonly stderr?: PackedNumbers;
      }
    | undefined;
  readonly numbers: PackedNumbers;
  /** Values of curves. */
  readonly drawn: PackedNumbers;
  readonly time?: { readonly start: Part; readonly duration: Part };
  readonly curves: readonly PageCurve[];
  readonly samples: readonly { readonly name: string; readonly unit: string; readonly values: Part }[];
  readonly components: readonly {
    readonly name: string;
    readonly x: Part;
    readonly values: Part;
    readonly weights: Part;
  }[];
  readonly tracks: readonly { readonly name: string; readonly values: Part; readonly stderr?: Part }[];
  readonly ranges: readonly ViewRange[];
  readonly traces: readonly {
    readonly name: string;
    readonly unit: string;
    readonly time: Part;
    readonly values: Part;
  }[];
}

/** A result as the page has it. */
export interface PageResult {
  readonly technique: string;
  /** What it is called among others. */
  readonly label: string;
  readonly text: string;
  readonly headline: { readonly [name: string]: JsonValue };
  readonly warnings: readonly OperandoWarning[];
  /** Whether something says when its frames were measured: their files, or a log of the cycler. */
  readonly isTimed: boolean;
  /** JSON of the provenance: of many files long, and looked at last. While more come it has the newest inputs alone. */
  readonly provenance: PackedText;
  /** How many inputs there are. */
  readonly inputs: number;
  readonly tables: readonly PageTable[];
  readonly figures: readonly { readonly name: string; readonly title: string; readonly svg: PackedText }[];
  readonly views: readonly PageView[];
}

/** All that a page holds as JSON; numbers stand in elements of their own. */
export interface PageData {
  readonly title: string;
  readonly results: readonly PageResult[];
  /** 256 colours, red, green and blue of each, as base64: for values, and for those on both sides of zero. */
  readonly colours: { readonly even: string; readonly diverging: string };
}

/** Element that holds the JSON, and what the others' ids begin with. */
export const dataId = 'operando-data';
export const blobPrefix = 'operando-b';
