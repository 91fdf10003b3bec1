import { describe, expect, it } from 'vitest';
import { parseWith } from '../../../shared/domain/parse.ts';
import { actionOf, parametersOf, RefreshJob } from '../../../shared/domain/refresh-job.ts';
import {
  ALL_HOSTS_FORMATS,
  ONE_LOGIN_FORMATS,
  ONLY_LOGINS_FORMATS,
  VARIABLE_FORMATS,
} from '../../support/format-list.ts';
import { aRefreshJob, aWrittenJob, SECRET_ARN } from '../../support/refresh-builders.ts';

function faults(overrides: Record<string, unknown>) {
  const parsed = parseWith(RefreshJob, aWrittenJob(overrides), 'job');
  return parsed.ok ? [] : parsed.errors;
}
function faultyFields(overrides: Record<string, unknown>): readonly string[] {
  return [...new Set(faults(overrides).map(({ field }) => field))];
}
function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index).padStart(12, '0'));
}
function repositories(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `team-a/r${index}`);
}

const FULL = {
  name: 'Team A, nightly',
  enabled: false,
  format: 'bash',
  namespace: 'team.a',
  region: 'us-east-1',
  registryIds: ['123456789012', '210987654321'],
  durationSeconds: 3600,
  roleArn: 'arn:aws:iam::123456789012:role/further',
  access: 'pull',
  repositories: ['team-a/*'],
  intervalSeconds: 1800,
};

