import { expect, it } from 'vitest';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { useAdminTablesService } from '../../support/admin.ts';
const s = useAdminTablesService();
const show = (what: string, { status, headers, text }: any) => console.log(what, status, headers?.etag, text);
it('spikes', async () => {
  show('create account', await s.ask({ route: 'POST /accounts', body: { id: 'one', awsAccountId: '123456789012', partition: 'aws', credentials: { source: 'execution-role' } } }));
  show('again', await s.ask({ route: 'POST /accounts', body: { id: 'one', awsAccountId: '123456789012', partition: 'aws', credentials: { source: 'execution-role' } } }));
  console.log(await s.item('account', 'one'), await s.changesOf('account', 'one'));
  const C = { id: 'team-a', account: 'build', principalType: 'assumed-role', roleArn: 'arn:aws:iam::123456789012:role/portunus/team-a', region: 'eu-west-1', access: 'pull', systemScope: true, grants: [{ refreshJob: 'job-a' }] };
  show('create connector', await s.ask({ route: 'POST /connectors', body: C }));
  const J = { id: 'job-a', connector: 'team-a', destination: { type: 'secretsmanager', arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/logins/job-a' }, format: 'docker-config' };
  show('create job', await s.ask({ route: 'POST /refresh-jobs', body: J }));
  show('delete job', await s.ask({ route: 'DELETE /refresh-jobs/{id}', id: 'job-a', headers: { 'if-match': '*' } }));
  show('delete connector', await s.ask({ route: 'DELETE /connectors/{id}', id: 'team-a', headers: { 'if-match': '*' } }));
  show('patch connector grants', await s.ask({ route: 'PATCH /connectors/{id}', id: 'team-a', body: { grants: [] } }));
  show('disable job', await s.ask({ route: 'PATCH /refresh-jobs/{id}', id: 'job-a', body: { enabled: false } }));
  show('patch connector grants', await s.ask({ route: 'PATCH /connectors/{id}', id: 'team-a', body: { grants: [] } }));
  await s.aws.dynamoDb.send(new PutItemCommand({ TableName: 'portunus-local-definitions', Item: { kind: { S: 'account' }, id: { S: 'broken' }, schema: { N: '1' }, version: { N: '3' }, definition: { S: 'no json' } } }));
  try { show('get unreadable', await s.ask({ route: 'GET /accounts/{id}', id: 'broken' })); } catch (e) { console.log('get unreadable', e); }
  show('list', await s.ask({ route: 'GET /accounts' }));
  show('explain with connectorId', await s.ask({ route: 'POST /connectors/{id}/explain', id: 'shop-images', body: { connectorId: 'bakery-images' } }));
  s.tables.inject('GetItem', 'access-denied', 9, 1);
  show('explain w outage', await s.ask({ route: 'POST /connectors/{id}/explain', id: 'shop-images', body: { } }));
  s.tables.clear();
});
