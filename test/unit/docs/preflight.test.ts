// docs/preflight.md and the policy for who runs the command, compared with the checks.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createClients } from '../../../cli/direct/preflight/clients.ts';
import { checksOf } from '../../../cli/direct/preflight/index.ts';
import deployer from '../../../deploy/deployer.template.json' with { type: 'json' };

const EVERYTHING = {
  AlarmTopic: 'arn:aws:sns:eu-west-1:111122223333:alarms',
  CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1',
  DomainName: 'portunus.example.com',
  HostedZoneId: 'Z1D633PJN98FT9',
  DataKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  LogKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/2',
  SubnetIds: 'subnet-0a0a0a0a',
  SecurityGroupIds: 'sg-0c0c0c0c',
  PermissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary',
  TruststoreUri: 's3://certificates/truststore.pem',
};

const IDENTITY = { arn: 'arn:aws:iam::111122223333:role/deploy', accountId: '111122223333', region: 'eu-west-1' };
const CHECKS = checksOf(createClients('eu-west-1'), 'prod', EVERYTHING, IDENTITY);

function namesOf(checks: readonly { readonly actions: readonly string[] }[]): string[] {
  return [...new Set(checks.flatMap(({ actions }) => actions))].sort();
}

/** The rows of the page's table of checks: names and needed rights. */
const ROWS = [...readFileSync('docs/preflight.md', 'utf8').matchAll(/^\| (`[a-z`, -]+) \|.*\| ([^|]*) \|$/gm)]
  .map(([, names = '', needs = '']) =>
    [names, needs].map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, it]) => it)),
  )
  .filter(([names = []]) => CHECKS.some(({ name }) => names.includes(name)));

describe('the page about preflight', () => {
  it('has every check that asks AWS, with the rights that it needs', () => {
    for (const [names = [], needs = []] of ROWS) {
      const checks = CHECKS.filter(({ name }) => names.includes(name));
      expect({ names, needs: needs.toSorted() }).toEqual({ names, needs: namesOf(checks) });
    }
    expect(new Set(ROWS.flatMap(([names]) => names))).toEqual(new Set(CHECKS.map(({ name }) => name)));
  });
});

describe('the policy for who runs preflight', () => {
  it('has the rights that the checks need, and no others', () => {
    const [statement] = deployer.Resources.Preflight.Properties.PolicyDocument.Statement;
    expect(statement?.Action.toSorted()).toEqual(namesOf(CHECKS));
  });
});
