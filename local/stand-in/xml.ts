const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** An element around other elements; `opening` is its name, and its attributes if it has any. */
export const element = (opening: string, ...children: readonly string[]): string =>
  `<${opening}>${children.join('')}</${opening.split(' ')[0]}>`;

/** An element around text. */
export const text = (name: string, value: string): string =>
  element(
    name,
    value.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character),
  );
