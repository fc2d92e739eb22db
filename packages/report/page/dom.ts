/** What an element may be made with: attributes by name, `on…` listeners. */
export interface Parts {
  readonly [name: string]: string | boolean | number | undefined | ((event: Event) => void);
}

/** An element of the page. Texts become text, whatever they hold: nothing is ever taken for HTML. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  parts: Parts = {},
  ...children: readonly (Node | string | undefined)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(parts)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** A choice with a label before it. */
export function choice<Value extends string>(
  label: string,
  options: readonly (readonly [Value, string])[],
  value: Value,
  onChange: (value: Value) => void,
): HTMLLabelElement {
  const select = element('select', { onchange: () => onChange(select.value as Value) });
  for (const [key, words] of options) select.append(element('option', { value: key, selected: key === value }, words));
  return element('label', { class: 'choice' }, `${label} `, select);
}

/** A box to tick with its label behind it. */
export function tick(label: string, isOn: boolean, onChange: (isOn: boolean) => void): HTMLLabelElement {
  const box = element('input', { type: 'checkbox', checked: isOn, onchange: () => onChange(box.checked) });
  return element('label', { class: 'tick' }, box, ` ${label}`);
}

/** A part of the page under a heading that can be folded. */
export function section(title: string, isOpen: boolean, ...children: readonly (Node | string)[]): HTMLDetailsElement {
  return element(
    'details',
    { class: 'part', open: isOpen },
    element('summary', {}, element('h2', {}, title)),
    ...children,
  );
}

/** A colour of the style in use. */
export function styleColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
