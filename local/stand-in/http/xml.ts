const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** An element around other elements; `opening` is its name, and its attributes if it has any. */
export function element(opening: string, ...children: readonly string[]): string {
  return `<${opening}>${children.join('')}</${opening.split(' ')[0]}>`;
}

/** An element around text. */
export function text(name: string, value: string): string {
  return element(
    name,
    value.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character),
  );
}
