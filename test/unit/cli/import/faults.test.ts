// What can't be carried over: each fault by row and column, with what to do, and never with the text of a cell.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COLUMN_NAMES } from '../../../../cli/import/columns.ts';
import { faultsOf, importTexts, OPTIONS } from '../../../support/import.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const REMEDY =
  'holds a secret, which import neither reads nor writes: delete the column, and every copy of the file that has it; put the key in place with "portunus accounts put-key"';

type Fields = Readonly<Record<string, unknown>>;

const ACCOUNT = { id: '1', name: 'Build', awsAccessKeyId: 'AKIABUILDBUILDBUILD1', awsAccountId: '123456789012' };
const CONNECTOR = {
  id: 'f24e81bc-7aff-42db-86a2-7cf82e24d871',
  type: 'ASSUME_ROLE',
  accountId: '1',
  roleArn: 'arn:aws:iam::123456789012:role/shop',
};

function fileOf(connector: Fields, account: Fields = {}) {
  return {
    'it.json': JSON.stringify({ accounts: [{ ...ACCOUNT, ...account }], connectors: [{ ...CONNECTOR, ...connector }] }),
  };
}

it('are none, with these', () => {
  expect(faultsOf(fileOf({}))).toEqual([]);
});

const AT = 'it.json, connectors[0]';
const TYPE =
  'must be Assume Role (ASSUME_ROLE), Federated User, IAM User (session token), Account (IAM User) or Provided';

