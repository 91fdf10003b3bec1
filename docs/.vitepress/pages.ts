// Where each Markdown file of the repository is in the site, and what its relative links become there.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';

/** docs/api.md is at /api.html, README.md of the root at /readme.html, and that of a folder at the folder's address. */
export function sitePath(file: string): string {
  const page = file.replace(/^docs\//, '');
  if (!page.includes('/')) return file === page ? page.toLowerCase() : page;
  return page.replace(/(^|\/)README\.md$/, '$1index.md');
}

/** The address of what a page links to. Files that are no pages are in the site as text. */
export function siteLink(from: string, href: string): string {
  const [path = '', anchor] = href.split('#');
  const target = posix.join(posix.dirname(from), path);
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const file = isFolder ? posix.join(target, 'README.md') : target;
  if (!file.endsWith('.md')) return sourceLink(file);
  return `/${sitePath(file)}${anchor === undefined ? '' : `#${anchor}`}`;
}

/** Browsers show `.txt`; what they do with a `.ts` or `.yml` depends on the server. */
export function sourceLink(file: string): string {
  return FOR_PROGRAMS.includes(file) ? `/${posix.basename(file)}` : `/source/${file}.txt`;
}

const SCHEMA = 'docs/portunus.schema.json';
const OPENAPI = 'docs/openapi.json';

/** Editors and other programs read these from their addresses. */
export const FOR_PROGRAMS: readonly string[] = [SCHEMA, OPENAPI];

/** As GitHub makes them, so that a link with an anchor works on both. */
export function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

function titleOf(file: string): string {
  return /^# (.*)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.replaceAll('`', '') ?? posix.basename(file, '.md');
}

/** How the sidebar names a page; an index is the folder itself. */
export function addressOf(file: string): string {
  return `/${sitePath(file)}`.replace(/\.md$/, '').replace(/\/index$/, '/');
}

const page = (file: string, text = titleOf(file)) => ({ text, link: addressOf(file) });
const pagesIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => page(`${folder}/${name}`));

/** The groups of the sidebar. A test holds that every page is in one. */
export const SIDEBAR = [
  {
    text: 'Start',
    items: [
      page('docs/index.md', 'All pages'),
      page('README.md', 'What Portunus is'),
      page('docs/getting-started.md'),
      page('docs/migrating.md', 'Migrating'),
      page('docs/faq.md'),
      page('docs/glossary.md'),
    ],
  },
  {
    text: 'Guides',
    items: [
      page('docs/cli.md'),
      page('docs/agent-role.md'),
      page('docs/testing-access.md'),
      page('docs/refresh-jobs.md'),
      page('docs/ecs.md'),
      page('docs/codeartifact.md'),
      page('docs/policy-examples.md'),
      ...pagesIn('docs/recipes'),
      page('docs/build-images.md'),
      page('clients/README.md', 'Helpers for agents'),
      page('clients/typescript/README.md', 'Client for TypeScript'),
    ],
  },
  { text: 'CI recipes', collapsed: true, items: [page('docs/ci/README.md', 'All CIs'), ...pagesIn('docs/ci')] },
  {
    text: 'Reference',
    items: [
      page('docs/definitions.md'),
      page('docs/principal-types.md'),
      page('docs/formats.md'),
      page('docs/lint.md'),
      page('docs/api.md'),
      { text: 'JSON schema', link: sourceLink(SCHEMA), target: '_blank' },
      { text: 'OpenAPI', link: sourceLink(OPENAPI), target: '_blank' },
    ],
  },
  {
    text: 'Deploy',
    items: [
      page('docs/deploying.md'),
      page('docs/settings.md'),
      page('docs/preflight.md'),
      page('docs/deployer.md'),
      page('docs/data.md'),
      page('docs/smoke.md'),
      page('docs/upgrading.md'),
      page('docs/capacity.md'),
      page('docs/cost.md'),
      page('docs/regions.md'),
      page('docs/iam-documents.md'),
      page('docs/many-accounts.md'),
    ],
  },
  {
    text: 'Operate',
    items: [
      page('docs/administration.md'),
      page('docs/authorization.md'),
      page('docs/sign-in.md'),
      page('docs/console.md'),
      page('docs/screens.md'),
      page('docs/console-sign-in.md'),
      page('docs/audit.md'),
      page('docs/usage.md'),
      page('docs/operations.md'),
      page('docs/runbook.md'),
      page('docs/stopping.md'),
      page('docs/account-keys.md'),
      page('docs/slo.md'),
      page('docs/verify.md'),
      page('docs/prober.md'),
      page('docs/archive.md'),
      page('docs/audit-verify.md'),
      page('docs/troubleshooting.md'),
      page('docs/performance.md'),
      page('SECURITY.md'),
      page('docs/threat-model.md'),
    ],
  },
  {
    text: 'Contribute',
    items: [
      page('CONTRIBUTING.md'),
      page('docs/architecture.md'),
      page('docs/extending.md'),
      page('docs/testing.md'),
      page('local/stand-in/README.md', 'The local AWS'),
      page('docs/releasing.md'),
      page('CHANGELOG.md'),
    ],
  },
  { text: 'Decisions', collapsed: true, items: pagesIn('docs/adr') },
];
