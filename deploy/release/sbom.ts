import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Version } from '@cyclonedx/cyclonedx-library/Spec';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import type { Commit } from './git.ts';

interface License {
  readonly license?: { readonly id?: string; readonly name?: string; readonly text?: { readonly content: string } };
  readonly expression?: string;
}

interface Component {
  readonly name: string;
  readonly group?: string;
  readonly version?: string;
  readonly author?: string;
  readonly purl?: string;
  readonly licenses?: readonly License[];
  readonly evidence?: { readonly licenses?: readonly License[] };
}

/** A CycloneDX document, as far as it is looked at here. */
export interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
}

const validator = new JsonStrictValidator(Version.v1dot6);

/** The packages that esbuild put into a bundle, with the texts of their licenses, as the build wrote them down. */
export function readSbom(bundle: string): Sbom {
  return JSON.parse(readFileSync(`dist/meta/${bundle}.cdx.json`, 'utf8'));
}

/** The published document about one file of a release: its bytes, the commit that it was made from, and its packages. */
export async function writeSbom(sbom: Sbom, file: string, bytes: Uint8Array, commit: Commit): Promise<string> {
  // Without a package URL: no registry has Portunus, and a scanner would look up somebody else's package.
  const { purl: _, evidence: _ours, ...component } = sbom.metadata.component;
  const document = {
    ...sbom,
    serialNumber: `urn:uuid:${uuidOf(`${commit.id} ${file}`)}`,
    metadata: {
      timestamp: commit.date,
      ...sbom.metadata,
      component: { ...component, name: file, hashes: [{ alg: 'SHA-256', content: sha256(bytes) }] },
    },
    // The texts are in the notices, once each.
    components: sbom.components.map(({ evidence: _texts, ...rest }) => rest),
  };
  const text = `${JSON.stringify(document, null, 2)}\n`;
  const faults = await validator.validate(text);
  if (faults !== null) throw new Error(`the SBOM of ${file} is not valid: ${JSON.stringify(faults)}`);
  return text;
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A UUID of version 8, which leaves its bits to us: the same commit always has the same. */
function uuidOf(text: string): string {
  const hex = sha256(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Names, authors and license texts of all bundled packages: their licenses ask for that beside each copy. */
export function writeNotices(sboms: readonly Sbom[]): string {
  const packages = new Map<string, string>();
  for (const component of sboms.flatMap(({ components }) => components)) {
    const name = [component.group, component.name].filter(Boolean).join('/');
    packages.set(`${name} ${component.version}`, licenseTextOf(component));
  }
  const sections = [...packages].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const intro = 'Portunus contains these packages. Each one is under its own license, which follows its name.\n';
  return `${[intro, ...sections.map(([name, text]) => `${'='.repeat(80)}\n${name}\n\n${text}\n`)].join('\n')}`;
}

function licenseTextOf({ author, licenses = [], evidence }: Component): string {
  const texts = (evidence?.licenses ?? []).map(({ license }) => license?.text?.content ?? '');
  if (texts.length > 0) return texts.map((text) => Buffer.from(text, 'base64').toString('utf8').trim()).join('\n\n');
  const names = licenses.map(({ license, expression }) => license?.id ?? license?.name ?? expression);
  return `License: ${names.join(', ')}. Author: ${author ?? 'not named'}. The package has no license text.`;
}
