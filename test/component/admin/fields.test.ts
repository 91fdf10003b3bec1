// A field that is not known, or not what it should be, is an error that names it; and what was sent is not repeated.
import { describe, expect, it } from 'vitest';
import { useAdminService } from '../../support/admin.ts';
import { KINDS, type Kind, neededBy, PATHS, toWrite } from '../../support/admin-definitions.ts';

const service = useAdminService();

/** What is put into a good definition, and the field that is named. */
const WRONG: Readonly<Record<Kind, readonly (readonly [Record<string, unknown>, string])[]>> = {
  issuer: [
    [{ url: 'http://issuer.example' }, 'url'],
    [{ url: 7 }, 'url'],
    [{ kind: 'robot' }, 'kind'],
    [{ enabled: 'true' }, 'enabled'],
    [{ audiences: 'https://portunus.example' }, 'audiences'],
    [{ audiences: [] }, 'audiences'],
    [{ audiences: [''] }, 'audiences[0]'],
    [{ algorithms: ['none'] }, 'algorithms[0]'],
    [{ algorithms: ['HS256'] }, 'algorithms[0]'],
    [{ require: {} }, 'require'],
    [{ require: { team: [] } }, 'require'],
    [{ maxTokenAgeSeconds: 0 }, 'maxTokenAgeSeconds'],
    [{ maxTokenAgeSeconds: '600' }, 'maxTokenAgeSeconds'],
    [{ adminGroups: ['admins'] }, 'adminGroups'],
    [{ auditGroups: ['security'] }, 'auditGroups'],
    [{ groupsClaim: 'groups' }, 'groupsClaim'],
    [{ jwks: { keys: [] } }, 'jwks.keys'],
    [{ id: 'aws-iam' }, 'id'],
    [{ id: 'refresh-job' }, 'id'],
  ],
  account: [
    [{ awsAccountId: 123456789012 }, 'awsAccountId'],
    [{ awsAccountId: '12345678901' }, 'awsAccountId'],
    [{ partition: 'mars' }, 'partition'],
    [{ credentials: { source: 'environment' } }, 'credentials.source'],
    [{ credentials: { source: 'iam-user' } }, 'credentials.secretArn'],
    [{ credentials: { source: 'execution-role', secretArn: 'x' } }, 'credentials.secretArn'],
    [{ credentials: 'execution-role' }, 'credentials'],
  ],
  connector: [
    [{ principalType: 'root' }, 'principalType'],
    [{ roleArn: 'team-a' }, 'roleArn'],
    [{ region: 'Ireland' }, 'region'],
    [{ regions: [] }, 'regions'],
    [{ regions: ['eu-central-1'] }, 'region'],
    [{ enabled: null }, 'enabled'],
    [{ serves: ['everything'] }, 'serves[0]'],
    [{ access: 'all' }, 'access'],
    [{ omitPolicy: true }, 'omitPolicy'],
    [{ maxDurationSeconds: 899 }, 'maxDurationSeconds'],
    [{ maxDurationSeconds: 900.5 }, 'maxDurationSeconds'],
    [{ systemScope: 1 }, 'systemScope'],
    [{ acknowledgeRisk: false }, 'acknowledgeRisk'],
    [{ grants: [{}] }, 'grants[0]'],
    [{ grants: [{ issuer: 'demo-ci' }] }, 'grants[0]'],
    [{ grants: [{ issuer: 'demo-ci', claims: {} }] }, 'grants[0].claims'],
    [{ grants: [{ issuer: 'demo-ci', groups: [], extra: 1 }] }, 'grants[0].extra'],
    [{ session: { name: '{' } }, 'session.name'],
    [{ conditions: { sourceIp: ['home'] } }, 'conditions.sourceIp[0]'],
  ],
  'refresh-job': [
    [{ connector: 7 }, 'connector'],
    [{ format: 'container' }, 'format'],
    [{ format: 'smoke' }, 'format'],
    [{ destination: { type: 's3', arn: 'x' } }, 'destination.type'],
    [{ destination: { type: 'ssm', arn: 'x' } }, 'destination.arn'],
    [{ intervalSeconds: 599 }, 'intervalSeconds'],
    [{ namespace: 'a b', format: 'dotenv' }, 'namespace'],
    [{ enabled: 'no' }, 'enabled'],
  ],
};

function fieldsOf(body: { errors?: readonly { field: string }[] }) {
  return body.errors?.map(({ field }) => field);
}

describe.each(KINDS)('a definition of kind %s', (kind) => {
  it.each(WRONG[kind].map(([wrong, field]) => [JSON.stringify(wrong), field, wrong] as const))(
    'with %s is refused by %s',
    async (_text, field, wrong) => {
      const definition = toWrite(kind);
      await service.apply(neededBy(kind, definition));
      const answer = await service.ask({ route: `POST ${PATHS[kind]}`, body: { ...definition, ...wrong } });
      expect([answer.status, answer.body.code, fieldsOf(answer.body)]).toEqual([
        400,
        'invalid_request',
        expect.arrayContaining([field]),
      ]);
      expect(await service.item(kind, definition.id)).toBeUndefined();
      expect(await service.changesOf(kind, definition.id)).toEqual([]);
    },
  );

  it('without what it must have is refused by the name of each', async () => {
    const answer = await service.ask({ route: `POST ${PATHS[kind]}`, body: {} });
    const required = {
      issuer: ['url', 'kind', 'audiences'],
      account: ['awsAccountId', 'partition', 'credentials'],
      connector: ['principalType'],
      'refresh-job': ['connector', 'destination', 'format'],
    };
    expect([answer.status, fieldsOf(answer.body)]).toEqual([400, required[kind]]);
  });

  it('with a field that is not known is refused by its name, and its value is not told', async () => {
    const secret = 'AKIA-somebody-pasted-this-here';
    const name = `un${'heard'.repeat(12)}`;
    const answer = await service.ask({ route: `POST ${PATHS[kind]}`, body: { ...toWrite(kind), [name]: secret } });
    expect([answer.status, fieldsOf(answer.body)]).toEqual([400, [name.slice(0, 48)]]);
    expect(answer.text).not.toContain(secret);
    expect(service.logged()).not.toContain(secret);
  });
});
