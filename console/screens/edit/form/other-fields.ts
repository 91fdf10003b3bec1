import { PARTITIONS } from '../../../../shared/domain/aws.ts';
import { formatsOf } from '../../../../shared/domain/format-name.ts';
import { ACCESS } from '../../../../shared/domain/narrowing.ts';
import type { Written } from '../object/path.ts';
import { valueAt } from '../object/path.ts';
import { type FieldGroup, field, group } from './field.ts';

// What the schemas take stands in files that need Node.js. A test compares these lists with them.
const CI_NAMES = ['forgejo', 'github', 'gitlab', 'jenkins', 'kubernetes', 'terraform', 'other'];
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const JOB_SERVICES = ['ecr', 'codeartifact'];

const PEOPLE = group('people', [
  field('groupsClaim', 'text'),
  field('adminGroups', 'lines'),
  field('auditGroups', 'lines'),
  field('cliClientId', 'text'),
  field('consoleClientId', 'text'),
  field('clientSecretArn', 'text'),
  field('scopes', 'lines'),
]);

export function issuerFields(written: Written): readonly FieldGroup[] {
  const isForPeople = written.kind === 'user';
  return [
    group('basics', [
      field('id', 'text', true),
      field('url', 'text', true),
      field('kind', { type: 'choice', of: ['workload', 'user'] }, true),
      field('enabled', { type: 'flag', fallback: true }),
      field('audiences', 'lines', true),
      field('require', 'conditions', isForPeople),
      field('ci', { type: 'choice', of: CI_NAMES }),
    ]),
    ...(isForPeople ? [PEOPLE] : []),
    group(
      'tokens',
      [
        field('algorithms', { type: 'choices', of: ALGORITHMS, fallback: ['RS256'] }),
        field('tokenTypes', 'lines'),
        field('soleAudience', { type: 'flag', fallback: true }),
        field('maxTokenAgeSeconds', 'number'),
        field('maxTokenLifeSeconds', 'number'),
        field('audienceClaim', 'text'),
      ],
      false,
    ),
    group('keys', [field('jwksUri', 'text'), field('jwks', 'json'), field('caCertificates', 'long-text')], false),
    group('risk', [field('acknowledgeRisk', { type: 'acknowledgement' })]),
  ];
}

export function accountFields(written: Written): readonly FieldGroup[] {
  const withKey = valueAt(written, ['credentials', 'source']) === 'iam-user';
  return [
    group('basics', [
      field('id', 'text', true),
      field('awsAccountId', 'text', true),
      field('partition', { type: 'choice', of: Object.keys(PARTITIONS) }, true),
      field('credentials.source', { type: 'choice', of: ['execution-role', 'iam-user'] }, true),
      withKey && field('credentials.secretArn', 'text', true),
    ]),
  ];
}

const FORMATS = [...new Set([...formatsOf('logins'), ...formatsOf('packages')])];

export function refreshJobFields(written: Written): readonly FieldGroup[] {
  const isParameter = valueAt(written, ['destination', 'type']) === 'ssm';
  const isForPackages = written.service === 'codeartifact';
  return [
    group('basics', [
      field('id', 'text', true),
      field('name', 'text'),
      field('enabled', { type: 'flag', fallback: true }),
      field('connector', { type: 'reference', kind: 'connector' }, true),
    ]),
    group('target', [
      field('destination.type', { type: 'choice', of: ['secretsmanager', 'ssm'] }, true),
      field('destination.arn', 'text', true),
      field('destination.create', 'json'),
      isParameter && field('destination.tier', { type: 'choice', of: ['standard', 'advanced'] }),
      isParameter && field('destination.kmsKeyId', 'text'),
    ]),
    group('login', [
      field('service', { type: 'choice', of: JOB_SERVICES }),
      field('format', { type: 'choice', of: FORMATS }, true),
      field('namespace', 'text'),
      field('region', 'text'),
      field('access', { type: 'choice', of: ACCESS }),
      ...(isForPackages
        ? [field('domain', 'text'), field('domainOwner', 'text'), field('repository', 'text')]
        : [
            field('repositories', 'lines'),
            field('registryIds', 'lines'),
            field('hosts', { type: 'choice', of: ['default', 'all'] }),
          ]),
      field('roleArn', 'text'),
      field('durationSeconds', 'number'),
      field('intervalSeconds', 'number'),
    ]),
    group('risk', [field('acknowledgeRisk', { type: 'acknowledgement' })]),
  ];
}
