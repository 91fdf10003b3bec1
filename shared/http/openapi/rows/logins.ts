import * as v from 'valibot';
import { BatchResults, CallerIdentityJson, ConsoleUrl } from '../../../domain/answers/credentials.ts';
import { formatsOf } from '../../../domain/format-name.ts';
import type { IssueAction } from '../../../domain/issue-request.ts';
import { Batch } from '../../request/read-batch-request.ts';
import { issuableOf, issueFields } from '../../request/read-issue-request.ts';
import { loginContents, packageContents, REQUEST_ID, sessionContents } from '../formats.ts';
import { type Answer, json, jsonBody, type Operation } from '../operation.ts';
import { OF_LOGINS, OF_PACKAGE_LOGINS, OF_SESSIONS } from '../refusals.ts';

/** The reader takes any text as a format, because an unknown one is 406 and not 400. */
function fieldsOf(action: IssueAction, post: boolean) {
  const fields = issueFields(action, post);
  const issuable = issuableOf(action);
  if (issuable === undefined) return fields;
  const format = v.exactOptional(v.picklist(formatsOf(issuable)), 'json');
  return v.strictObject({ ...fields.entries, format });
}

type Get = Omit<Operation, 'method' | 'query' | 'body'>;

/** The same request as a GET with a query, and as a POST with a body. */
function bothMethods(action: IssueAction, get: Get, post: string, examples: Record<string, unknown>): Operation[] {
  return [
    { ...get, method: 'GET', query: fieldsOf(action, false) },
    {
      ...get,
      operationId: post,
      method: 'POST',
      summary: `${get.summary}, with parameters in a body`,
      description: `${get.description} A proof for AWS, which must not stand in a URL, goes this way.`,
      body: jsonBody(fieldsOf(action, true), examples),
      refusals: [...get.refusals, 'payload_too_large'],
    },
  ];
}

function ok(description: string, content: Answer['content']): Operation['answers'] {
  return { 200: { description, ...(content && { content }) } };
}

const SESSION = {
  arn: 'arn:aws:sts::123456789012:assumed-role/shop-images/ci-1296269-42',
  expirationDate: '2026-11-27T10:00:00.000Z',
};

const LOGIN = {
  registryId: '123456789012',
  region: 'eu-central-1',
  username: 'AWS',
  password: 'example-password',
  authorizationToken: 'QVdTOmV4YW1wbGUtcGFzc3dvcmQ=',
  proxyEndpoint: 'https://123456789012.dkr.ecr.eu-central-1.amazonaws.com',
  proxyEndpointDomain: '123456789012.dkr.ecr.eu-central-1.amazonaws.com',
  expirationDate: '2026-11-27T21:00:00.000Z',
};

const BATCH = {
  requestId: REQUEST_ID,
  results: [
    {
      status: 200,
      connectorId: 'shop-images',
      credentials: [LOGIN],
      session: SESSION,
      refreshAfter: '2026-11-27T09:29:12.000Z',
      source: 'fresh',
      duration: { requestedSeconds: 3_600, grantedSeconds: 3_600 },
    },
    {
      status: 403,
      connectorId: 'bakery-images',
      error: {
        type: 'urn:portunus:error:not_allowed',
        title: 'Not allowed',
        status: 403,
        detail: 'There is no such connector for this caller; see GET /v1/caller and GET /v1/connectors.',
        code: 'not_allowed',
        stage: 'authorization',
        retryable: false,
      },
    },
  ],
};

