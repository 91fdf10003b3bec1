// Writes the types of the API from docs/openapi.json, if they are not those of this document yet. They are not kept in
// Git, so that they can't differ from it.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';

const DOCUMENT = new URL('../../docs/openapi.json', import.meta.url);
const TYPES = new URL('src/schema.ts', import.meta.url);

// A field with a default may be left out of a request, and an object of which nothing is said may hold anything.
const OPTIONS = { defaultNonNullable: false, emptyObjectsUnknown: true };

// openapi-typescript writes types through the API of TypeScript 5, which TypeScript 7 does not have.
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'typescript' ? 'typescript-5' : specifier, context),
});

const document = await readFile(DOCUMENT, 'utf8');
const self = await readFile(new URL(import.meta.url), 'utf8');
const mark = `// Made of ${createHash('sha256').update(document).update(self).digest('hex')}\n`;

const isCurrent = await readFile(TYPES, 'utf8').then(
  (text) => text.startsWith(mark),
  () => false,
);
if (!isCurrent) {
  const { default: generate, astToString } = await import('openapi-typescript');
  await writeFile(TYPES, `${mark}${astToString(await generate(JSON.parse(document), OPTIONS))}`);
}
