/**
 * A module's address as the pool hands it to whoever starts threads: in Node its path, elsewhere the address itself.
 */
export function scriptOf({ protocol, pathname, href }: URL): string {
  if (protocol !== 'file:') return href;
  const path = decodeURIComponent(pathname);
  // Of Windows: /C:/...
  return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
}
