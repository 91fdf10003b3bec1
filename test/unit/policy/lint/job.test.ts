// Refresh jobs whose value can't fit where it is to go.
import { describe, expect, it } from 'vitest';
import { findingsIn, type Json } from '../../../support/lint.ts';
import { aConnector, parameterArn, secretArn } from '../../../support/refresh-jobs.ts';

const STANDARD = { type: 'ssm', arn: parameterArn('shop'), create: {} };
const ADVANCED = { ...STANDARD, tier: 'advanced' };
const SECRET = { type: 'secretsmanager', arn: secretArn('shop'), create: {} };
function registries(count: number) {
  return Array.from({ length: count }, (_, index) => `12345678901${index}`);
}
const one = registries(1);
const GITLAB = { format: 'gitlab-dotenv', destination: SECRET };

function findingsOf(job: Json) {
  return findingsIn({
    connectors: [aConnector('shop', ['shop'])],
    refreshJobs: [{ id: 'shop', connector: 'shop', format: 'docker-config', destination: STANDARD, ...job }],
  }).filter(({ rule }) => rule.startsWith('delivery-'));
}
function ruleOf(job: Json) {
  return findingsOf(job)
    .map(({ rule }) => rule)
    .join();
}

const NEVER = 'delivery-too-long';
const PERHAPS = 'delivery-perhaps-too-long';

// In bytes, at 1,800 and 2,714 characters of a password: docker-config 4,953 to 7,385 a registry (four times that with all
// hosts), kubernetes-secret 6,828 to 10,072, json 4,827 to 6,957, kubelet 2,031 to 2,945, username-password 1,832 to 2,746.
describe('a value and its destination', () => {
  it.each<readonly [string, Json, string]>([
    ['docker-config, standard', {}, NEVER],
    ['docker-config, advanced', { destination: ADVANCED }, ''],
    ['docker-config of two registries, advanced', { destination: ADVANCED, registryIds: registries(2) }, NEVER],
    ['docker-config under all hosts, advanced', { destination: ADVANCED, hosts: 'all' }, NEVER],
    ['docker-config under all hosts, a secret', { destination: SECRET, hosts: 'all' }, ''],
    ['of two registries', { destination: SECRET, hosts: 'all', registryIds: registries(2) }, ''],
    ['of three registries', { destination: SECRET, hosts: 'all', registryIds: registries(3) }, PERHAPS],
    ['of four registries', { destination: SECRET, hosts: 'all', registryIds: registries(4) }, NEVER],
    ['docker-config of eight registries, a secret', { destination: SECRET, registryIds: registries(8) }, ''],
    ['docker-config of ten registries, a secret', { destination: SECRET, registryIds: registries(10) }, PERHAPS],
    ['username-password, standard', { format: 'username-password' }, ''],
    ['docker-credential, standard', { format: 'docker-credential' }, ''],
    ['gitlab-dotenv, standard', { format: 'gitlab-dotenv' }, ''],
    ['kubelet, standard', { format: 'kubelet', registryIds: one }, ''],
    ['kubelet of two registries, standard', { format: 'kubelet', registryIds: registries(2) }, PERHAPS],
    ['kubelet of three registries, standard', { format: 'kubelet', registryIds: registries(3) }, NEVER],
    ['kubelet under all hosts, advanced', { format: 'kubelet', hosts: 'all', destination: ADVANCED }, PERHAPS],
    ['json, standard', { format: 'json' }, NEVER],
    ['json, advanced', { format: 'json', destination: ADVANCED }, ''],
    ['kubernetes-secret, standard', { format: 'kubernetes-secret' }, NEVER],
    ['kubernetes-secret, advanced', { format: 'kubernetes-secret', destination: ADVANCED }, PERHAPS],
    ['bash, advanced', { format: 'bash', destination: ADVANCED }, NEVER],
    // GitLab takes 5,119 bytes, wherever they lie.
    ['gitlab-dotenv of two registries, a secret', { ...GITLAB, registryIds: registries(2) }, PERHAPS],
    ['gitlab-dotenv of three registries, a secret', { ...GITLAB, registryIds: registries(3) }, NEVER],
    ['github-actions, a secret', { format: 'github-actions', destination: SECRET }, ''],
  ])('%s', (_what, job, rule) => {
    expect(ruleOf(job)).toBe(rule);
  });

  it('in China has two names at most', () => {
    const arn = 'arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:portunus/dev/logins/shop';
    const job = { destination: { ...SECRET, arn }, hosts: 'all', registryIds: registries(4) };
    expect(ruleOf(job)).toBe('');
  });
});

describe('a finding', () => {
  const detailsOf = (job: Json) => findingsOf(job).map(({ detail }) => detail);

  it('names the tier and the shorter format, for one registry', () => {
    expect(findingsOf({})).toEqual([
      {
        rule: NEVER,
        severity: 'warning',
        field: 'refreshJobs[0].destination',
        detail:
          "As docker-config it has about 4952 to 7384 bytes, by the length of ECR's password, and a parameter of tier " +
          'standard takes 4096: no delivery will work. ' +
          'Write tier: advanced, or format: username-password, or type: secretsmanager.',
      },
    ]);
  });

  it.each<readonly [string, Json, RegExp]>([
    [
      'of two registries',
      { destination: ADVANCED, registryIds: registries(2) },
      /Write type: secretsmanager, or a job for each of fewer registries\.$/,
    ],
    [
      'of all hosts',
      { destination: ADVANCED, hosts: 'all' },
      /Write hosts: default, or format: username-password, or type: secretsmanager\.$/,
    ],
    [
      'of a secret',
      { destination: SECRET, hosts: 'all', registryIds: registries(4) },
      /a secret takes 65536: no delivery will work\. Write hosts: default, or a job for each of fewer registries\.$/,
    ],
    [
      'of what the reader takes',
      { ...GITLAB, registryIds: registries(3) },
      /, and who reads the format takes 5119: no delivery will work\. Write a job for each of fewer registries\.$/,
    ],
    [
      'of what may fit',
      { destination: ADVANCED, format: 'kubernetes-secret' },
      /a delivery may fail\. Write format: username-password, or type: secretsmanager\.$/,
    ],
  ])('%s', (_what, job, detail) => {
    expect(detailsOf(job)).toEqual([expect.stringMatching(detail)]);
  });

  it('is left out where the job acknowledges it', () => {
    expect(ruleOf({ acknowledgeRisk: true })).toBe('');
    expect(ruleOf({ destination: ADVANCED, format: 'kubernetes-secret', acknowledgeRisk: true })).toBe('');
  });

  it('of every format that is too long names something to do', () => {
    const formats = 'json bash powershell cmd dotenv bamboo github-actions azure-pipelines kubernetes-secret'.split(
      ' ',
    );
    for (const format of formats) expect(detailsOf({ format })).toEqual([expect.stringMatching(/ Write \S.*\.$/)]);
  });
});
