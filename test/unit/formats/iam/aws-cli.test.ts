// The script, run by real shells. Its `aws` writes down what it is called with; moto and the AWS CLI itself take its place
// in test/programs/iam-forms.test.ts.
import { readFileSync, rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IamSetup } from '../../../../shared/domain/iam-resource.ts';
import { writeAwsCli } from '../../../../shared/formats/iam/aws-cli.ts';
import { factsOfCalls } from '../../../support/iam-form-readers.ts';
import { anySetup, aRole, aSetup, EVERYTHING, factsOf } from '../../../support/iam-setups.ts';
import { createScratch, needing, type Scratch } from '../../../support/programs.ts';

const ACCOUNTS = ['123456789012', '210987654321'];

let scratch: Scratch;
beforeAll(() => {
  scratch = createScratch();
  scratch.script(
    'aws',
    `#!/bin/sh
case "$1 $2" in
'sts get-caller-identity') echo "$ACCOUNT"; exit ;;
esac
for word in "$@"; do printf '%s\\0' "$word"; done >>calls
printf '\\1\\0' >>calls
case "$2$PRESENT" in
get-role | get-policy | get-open-id-connect-provider)
  echo "An error occurred (NoSuchEntity) when calling" >&2; exit 254 ;;
get-repository-policy)
  echo "An error occurred (RepositoryPolicyNotFoundException) when calling" >&2; exit 254 ;;
get-*)
  [ -z "$PRESENT" ] || printf '%s\\n' "$PRESENT" ;;
esac
`,
  );
});
afterAll(() => scratch.remove());

interface Ran {
  readonly status: number | null;
  readonly stderr: string;
  readonly calls: readonly (readonly string[])[];
}

async function run(
  setup: IamSetup,
  {
    shell = ['sh'],
    account = '123456789012',
    present = '',
    args = [],
  }: { shell?: readonly string[]; account?: string; present?: string; args?: readonly string[] } = {},
): Promise<Ran> {
  rmSync(scratch.path('calls'), { force: true });
  scratch.write('calls', '');
  const [program = 'sh', ...before] = shell;
  const script = scratch.write('script.sh', writeAwsCli(setup));
  const env = { ACCOUNT: account, PRESENT: present };
  const { status, stderr } = await scratch.run(program, [...before, script, ...args], { env });
  const calls = readFileSync(scratch.path('calls'), 'utf8').split('\u0001\0').slice(0, -1);
  return { status, stderr, calls: calls.map((call) => call.split('\0').slice(0, -1)) };
}

async function madeBy(setup: IamSetup, shell?: readonly string[]) {
  const facts = [];
  for (const account of ACCOUNTS) {
    if (!setup.places.some((place) => place.accountId === account)) continue;
    const { status, stderr, calls } = await run(setup, { account, ...(shell && { shell }) });
    expect([status, stderr]).toEqual([0, '']);
    facts.push(...factsOfCalls(calls, account));
  }
  return facts;
}

describe.each([[['sh']], [['dash']], [['bash', '--posix']], [['zsh']], [['busybox', 'sh']]])(
  'the form aws-cli, run by %j',
  (shell) => {
    const { skip, note } = needing(shell[0] ?? '');
    it.skipIf(skip)(`makes all of each account, and nothing of another${note}`, async () => {
      expect(await madeBy(EVERYTHING, shell)).toEqual(factsOf(EVERYTHING));
    });
  },
);

