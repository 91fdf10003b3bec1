import { expect, it } from 'vitest';
import { checkAccountKey } from '../../../../shared/vending/verify/check-account-key.ts';
import { anAccount } from '../../../support/builders.ts';

const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/keys/build-AbCdEf';
const call = { requestId: 'r-1', signal: new AbortController().signal, now: () => new Date() };

it.each([
  ['arn:aws:iam::123456789012:root', 'failed', 'the key is that of no IAM user'],
  ['arn:aws:sts::123456789012:federated-user/x', 'failed', 'the key is that of no IAM user'],
  ['arn:aws:iam::210987654321:user/x', 'failed', 'the key belongs to the account 210987654321'],
  ['arn:aws:iam::123456789012:user/x', 'passed', 'it is the key of arn:aws:iam::123456789012:user/x'],
])('the key of %s has %s', async (arn, outcome, seen) => {
  const getKeyIdentity = async () => ({ accountId: arn.split(':')[4] ?? '', arn, userId: 'x' });
  const account = anAccount({ credentials: { source: 'iam-user', secretArn } });
  const { lines } = await checkAccountKey({ getKeyIdentity, deployment: {} as never }, account, undefined, call);
  expect(lines.map((line) => [line.check, line.outcome, line.seen])).toEqual([['account-key', outcome, seen]]);
});
