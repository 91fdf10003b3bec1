import { KeyFields } from '../../../domain/account-key.ts';
import { AccountKeysJson, PutKey, RotatedKeysJson } from '../../../domain/answers/account-keys.ts';
import { RotateFields } from '../../request/read-key-request.ts';
import { json, jsonBody, type Operation } from '../operation.ts';
import { OF_ADMINISTRATORS } from '../refusals.ts';

const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/keys/build-AbCdEf';
const CREATED = '2026-11-15T12:00:00.000Z';
const KEYS = {
  account: 'build',
  user: 'portunus',
  secretArn: SECRET_ARN,
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  createdAt: CREATED,
  ageDays: 11.8,
  changedAt: CREATED,
  keys: [{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', status: 'Active', createdAt: CREATED, stage: 'AWSCURRENT' }],
};

const OF_KEYS = [
  ...OF_ADMINISTRATORS,
  'not_found',
  'conflict',
  'role_refused',
  'upstream_invalid',
  'sts_unavailable',
] as const;

export const ACCOUNT_KEY_OPERATIONS: readonly Operation[] = [
  {
    operationId: 'getAccountKey',
    method: 'GET',
    path: '/accounts/{id}/key',
    tag: 'Accounts',
    summary: 'Show how old an account’s key is',
    examples: { id: 'build' },
    answers: { 200: { description: 'The keys of its user, without secrets.', content: json(AccountKeysJson, KEYS) } },
    refusals: OF_KEYS,
  },
  {
    operationId: 'putAccountKey',
    method: 'PUT',
    path: '/accounts/{id}/key',
    tag: 'Accounts',
    summary: 'Put an account’s key',
    description: 'AWS is asked whose key it is before it is stored.',
    examples: { id: 'build' },
    body: jsonBody(KeyFields, {
      key: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example-secret-access-key' },
    }),
    answers: {
      200: {
        description: 'The key is stored.',
        content: json(PutKey, {
          accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
          user: 'portunus',
          secretArn: SECRET_ARN,
          isInDefinition: true,
          createdAt: CREATED,
          ageDays: 0,
        }),
      },
    },
    refusals: [...OF_KEYS, 'payload_too_large'],
  },
  {
    operationId: 'rotateAccountKey',
    method: 'POST',
    path: '/accounts/{id}/key/rotate',
    tag: 'Accounts',
    summary: 'Rotate an account’s key, or carry on with its rotation',
    description: 'Does what can be done now. Ask again for what comes next.',
    examples: { id: 'build' },
    body: jsonBody(RotateFields, { 'step by step': {}, 'a key that has leaked': { atOnce: true } }),
    answers: {
      200: {
        description: 'The steps that were done, and the next one.',
        content: json(RotatedKeysJson, {
          ...KEYS,
          next: { step: 'switch', notBefore: '2026-11-27T09:13:44.017Z' },
          done: [{ step: 'create', accessKeyId: 'AKIAI44QH8DHBEXAMPLE' }],
        }),
      },
    },
    refusals: [...OF_KEYS, 'payload_too_large'],
  },
];