export const LOGIN_OPERATIONS: readonly Operation[] = [
  ...bothMethods(
    'ecr-login',
    {
      operationId: 'getEcrLogins',
      path: '/connectors/{id}/ecr/credentials',
      tag: 'Logins',
      summary: 'Get logins for Amazon ECR',
      description:
        'One login for each registry. ECR says that a login is valid for twelve hours, and nobody can revoke it.',
      refusals: OF_LOGINS,
      answers: ok('The logins, in the format that was asked for.', loginContents('private')),
    },
    'postEcrLogins',
    { narrowed: { access: 'pull', durationSeconds: 1_800 }, 'as docker reads it': { format: 'docker-config' } },
  ),
  ...bothMethods(
    'ecr-public-login',
    {
      operationId: 'getEcrPublicLogin',
      path: '/connectors/{id}/ecr-public/credentials',
      tag: 'Logins',
      summary: 'Get a login for Amazon ECR Public',
      examples: { id: 'shop-releases' },
      description: 'ECR Public has one registry, in us-east-1.',
      refusals: OF_LOGINS,
      answers: ok('The login, in the format that was asked for.', loginContents('public')),
    },
    'postEcrPublicLogin',
    { 'nothing special': {}, 'for a shell': { format: 'bash' } },
  ),
  ...bothMethods(
    'codeartifact-login',
    {
      operationId: 'getCodeArtifactLogin',
      path: '/connectors/{id}/codeartifact/credentials',
      tag: 'Logins',
      summary: 'Get a login for AWS CodeArtifact',
      examples: { id: 'shop-packages', domain: 'shop', repository: 'shared-libs' },
      description: 'With a repository, the answer has its endpoints too, and the login may use no other.',
      refusals: OF_PACKAGE_LOGINS,
      answers: ok('The login, in the format that was asked for.', packageContents()),
    },
    'postCodeArtifactLogin',
    { 'one repository': { domain: 'shop', repository: 'shared-libs' } },
  ),
  {
    operationId: 'postLogins',
    method: 'POST',
    path: '/credentials',
    tag: 'Logins',
    summary: 'Get several logins at once',
    description: [
      'At most 20 logins. An item with several registries counts once for each of them. If an item is invalid, the whole',
      'request fails. Otherwise each item is decided by itself, and the results have the order of the requests.',
    ].join(' '),
    body: jsonBody(Batch, {
      two: { requests: [{ connectorId: 'shop-images', region: 'eu-central-1' }, { connectorId: 'bakery-images' }] },
    }),
    refusals: [...OF_LOGINS, ...OF_PACKAGE_LOGINS, 'payload_too_large'],
    answers: ok('A result for each request: a login, or the error that refused it.', json(BatchResults, BATCH)),
  },
  ...bothMethods(
    'session',
    {
      operationId: 'getSessionCredentials',
      path: '/connectors/{id}/credentials',
      tag: 'Sessions',
      summary: 'Get the credentials of an AWS session',
      examples: { id: 'shop-releases' },
      description: 'The keys of the session itself, for AWS’s tools and SDKs.',
      refusals: OF_SESSIONS,
      answers: ok('The session, in the format that was asked for.', sessionContents()),
    },
    'postSessionCredentials',
    { 'half an hour': { durationSeconds: 1_800 }, 'for AWS’s tools': { format: 'credential-process' } },
  ),
  {
    operationId: 'getCallerIdentity',
    method: 'GET',
    path: '/connectors/{id}/caller-identity',
    tag: 'Sessions',
    summary: 'Show who a connector’s session is in AWS',
    examples: { id: 'shop-releases' },
    query: issueFields('caller-identity', false),
    refusals: OF_SESSIONS,
    answers: ok(
      'What `sts:GetCallerIdentity` says of the session.',
      json(CallerIdentityJson, {
        requestId: REQUEST_ID,
        connectorId: 'shop-releases',
        account: '123456789012',
        arn: SESSION.arn,
        userId: 'AROACKCEVSQ6C2EXAMPLE:ci-1296269-42',
      }),
    ),
  },
  {
    operationId: 'getConsoleUrl',
    method: 'GET',
    path: '/connectors/{id}/console/url',
    tag: 'Sessions',
    summary: 'Get a sign-in link for the AWS console',
    description: 'For people only. The link is valid for fifteen minutes, and whoever has it can use it.',
    examples: { id: 'shop-console' },
    query: issueFields('console-url', false),
    refusals: OF_SESSIONS,
    answers: ok(
      'The link, and the session that it opens.',
      json(ConsoleUrl, {
        requestId: REQUEST_ID,
        connectorId: 'shop-console',
        url: 'https://eu-west-1.signin.aws.amazon.com/federation?Action=login&SigninToken=example',
        expirationDate: '2026-11-27T09:15:00.000Z',
        session: SESSION,
      }),
    ),
  },
];
