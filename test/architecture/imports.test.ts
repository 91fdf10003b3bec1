import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** A layer's files, and what they may import: other layers, packages, and Node's own modules. Nothing else. */
const LAYERS: Record<string, { readonly layers: readonly string[]; readonly packages: readonly string[] }> = {
  'shared/domain': { layers: [], packages: ['valibot'] },
  // Hashing and reading keys and certificates are pure functions; nothing else of Node is needed to decide.
  'shared/policy': { layers: ['shared/domain'], packages: ['node:crypto'] },
  'shared/vending': { layers: ['shared/domain', 'shared/policy'], packages: ['microdiff', 'node:crypto', 'node:util'] },
  'shared/auth': {
    layers: ['shared/domain', 'shared/vending'],
    packages: [
      'aws-jwt-verify',
      'openid-client',
      'valibot',
      'node:crypto',
      'node:dns',
      'node:http',
      'node:https',
      'node:net',
    ],
  },
  'shared/aws': {
    layers: ['shared/domain', 'shared/vending'],
    packages: [
      '@aws-sdk',
      '@smithy/node-http-handler',
      'aws4fetch',
      'valibot',
      'node:crypto',
      'node:timers',
      'node:util',
      'node:zlib',
    ],
  },
  'shared/formats': { layers: ['shared/domain'], packages: [] },
  'shared/http': {
    layers: ['shared/domain', 'shared/formats'],
    packages: ['@middy/core', 'aws-lambda', 'valibot', 'node:crypto', '@valibot/to-json-schema'],
  },
  'shared/config': { layers: ['shared/domain'], packages: ['valibot'] },
  'shared/observability': { layers: ['shared/domain'], packages: [] },
  functions: {
    layers: [
      'shared/http',
      'shared/vending',
      'shared/auth',
      'shared/aws',
      'shared/formats',
      'shared/config',
      'shared/observability',
      // Types alone: see below.
      'shared/domain',
      // The description of the API, which `read` serves as it is in the repository.
      'docs',
    ],
    // aws-lambda is types alone; node:crypto is where chance comes in. The console's files lie beside its function.
    packages: ['aws-lambda', 'node:crypto', 'node:fs', 'node:zlib'],
  },
  // Users copy its construct into an app of theirs, with the packages of that app.
  'deploy/cdk': {
    layers: [],
    packages: ['aws-cdk-lib', 'cdk-nag', 'constructs', 'node:crypto', 'node:fs', 'node:path'],
  },
  // Serverless loads it as it is, and the command line reads what it says about settings and tables.
  deploy: {
    // The form of a stage. Everything else is types: a check of the prober without an alarm does not compile.
    layers: ['shared/domain'],
    packages: [
      'commander',
      'fflate',
      'keep-a-changelog',
      'semver',
      '@cyclonedx',
      'node:crypto',
      'node:child_process',
      'node:fs',
      'node:os',
      'node:path',
      'node:process',
      'node:util',
    ],
  },
  // The pages in the browser ask the service through the typed client, like any program. They show what the domain's
  // tables say, and decide nothing: who may do what is the service's to say.
  console: {
    layers: ['clients/typescript', 'shared/domain'],
    packages: [
      '@cloudscape-design/collection-hooks',
      '@cloudscape-design/components',
      '@cloudscape-design/global-styles',
      '@tanstack/react-query',
      'react',
      'react-dom',
      'wouter',
      'yaml',
    ],
  },
  // A package for any program, and what the command asks through (docs/adr/0053).
  'clients/typescript': { layers: [], packages: ['openapi-fetch'] },
  // A composition root like a function: the only part of the CLI that uses AWS (docs/adr/0002).
  'cli/direct': {
    layers: [
      'cli',
      'cli/agent',
      'deploy',
      'shared/domain',
      'shared/vending',
      'shared/auth',
      'shared/aws',
      'shared/config',
    ],
    packages: ['@aws-sdk', 'aws4fetch', 'node:crypto', 'node:os'],
  },
  // The machine's own AWS role: the only other part of the CLI that uses AWS (docs/adr/0051).
  'cli/agent': {
    layers: ['cli', 'shared/domain', 'shared/aws', 'shared/config'],
    packages: ['@aws-sdk', 'aws4fetch'],
  },
  // It plans, lints and explains by itself, offline too (docs/adr/0009).
  cli: {
    layers: [
      'shared/domain',
      'shared/policy',
      'shared/vending',
      'shared/formats',
      'shared/config',
      'clients/typescript',
      'cli/direct',
      'cli/agent',
    ],
    packages: [
      '@valibot/to-json-schema',
      'cli-table3',
      'commander',
      'csv-parse',
      'jose',
      'junit-report-builder',
      // What people sign in with, each loaded when somebody does.
      '@napi-rs/keyring',
      'open',
      'openid-client',
      'valibot',
      'yaml',
      'node:child_process',
      'node:crypto',
      'node:dns',
      'node:events',
      'node:fs',
      'node:http',
      'node:https',
      'node:net',
      'node:os',
      'node:path',
      'node:process',
      'node:readline',
      'node:sqlite',
      'node:stream',
      'node:timers',
      'node:tls',
      'node:url',
      'node:util',
    ],
  },
};

