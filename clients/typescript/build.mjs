// Builds the package of the client in dist/client, as npm packs and installs it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import './generate.mjs';

const OUT = 'dist/client';

rmSync(OUT, { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'clients/typescript'], { stdio: 'inherit' });

const { version, license, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const manifest = {
  name: 'portunus-client',
  version,
  description: 'A typed client of the API of Portunus',
  license,
  type: 'module',
  exports: { '.': { types: './lib/index.d.ts', default: './lib/index.js' } },
  files: ['lib'],
  sideEffects: false,
  engines: { node: '>=20' },
  dependencies: { 'openapi-fetch': devDependencies['openapi-fetch'] },
};
writeFileSync(`${OUT}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
copyFileSync('clients/typescript/README.md', `${OUT}/README.md`);
copyFileSync('LICENSE', `${OUT}/LICENSE`);
