import { OperandoError } from '@operando/core';
import { Parser } from 'saxen';
import { said } from './said.js';

/** What happens in an XML text, in order. */
export interface XmlHandlers {
  /** Local name and attributes, read when asked for. */
  readonly open?: (name: string, attributes: () => Readonly<Record<string, string>>) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Go through XML without building a tree of it: entities of its own are not expanded, nothing else is loaded.
 * @throws OperandoError `malformed-file`.
 */
export function xmlEvents(xml: string, part: string, { open, close, text }: XmlHandlers): void {
  const parser = new Parser();
  const failed = (cause: unknown): never => {
    throw new OperandoError(
      'malformed-file',
      said`${part} is no valid XML (${cause instanceof Error ? cause.message.split('\n')[0]!.slice(0, 80) : String(cause)}).`,
      { cure: 'It is cut short or was changed: copy or export it again.', cause },
    );
  };
  parser.on('error', failed);
  if (open !== undefined) parser.on('openTag', (name, attributes) => open(local(name), attributes));
  if (close !== undefined) parser.on('closeTag', (name) => close(local(name)));
  if (text !== undefined) {
    parser.on('text', (raw, decode) => text(raw.includes('&') ? decode(raw) : raw));
    parser.on('cdata', text);
  }
  try {
    parser.parse(xml);
  } catch (error) {
    if (error instanceof OperandoError) throw error;
    failed(error);
  }
}
