// Writes docs/openapi.json, the description of the API that `read` serves: npm run openapi.
import { readFileSync, writeFileSync } from 'node:fs';
import { createDocument } from './shared/http/openapi/document.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync('docs/openapi.json', `${JSON.stringify(createDocument(version), null, 2)}\n`);
