// Options of every technique as docs/options.md shows them, made from their schemas. Needs a build.
import { describeOptions, flagName, techniqueList } from '../packages/workflow/dist/index.js';
import { expectCheckOnly, writeDocument } from './document.mjs';

expectCheckOnly('options-table');

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const shown = (value) => (value === undefined ? '' : `\`${cell(JSON.stringify(value))}\``);

function row(description) {
  const { path, type, unit, defaultValue, required, help, kind } = description;
  const name = path.join('.').replaceAll('.[]', '[]');
  const flag = path.length === 1 && (kind !== 'group' || description.isInFile) ? `\`--${flagName(description)}\`` : '';
  const takes = kind === 'group' && type === 'group' ? 'group' : type;
  return `| \`${name}\` | ${flag} | ${cell(takes)} | ${cell(unit ?? '')} | ${required ? '**required**' : shown(defaultValue)} | ${cell(help)} |`;
}

const text = `# Options

Made by \`scripts/options-table.mjs\` from the schemas of the techniques, the only place where an option's name, unit, default, range and help stand. Every option is set by its name in a YAML file (\`--options file.yml\`, or the model file that a technique needs), by \`--set name=value\` (\`--set sample.threshold=250\`, \`--set layers[1].thickness=cu\`), where the table has one by its flag, and by functions (\`runTechnique\`) under the same name. Flags have the last word, then \`--set\`, then the file. \`[]\` stands for each element of a list, \`*\` for any name.
${techniqueList
  .map(
    ({ id, title, options }) => `
## ${id}

${title[0].toUpperCase()}${title.slice(1)}.

| option | flag | takes | unit | default | what it does |
|---|---|---|---|---|---|
${describeOptions(options).map(row).join('\n')}
`,
  )
  .join('')}`;

writeDocument('options-table', 'options.md', text);