describe('the form aws-cli', () => {
  it('says the same as the setup, whatever its texts are, and runs none of them', async () => {
    await fc.assert(
      fc.asyncProperty(anySetup, async (setup) => {
        expect(await madeBy(setup)).toEqual(factsOf(setup));
      }),
      { numRuns: 25 },
    );
    expect(() => readFileSync(scratch.path('pwned'))).toThrow('ENOENT');
  });

  it('does nothing in an account that it is not for', async () => {
    const { status, stderr, calls } = await run(EVERYTHING, { account: '999999999999' });
    expect([status, stderr]).toEqual([
      1,
      'This is for the account 123456789012 or 210987654321, not for 999999999999.\n',
    ]);
    expect(calls).toEqual([]);
  });

  it('updates a role that is there, its trust policy too, and makes no other', async () => {
    const { status, calls } = await run(aSetup(), { present: 'arn:aws:iam::123456789012:role/portunus/shop-images' });
    expect(status).toBe(0);
    expect(calls.map(([service, operation]) => `${service} ${operation}`)).toEqual([
      'iam get-role',
      'iam get-role',
      'iam update-assume-role-policy',
      'iam update-role',
      'iam put-role-policy',
    ]);
  });

  it('adds the audiences that a provider lacks, and no others', async () => {
    const setup = aSetup({
      type: 'oidc-provider',
      url: 'https://gitlab.com',
      clientIds: ['https://gitlab.com', "a'b"],
    });
    const added = async (present: string) =>
      (await run(setup, { present })).calls.filter(([, name]) => name === 'add-client-id-to-open-id-connect-provider');
    expect(await added('True')).toEqual([]);
    const OpenIDConnectProviderArn = 'arn:aws:iam::123456789012:oidc-provider/gitlab.com';
    expect((await added('False')).map(([, , , json = '']) => JSON.parse(json))).toEqual([
      { OpenIDConnectProviderArn, ClientID: 'https://gitlab.com' },
      { OpenIDConnectProviderArn, ClientID: "a'b" },
    ]);
  });

  it('stops at a role of the name with another path, whose ARN no connector has', async () => {
    const { status, stderr, calls } = await run(aSetup(), { present: 'arn:aws:iam::123456789012:role/shop-images' });
    expect([status, stderr]).toEqual([
      1,
      'arn:aws:iam::123456789012:role/shop-images is there already, and would have to be removed first.\n',
    ]);
    expect(calls.filter(([, operation]) => operation !== 'get-role')).toEqual([]);
  });

  it('stops at the first refusal of AWS', async () => {
    scratch.script('refusing', '#!/bin/sh\n[ "$1" = sts ] && echo 123456789012 || { echo denied >&2; exit 254; }\n');
    const script = writeAwsCli(aSetup()).replaceAll('aws iam', './refusing iam');
    const ended = await scratch.run('sh', ['-c', script], { env: { ACCOUNT: '123456789012', PRESENT: '' } });
    expect(ended).toMatchObject({ status: 1, stderr: 'denied\n' });
  });

  it('replaces no policy of a repository that has others in it, unless it is told to', async () => {
    const other = '{"Version":"2008-10-17","Statement":[]}';
    const asked = { account: '210987654321', present: other };
    const { status, stderr, calls } = await run(EVERYTHING, asked);
    expect([status, stderr]).toEqual([1, expect.stringContaining('shop/api has another policy')]);
    expect(calls.some(([, operation]) => operation === 'set-repository-policy')).toBe(false);
    const told = await run(EVERYTHING, { ...asked, args: ['--replace'] });
    expect([told.status, told.calls.at(-1)?.[1]]).toEqual([0, 'set-repository-policy']);
  });

  it('takes its own policy of a repository for what it is, however ECR spaces it', async () => {
    const { document } = factsOf(EVERYTHING).find(({ type }) => type === 'repository-policy') ?? {};
    const present = JSON.stringify(document, null, 4);
    expect(await run(EVERYTHING, { account: '210987654321', present })).toMatchObject({ status: 0 });
  });

  it.each([
    ['begins like an option', '--profile', 'aws iam get-role --role-name=--profile'],
    ['has a second line', 'a\ntouch pwned', "aws iam get-role --role-name 'a\ntouch pwned'"],
  ])('takes a name that %s for a name', (_what, name, command) => {
    expect(writeAwsCli(aSetup(aRole({ name })))).toContain(`if exists ${command}; then\n`);
  });

  it.each([
    ['NUL', aRole({ name: 'a\0b' })],
    ['address', aRole({ managedPolicyArns: ['file:///etc/passwd'] })],
  ])('refuses an %s, which would arrive as something else', (what, role) => {
    expect(() => writeAwsCli(aSetup(role))).toThrow(what);
  });
});
