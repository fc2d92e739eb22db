import { inflateRawSync } from 'node:zlib';

/** What a page holds as JSON, as far as tests look at it. */
export interface PageData {
  readonly title: string;
  readonly results: readonly {
    readonly technique: string;
    readonly label: string;
    readonly figures: readonly { readonly name: string; readonly svg: { readonly blob: number } }[];
    readonly tables: readonly { readonly name: string; readonly length: number }[];
    readonly views: readonly {
      readonly name: string;
      readonly map?: { readonly points: number; readonly values: { readonly form: string; readonly length: number } };
      readonly curves: readonly { readonly kind: string; readonly frame: number }[];
      readonly rowNames?: readonly string[];
      readonly tracks: readonly unknown[];
      readonly traces: readonly { readonly name: string }[];
    }[];
  }[];
}

/** The JSON of a page. */
export function pageData(html: string): PageData {
  return JSON.parse(/id="operando-data">([^<]*)</.exec(html)![1]!) as PageData;
}

/** A text that a page holds packed. */
export function packedText(html: string, blob: number): string {
  const [, packed] = new RegExp(`id="operando-b${blob}">([^<]*)<`).exec(html)!;
  return inflateRawSync(Buffer.from(packed!, 'base64')).toString();
}
