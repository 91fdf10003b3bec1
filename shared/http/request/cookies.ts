import type { HttpEvent } from '../event.ts';

/**
 * The value of a cookie. `undefined` if it is missing, and if there are two: whoever could set a second one for a wider
 * path or domain would otherwise choose which session a request is of.
 */
export function readCookie(event: HttpEvent, name: string): string | undefined {
  const listed: readonly unknown[] = event.cookies ?? [event.headers?.cookie];
  const pairs = listed.flatMap((text) => (typeof text === 'string' ? text.split(';') : []));
  const values = pairs.flatMap((pair) => {
    const [key = '', ...value] = pair.split('=');
    return key.trim() === name ? [value.join('=').trim()] : [];
  });
  return new Set(values).size === 1 ? values[0] : undefined;
}
