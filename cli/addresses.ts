/** Whether tokens may be sent to an address: https, or this machine. */
export function isSafe(address: string): boolean {
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  if (parsed?.protocol === 'https:') return true;
  return parsed?.protocol === 'http:' && isLocal(address);
}

/** Whether an address is one of this machine. */
export function isLocal(address: string): boolean {
  return URL.canParse(address) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname);
}

/**
 * An address of a provider, to be shown and opened. In this form it has no character that a terminal would act on, and
 * no program opens anything but a page for it.
 */
export function shownAddress(address: string): string | undefined {
  return isSafe(address) ? new URL(address).href : undefined;
}
