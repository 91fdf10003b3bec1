import { CallerJson, OpenApiDocument, SignIns, Status } from '../../../domain/answers/callers.ts';
import { REQUEST_ID } from '../formats.ts';
import { json, type Operation } from '../operation.ts';
import { OF_CALLERS, OF_EVERYONE } from '../refusals.ts';

export const SERVICE_OPERATIONS: readonly Operation[] = [
  {
    operationId: 'getCaller',
    method: 'GET',
    path: '/caller',
    tag: 'Callers',
    summary: 'Show who Portunus thinks you are',
    answers: {
      200: {
        description: 'The caller, with the claims of the token.',
        content: json(CallerJson, {
          requestId: REQUEST_ID,
          kind: 'workload',
          issuer: 'demo-ci',
          subject: 'repo:acme/shop:ref:refs/heads/main',
          administrator: false,
          auditor: false,
          groups: [],
          claims: { sub: 'repo:acme/shop:ref:refs/heads/main', repository_id: '1296269', ref: 'refs/heads/main' },
        }),
      },
    },
    refusals: OF_CALLERS,
  },
  {
    operationId: 'getStatus',
    method: 'GET',
    path: '/status',
    tag: 'Service',
    summary: 'Tell that the service is up, and its version',
    open: true,
    answers: {
      200: { description: 'It is up.', content: json(Status, { status: 'ok', version: '1.0.0' }) },
    },
    refusals: OF_EVERYONE,
  },
  {
    operationId: 'listSignIns',
    method: 'GET',
    path: '/sign-in',
    tag: 'Service',
    summary: 'List where people sign in from a terminal',
    open: true,
    answers: {
      200: {
        description: 'The issuers of people that have a client for it.',
        content: json(SignIns, {
          items: [
            {
              id: 'corp',
              url: 'https://people.portunus.example',
              cliClientId: 'portunus-cli',
              scopes: ['openid', 'profile', 'email', 'offline_access'],
              maxTokenAgeSeconds: 3_600,
            },
          ],
        }),
      },
    },
    refusals: [...OF_EVERYONE, 'invalid_request', 'table_unavailable'],
  },
  {
    operationId: 'getOpenApi',
    method: 'GET',
    path: '/openapi.json',
    tag: 'Service',
    summary: 'Get this document',
    open: true,
    answers: {
      200: {
        description: 'The description of the API, as OpenAPI 3.1.',
        content: json(OpenApiDocument, {
          openapi: '3.1.1',
          info: { title: 'Portunus', version: '1.0.0' },
          paths: {},
        }),
      },
    },
    refusals: [...OF_EVERYONE, 'invalid_request'],
  },
];