describe('a refresh job', () => {
  it('is read with its defaults', () => {
    expect(parseWith(RefreshJob, aWrittenJob(), 'job')).toEqual({ ok: true, value: aRefreshJob() });
  });

  it('is read with all that it may have', () => {
    expect(parseWith(RefreshJob, aWrittenJob(FULL), 'job')).toEqual({
      ok: true,
      value: { ...aRefreshJob(), ...FULL },
    });
  });

  it.each(['id', 'connector', 'destination', 'format'])('is refused without %s', (name) => {
    const { [name]: _left, ...rest } = aWrittenJob();
    const errors = [{ field: name, detail: 'is required' }];
    expect(parseWith(RefreshJob, rest, 'job')).toEqual({ ok: false, errors });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an id in capitals', { id: 'Nightly' }, 'id'],
    ['an id that begins with a hyphen', { id: '-nightly' }, 'id'],
    ['a number for an id', { id: 7 }, 'id'],
    ['an empty name', { name: '' }, 'name'],
    ['null for a name', { name: null }, 'name'],
    ['a text for its kill switch', { enabled: 'true' }, 'enabled'],
    ['null for its kill switch', { enabled: null }, 'enabled'],
    ['an ARN for a connector', { connector: SECRET_ARN }, 'connector'],
    ['a list of connectors', { connector: ['team-a-pull'] }, 'connector'],
    ['an ARN for a destination', { destination: SECRET_ARN }, 'destination'],
    ['a destination of another type', { destination: { type: 's3', arn: SECRET_ARN } }, 'destination.type'],
    ['a bad ARN', { destination: { type: 'secretsmanager', arn: 'x' } }, 'destination.arn'],
    ['a format that is none', { format: 'xml' }, 'format'],
    ['a format in capitals', { format: 'JSON' }, 'format'],
    ['a format that is a prototype name', { format: 'constructor' }, 'format'],
    ['a format of sessions: credential-process', { format: 'credential-process' }, 'format'],
    ['a format of sessions: container', { format: 'container' }, 'format'],
    ['a format of sessions: aws-credentials-file', { format: 'aws-credentials-file' }, 'format'],
    ['a namespace that is no name', { format: 'bash', namespace: 'a-b' }, 'namespace'],
    ['an empty namespace', { format: 'bash', namespace: '' }, 'namespace'],
    ['a bad region', { region: 'eu-west' }, 'region'],
    ['a region by the name of an endpoint', { region: 'fips-us-east-1' }, 'region'],
    ['no registries', { registryIds: [] }, 'registryIds'],
    ['a registry that is a number', { registryIds: [123456789012] }, 'registryIds[0]'],
    ['a registry twice', { registryIds: ['123456789012', '123456789012'] }, 'registryIds'],
    ['a text for registries', { registryIds: '123456789012' }, 'registryIds'],
    ['a duration in text', { durationSeconds: '3600' }, 'durationSeconds'],
    ['a broken duration', { durationSeconds: 3600.5 }, 'durationSeconds'],
    ['a duration that is no number', { durationSeconds: Number.NaN }, 'durationSeconds'],
    ['a user for a role', { roleArn: 'arn:aws:iam::123456789012:user/x' }, 'roleArn'],
    ['an access that is none', { access: 'admin' }, 'access'],
    ['no repositories', { repositories: [] }, 'repositories'],
    ['a repository in capitals', { repositories: ['Team-A'] }, 'repositories[0]'],
    ['a repository twice', { repositories: ['a1', 'a1'] }, 'repositories'],
    ['an interval in text', { intervalSeconds: '600' }, 'intervalSeconds'],
    ['a broken interval', { intervalSeconds: 600.5 }, 'intervalSeconds'],
    ['an interval without end', { intervalSeconds: Number.POSITIVE_INFINITY }, 'intervalSeconds'],
    ['an interval that is no number', { intervalSeconds: Number.NaN }, 'intervalSeconds'],
    ['null for an interval', { intervalSeconds: null }, 'intervalSeconds'],
  ])('is refused with %s', (_what, overrides, field) => {
    expect(faultyFields(overrides)).toEqual([field]);
  });

  // What others prove themselves with has no place here: it would lie in the table for ever.
  it.each([
    ['samlAssertion', ''],
    ['mfaCode', ''],
    ['mfaSerial', ''],
    ['token', ''],
    ['connectorId', ': did you mean connector?'],
    ['schedule', ''],
    ['constructor', ''],
    ['0', ''],
  ])('is refused with the unknown field %s', (name, suggestion) => {
    expect(faults({ [name]: 'x' })).toEqual([{ field: name, detail: `is not a known field${suggestion}` }]);
  });

  it('is refused with the unknown field __proto__', () => {
    const written = JSON.parse(JSON.stringify(aWrittenJob()).replace('{', '{"__proto__":{"enabled":false},'));
    const errors = [{ field: '__proto__', detail: 'is not a known field' }];
    expect(parseWith(RefreshJob, written, 'job')).toEqual({ ok: false, errors });
  });

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['an id of 1 character', { id: 'n' }, ['id']],
    ['an id of 2 characters', { id: 'nn' }, []],
    ['an id of 63 characters', { id: 'n'.repeat(63) }, []],
    ['an id of 64 characters', { id: 'n'.repeat(64) }, ['id']],
    ['a name of 1 character', { name: 'n' }, []],
    ['a name of 128 characters', { name: 'n'.repeat(128) }, []],
    ['a name of 129 characters', { name: 'n'.repeat(129) }, ['name']],
    ['a namespace of 64 characters', { format: 'bash', namespace: 'n'.repeat(64) }, []],
    ['a namespace of 65 characters', { format: 'bash', namespace: 'n'.repeat(65) }, ['namespace']],
    ['1 registry', { registryIds: ids(1) }, []],
    ['10 registries', { registryIds: ids(10) }, []],
    ['11 registries', { registryIds: ids(11) }, ['registryIds']],
    ['899 seconds', { durationSeconds: 899 }, ['durationSeconds']],
    ['900 seconds', { durationSeconds: 900 }, []],
    ['129600 seconds', { durationSeconds: 129_600 }, []],
    ['129601 seconds', { durationSeconds: 129_601 }, ['durationSeconds']],
    ['20 repositories', { repositories: repositories(20) }, []],
    ['21 repositories', { repositories: repositories(21) }, ['repositories']],
    ['an interval of 599 seconds', { intervalSeconds: 599 }, ['intervalSeconds']],
    ['an interval of 600 seconds', { intervalSeconds: 600 }, []],
    ['an interval of 21600 seconds', { intervalSeconds: 21_600 }, []],
    ['an interval of 21601 seconds', { intervalSeconds: 21_601 }, ['intervalSeconds']],
    ['an interval of -600 seconds', { intervalSeconds: -600 }, ['intervalSeconds']],
  ])('has a limit: %s', (_what, overrides, fields) => {
    expect(faultyFields(overrides)).toEqual(fields);
  });
});