/** The subjects inside a layer, and the other subjects of it that each may import. Files beside the folders serve them all. */
const SUBJECTS: Record<string, readonly string[]> = {
  'shared/policy/access': [],
  'shared/policy/session': ['access'],
  'shared/policy/definitions': ['access', 'session'],
  'shared/policy/lint': ['access', 'session'],
  // What users must set up in IAM, from the same definitions that decide.
  'shared/policy/iam': ['access', 'session'],
  // Definitions and refresh jobs know how a login is issued. Issuing does not know them.
  'shared/vending/issuing': [],
  'shared/vending/definitions': ['issuing'],
  // Who reads jobs is told of their definitions too.
  'shared/vending/refresh': ['issuing', 'definitions'],
  'shared/vending/audit': ['issuing', 'definitions'],
  'shared/vending/usage': ['issuing', 'definitions', 'archive'],
  // A verification plans the session that issuing would make.
  'shared/vending/verify': ['issuing', 'definitions'],
  // The prober asks the deployment from outside, as any caller does.
  'shared/vending/probe': [],
  // Keys of accounts are not needed to issue. What changes them is recorded as other acts are.
  'shared/vending/keys': ['definitions'],
  // The archive reads what others have written, and knows none of them.
  'shared/vending/archive': [],
  // Who signs in and out is recorded as other acts are.
  'shared/vending/console': ['issuing', 'definitions'],
  'shared/aws/archive': [],
  'shared/aws/dynamodb': [],
  'shared/aws/sts': [],
  'shared/aws/ecr': [],
  'shared/aws/codeartifact': [],
  'shared/aws/console': [],
  'shared/aws/delivery': [],
  'shared/aws/keys': [],
  'shared/aws/probe': [],
  'shared/aws/verify': ['sts', 'ecr'],
  'shared/http/request': [],
  'shared/http/response': ['request'],
  // It describes what the others read and write, and no function loads it.
  'shared/http/openapi': ['request', 'response'],
  'cli/files': [],
  // The rules of docker and podman for their own files. It knows nothing of the service.
  'cli/docker-config': ['files'],
  'cli/cache': ['http', 'logins'],
  'cli/package-config': [],
  'cli/logins': ['agent', 'docker-config', 'files', 'http'],
  'cli/exec': [],
  // It opens what every command opens, and looks at each part of that.
  'cli/doctor': ['docker-config', 'http'],
  'cli/init': ['files'],
  'cli/import': [],
  'cli/http': ['audit'],
  'cli/apply': ['files', 'http'],
  'cli/smoke': ['http'],
  'cli/audit': [],
  'cli/sign-in': ['files', 'http'],
  // What a look at an AWS account means, apart from the looking.
  'cli/preflight': [],
  // The machine's own role, for which no table is needed.
  'cli/agent': [],
  'cli/direct': ['agent', 'apply', 'audit', 'files', 'preflight', 'smoke'],
  'cli/commands': [
    'agent',
    'apply',
    'audit',
    'cache',
    'direct',
    'docker-config',
    'doctor',
    'exec',
    'files',
    'http',
    'import',
    'init',
    'logins',
    'package-config',
    'preflight',
    'sign-in',
    'smoke',
  ],
  // Screens stand side by side on the kit, and the frame around them knows them all.
  'console/texts': [],
  'console/api': [],
  'console/kit': ['api', 'texts'],
  'console/screens': ['api', 'kit', 'texts'],
  'console/app': ['api', 'kit', 'screens', 'texts'],
  'local/stand-in/core': [],
  'local/stand-in/http': ['core'],
  'local/stand-in/iam': ['core'],
  'local/stand-in/iam-api': ['core', 'http', 'iam'],
  'local/stand-in/sts': ['core', 'http', 'iam'],
  'local/stand-in/secrets': ['core', 'http', 'iam'],
  'local/stand-in/registry': ['core', 'http', 'iam'],
  'local/stand-in/s3': ['core', 'http', 'iam'],
  'local/stand-in/kms': ['core', 'http', 'iam'],
  'local/stand-in/gateway': ['core', 'http', 'iam'],
  'local/stand-in/metadata': ['core'],
  'local/stand-in/codeartifact': ['core', 'http', 'iam'],
};

