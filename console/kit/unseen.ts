import { foreignParts } from './foreign-parts.ts';

/** The characters of a text that nobody would see, each with its line. Ends of lines and tabs are none. */
export function unseenIn(text: string): readonly { readonly line: number; readonly code: string }[] {
  return text
    .split('\n')
    .flatMap((written, index) =>
      foreignParts(written.replaceAll('\t', ' ')).flatMap((part) =>
        'code' in part ? [{ line: index + 1, code: part.code }] : [],
      ),
    );
}
