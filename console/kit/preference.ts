/** What a person chose in this browser, such as its colors. `null` if nothing was, or the browser keeps nothing. */
export function preference(name: string): string | null {
  try {
    return localStorage.getItem(keyOf(name));
  } catch {
    return null;
  }
}

export function prefer(name: string, value: string): void {
  try {
    localStorage.setItem(keyOf(name), value);
  } catch {
    // The browser keeps nothing, and asks for nothing more either.
  }
}

function keyOf(name: string): string {
  return `portunus ${name}`;
}
