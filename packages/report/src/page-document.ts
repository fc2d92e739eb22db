import { pageScript, pageStyle } from './generated/page.js';
import { contentHash, htmlText } from './html.js';

/** No network, no frames, no forms; the one script and the one style that stand here. */
function policy(connect: string | undefined): string {
  return [
    "default-src 'none'",
    `script-src ${contentHash(pageScript)}`,
    `style-src ${contentHash(pageStyle)}`,
    'img-src data: blob:',
    ...(connect === undefined ? [] : [`connect-src ${connect}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * A page around what it holds.
 *
 * @param held Elements that hold what the page shows.
 * @param connect What its script may connect to. @default nothing
 */
export function pageDocument(title: string, held: readonly string[], connect?: string): string {
  return [
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(connect)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${htmlText(title)} · operando</title>`,
    `<style>${pageStyle}</style>\n</head>\n<body>`,
    '<noscript>This page needs JavaScript to draw what it holds.</noscript>',
    ...held,
    `<script>${pageScript}</script>`,
    '</body>\n</html>\n',
  ].join('\n');
}
