import { Document, visit } from 'yaml';
import type { ScalarTag } from 'yaml';

/** A number as YAML 1.1 and 1.2 both read it: PyYAML takes 5e-7, without a point or without a sign, for a word. */
function yamlNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', exponent] = String(value).split('e');
  return exponent === undefined ? mantissa : `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent}`;
}

const numberTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  // Nothing is parsed with it; without a test others would be asked first.
  test: /(?!)/,
  identify: (value) => typeof value === 'number',
  resolve: Number,
  stringify: ({ value }) => yamlNumber(Number(value)),
};

/** Words that YAML 1.1 takes for truth values, nothing, or numbers. */
const reserved = /^(?:y|yes|n|no|on|off|true|false|null|nan|inf)$/i;

/** Words that are texts for every reader of YAML, without quotes; a unit such as 1/angstrom is one. */
const isPlain = (text: string): boolean =>
  /^(?:[A-Za-z]|\d+\/[A-Za-z])[\w ./()-]*$/.test(text) && !text.endsWith(' ') && !reserved.test(text);

/** Letters that readers of 1.1 refuse (DEL, C1 controls, no characters), or take for ends of lines or of nothing. They stand in quotes only. */
const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Plain data as YAML that readers of 1.1 (PyYAML) and 1.2 understand alike: a text that either would take for anything else, such as
 * on, 1_20, 12:30:00 or a date, is quoted. Source: YAML 1.1 type repository (bool, int, float, timestamp, value, merge).
 * @throws As `JSON.stringify` does, for what is no plain data.
 */
export function yamlText(value: unknown): string {
  const document = new Document(value, { customTags: (tags) => [numberTag, ...tags] });
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string' && !isPlain(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 }).replace(unprintable, escaped);
}
