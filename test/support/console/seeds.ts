// What there is to see in the console beside the sample definitions: connectors in each state, jobs that run and fail,
// logins and refusals, stops, a change that waits, and texts that want to be more than texts.
import { startRefreshEngine } from '../../../local/refresh-engine.ts';
import { type LocalAws, putRoleOf } from '../../../local/start-local-aws.ts';
import type { Connector } from '../../../shared/domain/connector.ts';
import { countInto } from '../usage.ts';

/** Becomes a picture whose loading runs a script, if it is taken for HTML. */
const MARKUP = `<img src=x onerror="globalThis.wasRun=1"><script>globalThis.wasRun=1</script>`;
/** Shows what follows from right to left, if it is not kept apart. */
const OVERRIDE = '\u202Egnp.exe\u2066';

const HOSTILE_TEXTS = {
  id: 'hostile',
  name: `${MARKUP.slice(0, 100)}${OVERRIDE}`,
  description: `${OVERRIDE}${MARKUP}${'W'.repeat(1_024 - OVERRIDE.length - MARKUP.length)}`,
  claim: `${MARKUP}${OVERRIDE}`,
  /** As long as a token may be. */
  longClaim: 'A'.repeat(4_000),
  reason: `${MARKUP.slice(0, 100)}${'W'.repeat(100)}`,
};

/** In pictures for the pages, harmless texts are in their place. */
const HARMLESS_TEXTS: typeof HOSTILE_TEXTS = {
  id: 'guest-images',
  name: 'Images of guests',
  description: 'What other teams may pull of the shop.',
  claim: 'refs/heads/guests',
  longClaim: 'acme/guests',
  reason: 'INC-41: the bakery moves to another account',
};

const HOSTILE = process.env.PORTUNUS_SCREENSHOTS === 'true' ? HARMLESS_TEXTS : HOSTILE_TEXTS;

const ROLES = 'arn:aws:iam::123456789012:role/portunus';

const common = { account: 'build', principalType: 'assumed-role', region: 'eu-west-1' };

const DEVELOPERS = { issuer: 'demo-sign-in', groups: ['shop-developers'] };

function jobOf(id: string) {
  const arn = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/logins/${id}`;
  return { id, connector: id, destination: { type: 'secretsmanager', arn, create: {} }, format: 'docker-config' };
}

const DEFINITIONS = {
  connectors: [
    {
      ...common,
      id: HOSTILE.id,
      name: HOSTILE.name,
      description: HOSTILE.description,
      roleArn: `${ROLES}/hostile`,
      serves: ['ecr', 'session', 'console'],
      systemScope: true,
      repositories: ['shop/*'],
      grants: [{ issuer: 'demo-ci', claims: { ref: [HOSTILE.claim, 'W'.repeat(512)] } }, DEVELOPERS],
    },
    {
      ...common,
      id: 'shop-retired',
      name: 'What the shop used before it moved',
      enabled: false,
      roleArn: `${ROLES}/shop-retired`,
      grants: [DEVELOPERS],
    },
    {
      ...common,
      id: 'warehouse-pulls',
      name: 'A connector whose role is not there yet',
      roleArn: `${ROLES}/warehouse-pulls`,
      systemScope: true,
      grants: [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }, { refreshJob: 'warehouse-pulls' }],
    },
    {
      ...common,
      id: 'reports-pulls',
      name: 'What the reports pull',
      roleArn: `${ROLES}/reports-pulls`,
      systemScope: true,
      grants: [{ refreshJob: 'reports-pulls' }],
    },
  ],
  refreshJobs: [
    { ...jobOf('warehouse-pulls'), name: HOSTILE.name },
    { ...jobOf('reports-pulls'), name: 'Of the reports', enabled: false },
  ],
};

/** The role is missing in AWS, so that its logins and its job fail. */
const WITHOUT_ROLE = 'warehouse-pulls';

export interface Seeded {
  /** Of one login that was issued, and of one that was refused. */
  readonly issuedRequestId: string;
  readonly refusedRequestId: string;
  readonly approvalId: string;
}

type Send = (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;

/** Sends requests as a person who administers, but not as one who signs in to the console. */
export function asAdministrator(url: string, aws: LocalAws): Send {
  return async (method, path, body) => {
    const response = await fetch(`${url}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${await aws.people.mint()}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  };
}

export async function seed(url: string, aws: LocalAws): Promise<Seeded> {
  const send = asAdministrator(url, aws);
  await send('POST', '/definitions', { dryRun: false, prune: false, definitions: DEFINITIONS });
  for (const { id } of DEFINITIONS.connectors) {
    if (id !== WITHOUT_ROLE) await putRole(aws, send, id);
  }
  await send('PATCH', '/connectors/shop-retired', { description: 'Kept until the last of its images is gone.' });
  const requests = await askForLogins(url, aws);
  await runJobs(aws);
  await send('POST', '/stop', { scope: { connector: 'bakery-images' }, reason: HOSTILE.reason });
  await send('POST', '/stop', { scope: { caller: { issuer: 'demo-ci', subject: HOSTILE.claim } }, reason: 'INC-42' });
  const approvalId = await propose(send);
  await countInto(aws, ...uses());
  return { ...requests, approvalId };
}

async function putRole(aws: LocalAws, send: Send, id: string): Promise<void> {
  const { externalId, ...connector } = await send('GET', `/connectors/${id}`);
  putRoleOf(aws.standIn, connector as unknown as Connector, String(externalId));
}

/** A login, a refusal, a failure, and a caller whose claims are hostile. */
async function askForLogins(url: string, aws: LocalAws): Promise<Omit<Seeded, 'approvalId'>> {
  const ask = async (connector: string, claims = {}) => {
    const response = await fetch(`${url}/v1/connectors/${connector}/ecr/credentials`, {
      headers: { authorization: `Bearer ${await aws.issuer.mint(claims)}` },
    });
    return String(((await response.json()) as { requestId?: unknown }).requestId);
  };
  const issuedRequestId = await ask('shop-images');
  await ask('shop-images', { run_id: '7352' });
  await ask(WITHOUT_ROLE);
  await ask(HOSTILE.id, { sub: HOSTILE.claim, ref: HOSTILE.claim, repository: HOSTILE.longClaim });
  const refusedRequestId = await ask('bakery-images');
  return { issuedRequestId, refusedRequestId };
}

/** One delivers, and one fails, for its connector has no role. */
async function runJobs(aws: LocalAws): Promise<void> {
  const { write } = process.stdout;
  const engine = await startRefreshEngine(aws);
  // What the functions log is not the test's.
  process.stdout.write = () => true;
  try {
    await engine.dispatch();
    await engine.deliver();
  } finally {
    process.stdout.write = write;
    await engine.stop();
  }
}

/** Changes of issuers wait for a second administrator. */
async function propose(send: Send): Promise<string> {
  const { approval } = await send('PATCH', '/issuers/demo-ci', { maxTokenAgeSeconds: 1_800 });
  return String((approval as { id?: unknown }).id);
}

const DAY_MS = 86_400_000;

/** Two weeks of use, more on some days than on others. */
function uses() {
  return Array.from({ length: 14 }, (_, day) => {
    const time = new Date(Date.now() - day * DAY_MS).toISOString();
    const issued = Array.from({ length: 2 + ((day * 3) % 5) }, () => ({ time, connectorId: 'shop-images' }));
    const refused = { time, connectorId: 'bakery-images', outcome: 'refused' as const, code: 'not_allowed' as const };
    return [...issued, ...(day % 3 === 0 ? [refused] : [])];
  }).flat();
}