describe('the format of a refresh job', () => {
  const NAMED: readonly string[] = VARIABLE_FORMATS;
  const UNNAMED: readonly string[] = ['json', ...ONLY_LOGINS_FORMATS];
  const ONE_LOGIN: readonly string[] = ONE_LOGIN_FORMATS;
  const two = ids(2);

  it.each([...NAMED, ...UNNAMED])('may be %s', (format) => {
    expect(faults({ format })).toEqual([]);
    expect(faults({ format, registryIds: ids(1) })).toEqual([]);
  });

  it.each(NAMED)('%s takes a namespace', (format) => {
    expect(faults({ format, namespace: 'team.a' })).toEqual([]);
  });

  it.each(UNNAMED)('%s takes none', (format) => {
    const detail = 'is not taken by the format, which generates no names';
    expect(faults({ format, namespace: 'team.a' })).toEqual([{ field: 'namespace', detail }]);
  });

  it.each(ONE_LOGIN)('%s takes one registry', (format) => {
    const detail = 'must name one registry for the format';
    expect(faults({ format, registryIds: two })).toEqual([{ field: 'registryIds', detail }]);
  });

  it.each([...NAMED, ...UNNAMED].filter((format) => !ONE_LOGIN.includes(format)))('%s takes several', (format) => {
    expect(faults({ format, registryIds: two })).toEqual([]);
  });

  it.each(ALL_HOSTS_FORMATS)('%s takes every host name', (format) => {
    expect(faults({ format, hosts: 'all' })).toEqual([]);
  });

  it.each([...NAMED, ...ONE_LOGIN])('%s takes the usual host name alone, and says which formats take all', (format) => {
    const detail = `must be default for the format ${format}, which holds one host name; for all of them ask for json, docker-config, kubernetes-secret, kubelet`;
    expect(faults({ format, hosts: 'all' })).toEqual([{ field: 'hosts', detail }]);
    expect(faults({ format, hosts: 'default' })).toEqual([]);
  });

  it.each(['', 'ALL', 'fips', true, ['all'], null])('takes no hosts called %j', (hosts) => {
    expect(faults({ format: 'json', hosts }).map(({ field }) => field)).toEqual(['hosts']);
  });
});

describe('what a job asks for', () => {
  it('is every host name, where it says so', () => {
    const job = aRefreshJob({ hosts: 'all' });
    expect(parametersOf(job)).toEqual({ connectorId: 'team-a-pull', format: 'docker-config', hosts: 'all' });
  });

  it('is its connector and format, where it says nothing else', () => {
    expect(parametersOf(aRefreshJob())).toEqual({ connectorId: 'team-a-pull', format: 'docker-config' });
  });

  it('is all that a request could, and nothing of the schedule and the destination', () => {
    const parsed = parseWith(RefreshJob, aWrittenJob(FULL), 'job');
    expect(parsed.ok && parametersOf(parsed.value)).toEqual({
      connectorId: 'team-a-pull',
      format: 'bash',
      namespace: 'team.a',
      region: 'us-east-1',
      registryIds: ['123456789012', '210987654321'],
      durationSeconds: 3600,
      roleArn: 'arn:aws:iam::123456789012:role/further',
      access: 'pull',
      repositories: ['team-a/*'],
    });
  });
});

describe('a refresh job for CodeArtifact', () => {
  const PACKAGES = { service: 'codeartifact', format: 'json', domain: 'shop', repository: 'releases' };

  it('asks for what it says', () => {
    const parsed = parseWith(RefreshJob, aWrittenJob({ ...PACKAGES, domainOwner: '210987654321' }), 'job');
    expect(parsed.ok && [actionOf(parsed.value), parametersOf(parsed.value)]).toEqual([
      'codeartifact-login',
      {
        connectorId: 'team-a-pull',
        format: 'json',
        domain: 'shop',
        domainOwner: '210987654321',
        repository: 'releases',
      },
    ]);
  });

  it.each([
    [{ registryIds: ['123456789012'] }, 'registryIds'],
    [{ repositories: ['shop/*'] }, 'repositories'],
    [{ hosts: 'all' }, 'hosts'],
    [{ format: 'docker-config' }, 'format'],
    [{ namespace: 'team.a' }, 'namespace'],
    [{ domain: 'Shop' }, 'domain'],
    [{ domainOwner: '12345678901' }, 'domainOwner'],
    [{ repository: 'a/b' }, 'repository'],
    [{ repository: 'team-*' }, 'repository'],
    [{ service: 'ecr-public' }, 'service'],
  ])('refuses what CodeArtifact does not know: %j', (fields, field) => {
    expect(faultyFields({ ...PACKAGES, ...fields })).toContain(field);
  });

  it.each(['domain', 'domainOwner', 'repository'])('alone takes %s', (field) => {
    const value = field === 'domainOwner' ? '123456789012' : 'shop';
    expect(faultyFields({ [field]: value })).toEqual([field]);
  });
});
