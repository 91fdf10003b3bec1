import { describe } from 'vitest';
import { startStandIn } from '../../local/stand-in/server.ts';
import { hasMoto, startMoto } from '../support/moto.ts';
import { useRole } from '../support/use-role.ts';
import { accountKeysContract, type KeysStandIn } from './account-keys.contract.ts';

const ROLE = useRole('rotate-keys');

async function startOurs(): Promise<KeysStandIn> {
  const { url, stop, putPrincipal } = await startStandIn({ principals: [ROLE] });
  const key = { accessKeyId: 'AKIACONTRACTCONTRACT', secretAccessKey: 'contract-user-secret' };
  putPrincipal({ ...key, arn: 'arn:aws:iam::123456789012:user/ci/deployer', kind: 'iam-user' });
  return { url, key, stop };
}

/** moto routes by the service in the signature, and believes any. */
async function startMotoWithUser(): Promise<KeysStandIn> {
  const { url, stop } = await startMoto();
  const ask = async (parameters: Record<string, string>) => {
    const scope = 'Credential=AKIAIOSFODNN7EXAMPLE/20261121/us-east-1/iam/aws4_request';
    const headers = { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0` };
    const body = new URLSearchParams({ Version: '2010-05-08', UserName: 'deployer', ...parameters });
    return (await fetch(url, { method: 'POST', headers, body })).text();
  };
  await ask({ Action: 'CreateUser' });
  const xml = await ask({ Action: 'CreateAccessKey' });
  const [, accessKeyId = ''] = /<AccessKeyId>([^<]+)</.exec(xml) ?? [];
  const [, secretAccessKey = ''] = /<SecretAccessKey>([^<]+)</.exec(xml) ?? [];
  return { url, key: { accessKeyId, secretAccessKey }, stop };
}

describe('the adapters of account keys and our own stand-in', () => {
  accountKeysContract(startOurs);
});

if (hasMoto()) {
  describe('the adapters of account keys and moto', () => {
    accountKeysContract(startMotoWithUser);
  });
} else {
  console.warn('moto_server is not installed here: its half of the contract of account keys is left out');
}