describe('of a connector', () => {
  it.each<[string, Fields, readonly string[]]>([
    ['no id', { id: '' }, [`${AT}, id: is required: it is what plans name the connector by`]],
    ['an id that is none', { id: 'Shop images' }, [`${AT}, id: must be a UUID, or a number of version 1`]],
    ['an unknown type', { type: 'SAML' }, [`${AT}, type: ${TYPE}`]],
    ['a type that JavaScript knows', { type: 'constructor' }, [`${AT}, type: ${TYPE}`]],
    ['no type', { type: '' }, [`${AT}, type: ${TYPE}`]],
    ['an unknown scope', { scope: 'GLOBAL' }, [`${AT}, scope: must be SYSTEM, or empty`]],
    ['a scope that JavaScript knows', { scope: 'toString' }, [`${AT}, scope: must be SYSTEM, or empty`]],
    [
      'an account that is not there',
      { accountId: '2' },
      [`${AT}, accountId: must be the id or the name of one account of these files, or [IAM role for EC2/ECS]`],
    ],
    ['no role', { roleArn: '' }, [`${AT}, roleArn: is required`]],
    [
      'a role that is none',
      { roleArn: 'arn:aws:iam::123456789012:role/*' },
      [`${AT}, roleArn: must be the ARN of one IAM role`],
    ],
    [
      'a role that would be filled in with a claim',
      { roleArn: 'arn:aws:iam::123456789012:role/{repository}' },
      [`${AT}, roleArn: must not have braces`],
    ],
    ['a region that would be', { region: '{region}' }, [`${AT}, region: must not have braces`]],
    [
      'a duration in words',
      { maxDuration: '1h' },
      [`${AT}, maxDuration: must be whole seconds, such as 3600, or empty for AWS's default`],
    ],
    ['a duration that is too short', { maxDuration: 899 }, [`${AT}, maxDuration: must be at least 900`]],
    ['a duration that is too long', { maxDuration: '43201' }, [`${AT}, maxDuration: must be at most 43200`]],
    [
      'a duration that role chaining forbids',
      { accountId: '[IAM role for EC2/ECS]', maxDuration: 3601 },
      [`${AT}, maxDuration: must be at most 3600: STS gives no more from the execution role (role chaining)`],
    ],
    ['groups that are numbers', { groups: [1] }, [`${AT}, groups: must be a list of texts`]],
    [
      'an external ID that is too short',
      { externalId: 'x' },
      [`${AT}, externalId: must be 2 to 1224 of A-Z, a-z, 0-9 and +=,.@:/_-`],
    ],
    [
      'a policy that is no JSON',
      { iamPolicy: '{' },
      [`${AT}, iamPolicy: is not JSON: paste the policy as the connector's dialog shows it`],
    ],
    [
      'a policy with a name twice',
      { iamPolicy: '{"Version": "2012-10-17", "Version": "2012-10-17"}' },
      [`${AT}, iamPolicy: is a member name stands twice: paste the policy as the connector's dialog shows it`],
    ],
    ['a policy that is a list', { iamPolicy: '[]' }, [`${AT}, iamPolicy: must be an IAM policy, a JSON object`]],
    [
      'a policy whose variables another version would read',
      { iamPolicy: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::b/\${aws:username}` } } },
      [
        `${AT}, iamPolicy: must have "Version": "2012-10-17": without it, AWS takes \${…} for plain text. Decide which you mean`,
      ],
    ],
    [
      'a policy whose condition YAML would lose',
      {
        iamPolicy: {
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: { '<<': { StringEquals: 'x' } } },
        },
      },
      [`${AT}, iamPolicy: has the name <<, which no policy has`],
    ],
    [
      'a policy with several faults',
      {
        iamPolicy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'allow', Action: '*', Resource: '*' }, { Effect: 'Deny' }],
        },
      },
      [
        `${AT}, iamPolicy: Statement[0].Effect must be 'Allow' or 'Deny': did you mean Allow?`,
        `${AT}, iamPolicy: Statement[1] must have either Action or NotAction`,
        `${AT}, iamPolicy: Statement[1] must have either Resource or NotResource`,
      ],
    ],
    [
      'a policy for a type that takes none',
      {
        type: 'IAM User (session token)',
        roleArn: '',
        acknowledgeRisk: true,
        iamPolicy: { Version: '2012-10-17', Statement: [] },
      },
      [`${AT}, iamPolicy: is not taken by session-token: empty it`],
    ],
    [
      'a role for a type that assumes none',
      { type: 'Federated User', omitPolicy: true },
      [`${AT}, roleArn: is not taken by federated-user: empty it`],
    ],
    [
      'a session of all rights that nobody acknowledges',
      { type: 'Account (IAM User)', roleArn: '' },
      [`${AT}, acknowledgeRisk: must be true for this type: the session has all of the IAM user's rights`],
    ],
    [
      'a federated user without rights',
      { type: 'FEDERATED_USER', roleArn: '' },
      [
        `${AT}, iamPolicy: is required, or a limit: without a policy a federated user has no rights (omitPolicy: true, if that is meant)`,
      ],
    ],
    [
      'a session of a key from a role',
      { type: 'FEDERATED_USER', roleArn: '', omitPolicy: true, accountId: '[IAM role for EC2/ECS]' },
      [`${AT}, accountId: must be the key of an IAM user for this type: a role makes no such session`],
    ],
    [
      'the role itself from a key',
      { type: 'Provided', roleArn: '' },
      [`${AT}, accountId: must have credentials of source execution-role for provided`],
    ],
    [
      'a partition that is none',
      { partition: 'china' },
      [`${AT}, partition: must be aws, aws-cn, aws-us-gov or aws-eusc`],
    ],
    [
      'another partition than its role',
      { partition: 'aws-cn', region: 'cn-north-1' },
      [`${AT}, roleArn: must be in the partition of the connector's account`],
    ],
    [
      'another partition without a region',
      { roleArn: 'arn:aws-cn:iam::123456789012:role/shop' },
      [`${AT}, region: is required in aws-cn: STS is asked there`],
    ],
    [
      "another partition than Portunus's role reaches",
      { accountId: '[IAM role for EC2]', roleArn: 'arn:aws-cn:iam::123456789012:role/shop', region: 'cn-north-1' },
      [`${AT}, accountId: must be the key of an IAM user: Portunus's role reaches nothing in aws-cn`],
    ],
    ['something that it serves', { serves: 'ecr;everything' }, [expect.stringContaining(`${AT}, serves: [1] must be`)]],
    ['an unknown field', { roleARNs: 'x' }, [`${AT}, roleARNs: is not a known field: did you mean roleArn?`]],
    [
      'a field twice',
      { policy: {}, iamPolicy: {} },
      [`${AT}, iamPolicy: is there twice, by two names: keep one of them`],
    ],
    ["an account's field", { awsAccountId: '123456789012' }, [`${AT}, awsAccountId: is not for connectors: empty it`]],
    ['a name of several lines', { name: 'a\nb' }, [`${AT}, name: must be one line, without control characters`]],
    ['a flag that is none', { omitPolicy: 'maybe' }, [`${AT}, omitPolicy: must be true or false`]],
    ['a value of another kind', { roleArn: { arn: 'x' } }, [`${AT}, roleArn: must be text`]],
  ])('%s', (_what, connector, expected) => {
    const faults = faultsOf(fileOf(connector));
    expect(faults).toEqual(expect.arrayContaining([...expected]));
    expect(faults.filter((fault) => !fault.startsWith(AT))).toEqual([]);
  });

  it('an id that another one has', () => {
    const text = JSON.stringify({ accounts: [ACCOUNT], connectors: [CONNECTOR, { ...CONNECTOR, name: 'again' }] });
    expect(faultsOf({ 'it.json': text })).toEqual(['it.json, connectors[1], id: is the id of another entry too']);
  });
});

describe('of an account', () => {
  const there = 'it.json, accounts[0]';
  it.each<[string, Fields, string]>([
    [
      'no key',
      { awsAccessKeyId: 'ASIABUILDBUILDBUILD1' },
      `${there}, awsAccessKeyId: must be the id of a long-term access key (AKIA…)`,
    ],
    [
      'an account number that a spreadsheet rounded',
      { awsAccountId: '1.23457E+11' },
      `${there}, awsAccountId: must be 12 digits. Spreadsheets drop zeros and round long numbers, so format the column as text`,
    ],
    [
      'a secret elsewhere',
      { secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:other-AbCdEf' },
      `${there}, secretArn: must be the whole ARN of a secret under portunus/STAGE/keys/`,
    ],
    [
      'a secret of another stage',
      { secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/keys/build-AbCdEf' },
      `${there}, secretArn: is of stage prod, and this deployment is of stage dev (PORTUNUS_STAGE)`,
    ],
  ])('%s', (_what, account, expected) => {
    expect(faultsOf(fileOf({}, account))).toEqual([expected]);
  });

  it('no account number, where the session is of the key itself', () => {
    const federated = { type: 'FEDERATED_USER', roleArn: '', omitPolicy: true };
    expect(faultsOf(fileOf(federated, { awsAccountId: '' }))).toEqual([
      `${AT}, accountId: names an account without awsAccountId. "aws sts get-access-key-info --access-key-id KEY" prints it: add it to the row of the account`,
    ]);
  });
});

describe('of the options', () => {
  it('no issuer of people', () => {
    const { peopleIssuer: _left, ...options } = OPTIONS;
    expect(faultsOf(fileOf({ groups: ['builders'] }), options)).toEqual([
      `${AT}, groups: needs --people-issuer, the issuer whose tokens hold the groups`,
    ]);
  });

  it('no place for keys', () => {
    expect(faultsOf(fileOf({}), {})).toEqual([
      'it.json, accounts[0], secretArn: is not set, and --account-id, --region and --stage do not say where Portunus runs: one of the two must name the secret of the key',
    ]);
  });

  it("no account of Portunus's own", () => {
    const provided = { type: 'Provided', roleArn: '', accountId: '[IAM role for EC2/ECS]' };
    expect(faultsOf(fileOf(provided), {})).toEqual([
      `${AT}, type: needs --account-id, the account that Portunus runs in`,
    ]);
  });
});

describe('a secret access key', () => {
  it.each(['awsSecretKey', 'secretKey', 'aws_secret_access_key', 'Secret Access Key', 'password', 'sessionToken'])(
    'in a column called %s is refused by name, and never repeated',
    (column) => {
      const faults = faultsOf(fileOf({}, { [column]: SECRET }));
      expect(faults).toEqual([`it.json, accounts[0], ${column}: ${REMEDY}`]);
      expect(faults.join('\n')).not.toContain(SECRET);
    },
  );

  it.each(['name', 'awsAccessKeyId', 'id'])(
    'in the column %s, where it was pasted by mistake, is refused too',
    (column) => {
      const faults = faultsOf(fileOf({}, { [column]: SECRET }));
      expect(faults[0]).toBe(
        `it.json, accounts[0], ${column}: looks like a secret access key. If it is one, it ${REMEDY}`,
      );
      expect(faults.join('\n')).not.toContain(SECRET);
    },
  );

  it('inside another text, or in a list, is refused too', () => {
    for (const connector of [{ description: `key: ${SECRET}.` }, { groups: ['builders', SECRET] }]) {
      const faults = faultsOf(fileOf(connector));
      expect(faults[0]).toMatch(/^it\.json, connectors\[0\], \w+: looks like a secret access key/);
      expect(faults.join('\n')).not.toContain(SECRET);
    }
    expect(faultsOf(fileOf({ externalId: SECRET }))).toEqual([]);
  });

  // An external ID may have the form of one, so it is the one text that is believed.
  it.each(COLUMN_NAMES.filter((column) => column !== 'externalId'))(
    'in the column %s is never taken over',
    (column) => {
      for (const files of [fileOf({ [column]: SECRET }), fileOf({}, { [column]: SECRET })]) {
        const faults = faultsOf(files);
        expect(faults.length).toBeGreaterThan(0);
        expect(faults.join('\n')).not.toContain(SECRET);
      }
    },
  );

  it('without a header is not repeated either', () => {
    const faults = faultsOf({ 'it.csv': `${SECRET},AKIABUILDBUILDBUILD1\n` });
    expect(faults).toEqual(['it.csv, row 1: has no known column: the first row must name the columns']);
  });

  it('is no fault where its column is empty', () => {
    expect(faultsOf(fileOf({}, { awsSecretKey: '' }))).toEqual([]);
  });
});

describe('of a CSV file', () => {
  const HEADER = 'kind,id,name,type,accountId,roleArn,awsAccessKeyId,awsAccountId';
  const GOOD = [
    'account,1,Build,,,,AKIABUILDBUILDBUILD1,123456789012',
    'connector,f24e81bc-7aff-42db-86a2-7cf82e24d871,Shop,ASSUME_ROLE,1,arn:aws:iam::123456789012:role/shop,,',
  ];
  const csv = (...lines: readonly string[]) => ({ 'it.csv': `${lines.join('\n')}\n` });

  it('are none, with both kinds in one', () => {
    expect(faultsOf(csv(HEADER, ...GOOD))).toEqual([]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['no row', [], ['it.csv, row 1: has no known column: the first row must name the columns']],
    ['no connector', [HEADER, GOOD[0] ?? ''], ['the files: have no connector']],
    [
      'an unknown column',
      [HEADER.replace('roleArn', 'roleArm'), ...GOOD],
      ['it.csv, row 1, roleArm: is not a known column: did you mean roleArn?', 'it.csv, row 3, roleArn: is required'],
    ],
    [
      'a column that is nothing like ours',
      [`${HEADER},owner`, ...GOOD.map((row) => `${row},me`)],
      [
        'it.csv, row 1, owner: is not a known column: docs/migrating.md lists all columns. Delete it if it is of no use here',
      ],
    ],
    [
      'a column twice',
      [HEADER.replace('name', 'Account ID'), ...GOOD],
      ['it.csv, row 1, accountId: names the same as Account ID: keep one of them'],
    ],
    ['an unknown kind', [HEADER, ...GOOD, 'group,1,,,,,,'], ['it.csv, row 4, kind: must be account or connector']],
    [
      'a cell too many',
      [HEADER, ...GOOD, 'account,2,Build, again,,,,,'],
      ['it.csv, row 4: has 9 cells, and the first row names 8: quote cells that hold the delimiter'],
    ],
    [
      'a formula',
      [HEADER, ...GOOD, 'account,2,"=HYPERLINK(""https://evil.example"")",,,,AKIABUILDBUILDBUILD2,123456789012'],
      ['it.csv, row 4, name: begins like a formula of a spreadsheet: write the text itself'],
    ],
    [
      'a quote that is not closed',
      [HEADER, ...GOOD, 'account,"2,Build'],
      ['it.csv, line 4: a quote is opened and not closed'],
    ],
    [
      'text after a quote',
      [HEADER, 'account,"1"x,Build,,,,,'],
      ['it.csv, line 2: text follows a closing quote: quotes inside a cell are doubled'],
    ],
  ])('%s', (_what, lines, expected) => {
    expect(faultsOf(csv(...lines))).toEqual(expect.arrayContaining([...expected]));
  });

  it('are counted by rows, as a spreadsheet counts them, whatever the cells hold', () => {
    const many = 'connector,aa,"one\n\ntwo",ASSUME_ROLE,1,arn:aws:iam::123456789012:role/shop,,';
    const faults = faultsOf(csv(HEADER, GOOD[0] ?? '', many, '', 'connector,bb,,SAML,1,,,'));
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['it.csv, row 3, name', 'it.csv, row 5, type']);
  });

  it('are all told at once, and at most fifty', () => {
    const bad = Array.from({ length: 60 }, (_one, index) => `connector,x${index},,SAML,1,,,`);
    const faults = faultsOf(csv(HEADER, GOOD[0] ?? '', ...bad));
    expect(faults).toHaveLength(51);
    expect(faults.at(-1)).toBe('10 more faults: correct these first');
    expect(faultsOf(csv(HEADER, GOOD[0] ?? '', ...bad.slice(0, 50)))).toHaveLength(50);
  });
});

it.each([
  ['[]', 'it.json: must be an object with the lists accounts and connectors'],
  ['{', 'it.json: is not JSON'],
  ['{"connectors": {}}', 'it.json, connectors: must be a list'],
  ['{"connector": []}', 'it.json, connector: is not a known list: did you mean connectors?'],
  ['{"connectors": [7]}', 'it.json, connectors[0]: must be an object'],
  ['{"connectors": [], "connectors": []}', 'it.json: is a member name stands twice'],
])('of the JSON file %s', (text, expected) => {
  expect(faultsOf({ 'it.json': text })).toContain(expected);
});

it('a hostile text is quoted in the YAML, and ends no comment', () => {
  const name = 'x\' # decide: "}]\u2028- {id: evil}';
  const { text } = importTexts(fileOf({ name, scope: 'SYSTEM' }));
  expect(parse(text).connectors).toMatchObject([{ name, grants: [] }]);
});