/** The front of a layer puts its subjects together, and no subject imports it (there are no circles). */
const FRONTS = [
  'shared/http/with-http.ts',
  ...['portunus', 'open-access', 'offline', 'ending'].map((name) => `cli/${name}.ts`),
  ...['server', 'handle', 'services', 'provisioning'].map((name) => `local/stand-in/${name}.ts`),
];

/** They belong to the build, whatever folder they are in. */
const BUILD = ['vite.config.ts'];

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts') && !BUILD.includes(name))
    .map((name) => join(folder, name));
}

const FILES = ['shared', 'functions', 'deploy', 'cli', 'clients/typescript/src', 'console', 'local'].flatMap(
  sourceFiles,
);

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const specifiers = [...text.matchAll(/^(?:import|export)\b[^'";]*?from '([^']+)'|\bimport\('([^']+)'\)/gm)];
  return specifiers.map(([, from, dynamic]) => from ?? dynamic ?? '');
}

function layerOf(file: string): string {
  return Object.keys(LAYERS).find((layer) => file.startsWith(`${layer}/`)) ?? (file.split('/')[0] as string);
}

function resolve(file: string, specifier: string): string {
  return relative('.', join(dirname(file), specifier));
}

function isAllowed(file: string, specifier: string): boolean {
  const rules = LAYERS[layerOf(file)];
  if (rules === undefined) return true;
  if (!specifier.startsWith('.'))
    return rules.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  const target = layerOf(resolve(file, specifier));
  return target === layerOf(file) || rules.layers.includes(target);
}

function subjectOf(file: string): string | undefined {
  return Object.keys(SUBJECTS).find((subject) => file.startsWith(`${subject}/`));
}

/** Inside a layer: from a subject, or from a file that serves all of them, into a subject that it may not know. */
function isAgainstSubjects(file: string, specifier: string): boolean {
  const target = resolve(file, specifier);
  const to = subjectOf(target);
  if (!specifier.startsWith('.') || to === undefined || !file.startsWith(`${dirname(to)}/`)) return false;
  if (FRONTS.includes(file)) return false;
  const from = subjectOf(file);
  return from !== to && !(from !== undefined && SUBJECTS[from]?.some((name) => to.endsWith(`/${name}`)));
}

/** From one function's folder into another's. */
function isCrossing(file: string, specifier: string): boolean {
  const target = resolve(file, specifier);
  if (!specifier.startsWith('.') || !target.startsWith('functions/')) return false;
  return dirname(target) !== dirname(file) && dirname(target) !== 'functions/common';
}

describe('the arrows of the architecture', () => {
  it('sees the imports of every layer', () => {
    // Else the rules below would hold for want of anything to look at.
    expect(new Set(FILES.map(layerOf))).toEqual(new Set([...Object.keys(LAYERS), 'local']));
    expect(FILES.flatMap(importsOf).length).toBeGreaterThan(200);
  });

  it('knows a forbidden import when it sees one', () => {
    expect(isAllowed('shared/policy/access/access.ts', '../../aws/dynamodb/issuers.ts')).toBe(false);
    expect(isAllowed('shared/domain/secret.ts', 'node:util')).toBe(false);
    expect(isAllowed('shared/http/response/respond.ts', '@aws-sdk/client-sts')).toBe(false);
    expect(isAllowed('cli/portunus.ts', '../shared/aws/dynamodb/issuers.ts')).toBe(false);
    expect(isAllowed('functions/issue/handler.ts', '../read/handler.ts')).toBe(true);
  });

  it.each(FILES)('%s imports only what its layer may', (file) => {
    expect(importsOf(file).filter((specifier) => !isAllowed(file, specifier))).toEqual([]);
  });

  it('has every folder of a divided layer in the table of subjects', () => {
    const layers = [...new Set(Object.keys(SUBJECTS).map((subject) => dirname(subject)))];
    const folders = layers.flatMap((layer) =>
      readdirSync(layer, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(layer, entry.name)),
    );
    expect(folders.sort()).toEqual(Object.keys(SUBJECTS).sort());
  });

  it('knows an arrow back between subjects when it sees one', () => {
    expect(isAgainstSubjects('shared/vending/issuing/explain.ts', '../definitions/ports.ts')).toBe(true);
    expect(isAgainstSubjects('shared/vending/map-limited.ts', './issuing/ports.ts')).toBe(true);
    expect(isAgainstSubjects('shared/vending/refresh/ports.ts', '../issuing/ports.ts')).toBe(false);
    expect(isAgainstSubjects('shared/policy/lint/ci/github.ts', '../rules.ts')).toBe(false);
    expect(isAgainstSubjects('shared/policy/lint/ci/github.ts', '../../definitions/references.ts')).toBe(true);
  });

  it('has no arrow back between the subjects of a layer', () => {
    const back = FILES.flatMap((file) =>
      importsOf(file)
        .filter((specifier) => isAgainstSubjects(file, specifier))
        .map((specifier) => `${file} -> ${specifier}`),
    );
    expect(back).toEqual([]);
  });

  it('has no two groups of the console’s screens that import each other', () => {
    const groupOf = (file: string) => /^console\/screens\/([^/]+)\//.exec(file)?.[1];
    const arrows = FILES.flatMap((file) =>
      importsOf(file).map((specifier) => [groupOf(file), groupOf(resolve(file, specifier))] as const),
    ).filter(([from, to]) => from !== undefined && to !== undefined && from !== to);
    const known = new Set(arrows.map(([from, to]) => `${from} ${to}`));
    expect(known).toContain('connector connectors');
    expect(arrows.filter(([from, to]) => known.has(`${to} ${from}`))).toEqual([]);
  });

  it('has no import of vending from auth or aws but its port types', () => {
    const fromAdapters = FILES.filter((file) => /^shared\/(auth|aws)\//.test(file)).flatMap(importsOf);
    const vending = fromAdapters.flatMap((specifier) => specifier.match(/\bvending\/.*/)?.[0] ?? []);
    expect([...new Set(vending)].sort()).toEqual([
      'vending/archive/digest-ports.ts',
      'vending/archive/ports.ts',
      'vending/archive/verify/ports.ts',
      'vending/audit/ports.ts',
      'vending/console/ports.ts',
      'vending/definitions/ports.ts',
      'vending/issuing/ports.ts',
      'vending/issuing/session-request.ts',
      'vending/keys/ports.ts',
      'vending/probe/ports.ts',
      'vending/refresh/ports.ts',
      'vending/usage/ports.ts',
      'vending/verify/ports.ts',
    ]);
  });

  it('has no circles', () => {
    const graph = new Map(
      FILES.map((file) => [
        file,
        importsOf(file)
          .filter((s) => s.startsWith('.'))
          .map((s) => resolve(file, s)),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (done.has(file) || path.includes(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of FILES) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('has no functions importing each other', () => {
    const crossing = FILES.filter((file) => file.startsWith('functions/')).flatMap((file) =>
      importsOf(file)
        .filter((specifier) => isCrossing(file, specifier))
        .map((s) => `${file} -> ${s}`),
    );
    expect(crossing).toEqual([]);
  });

  it('knows a crossing when it sees one: what functions have in common is theirs, and has none of them', () => {
    expect(isCrossing('functions/issue/ports.ts', '../read/handler.ts')).toBe(true);
    expect(isCrossing('functions/common/tables.ts', '../issue/ports.ts')).toBe(true);
    expect(isCrossing('functions/issue/ports.ts', '../commonly/x.ts')).toBe(true);
    expect(isCrossing('functions/issue/ports.ts', '../common/tables.ts')).toBe(false);
    expect(isCrossing('functions/issue/handler.ts', './ports.ts')).toBe(false);
    expect(isCrossing('functions/issue/ports.ts', '../../shared/aws/sts/sts.ts')).toBe(false);
  });

  it('takes types alone from aws-lambda, which is in no bundle', () => {
    const texts = FILES.map((file) => readFileSync(file, 'utf8'));
    const taken = texts.flatMap((text) => [...text.matchAll(/^.*from 'aws-lambda'/gm)].map(([line]) => line));
    expect(taken.length).toBeGreaterThan(0);
    expect(taken.filter((line) => !line.startsWith('import type '))).toEqual([]);
  });

  it('has functions that take types alone from the domain', () => {
    const functions = FILES.filter((file) => file.startsWith('functions/'));
    const lines = functions.flatMap(
      (file) => readFileSync(file, 'utf8').match(/^import[^;]*shared\/domain[^;]*/gm) ?? [],
    );
    expect(lines.filter((line) => !line.startsWith('import type '))).toEqual([]);
  });

  it('reads cookies in the function of the console alone', () => {
    const readers = FILES.filter((file) =>
      importsOf(file).some((specifier) => /request\/(?:cookies|session-id)\.ts$/.test(specifier)),
    );
    expect(readers.sort()).toEqual(['functions/console/api.ts', 'functions/console/sign-in.ts']);
  });

  it('reads the environment in one place', () => {
    const readers = FILES.filter(
      (file) => !/^(?:local|deploy)\//.test(file) && /\bprocess\.env\b/.test(readFileSync(file, 'utf8')),
    );
    expect(readers).toEqual(['shared/config/config.ts']);
  });

  it('lets a secret out in few places, each of them known', () => {
    const exits = FILES.filter(
      (file) => !file.startsWith('local/') && readFileSync(file, 'utf8').includes('.reveal()'),
    );
    expect(exits.sort()).toEqual([
      'cli/commands/console.ts',
      'cli/commands/sign-in.ts',
      'cli/docker-config/logins.ts',
      'cli/http/keys.ts',
      'cli/logins/open-once.ts',
      'cli/open-access.ts',
      'cli/sign-in/current-token.ts',
      'cli/sign-in/sign-out.ts',
      'cli/sign-in/store.ts',
      'cli/sign-in/token-source.ts',
      'shared/auth/sign-in-providers.ts',
      'shared/auth/verify-token.ts',
      'shared/aws/console/ask-api.ts',
      'shared/aws/console/seal.ts',
      'shared/aws/delivery/parameter.ts',
      'shared/aws/delivery/secret.ts',
      'shared/aws/keys/secrets.ts',
      'shared/aws/probe/ask.ts',
      'shared/aws/sdk-credentials.ts',
      'shared/aws/sts/assume-role.ts',
      'shared/aws/sts/clients.ts',
      'shared/aws/sts/console-url.ts',
      'shared/aws/sts/user-session.ts',
      'shared/formats/aws-session.ts',
      'shared/formats/bamboo.ts',
      'shared/formats/docker.ts',
      'shared/formats/json.ts',
      'shared/formats/kubernetes.ts',
      'shared/formats/package-login.ts',
      'shared/formats/variables.ts',
      'shared/http/request/through-gateway.ts',
      'shared/http/response/console-cookies.ts',
      'shared/http/response/respond.ts',
      'shared/vending/console/session.ts',
      'shared/vending/issuing/audit-draft.ts',
      'shared/vending/issuing/explain-rejection.ts',
      'shared/vending/keys/own-key.ts',
      'shared/vending/probe/forged-token.ts',
      'shared/vending/refresh/prepare-delivery.ts',
    ]);
  });
});
