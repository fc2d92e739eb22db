/** A tag or a piece of text of an SVG document. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Parse a document strictly enough to fail on anything that is not well-formed XML of the kind written here. */
export function parseSvg(svg: string): Element[] {
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: { name: string; index: number }[] = [];
  const pattern = /<(\/)?([A-Za-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/)?>|([^<]+)/gy;
  let end = 0;
  for (let match = pattern.exec(svg); match !== null; match = pattern.exec(svg)) {
    end = pattern.lastIndex;
    const [, closing, name, attributes, selfClosing, text] = match;
    if (text !== undefined) {
      if (/&(?!(amp|lt|gt|quot|#39);)/.test(text)) throw new Error(`a bare ampersand in ${text}`);
      const top = open.at(-1);
      if (top !== undefined) elements[top.index]!.text += text;
    } else if (closing !== undefined) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      elements.push({
        name: name!,
        attributes: Object.fromEntries([...attributes!.matchAll(/([\w:-]+)="([^"]*)"/g)].map((m) => [m[1]!, m[2]!])),
        text: '',
      });
      if (selfClosing === undefined) open.push({ name: name!, index: elements.length - 1 });
    }
  }
  if (end !== svg.length || open.length > 0) throw new Error(`not well-formed at ${end}: ${svg.slice(end, end + 80)}`);
  return elements;
}
