import { IssuerKeysJson } from '../../../domain/answers/issuer-keys.ts';
import { json, type Operation } from '../operation.ts';
import { OF_ADMINISTRATORS } from '../refusals.ts';

export const ISSUER_KEY_OPERATIONS: readonly Operation[] = [
  {
    operationId: 'getIssuerKeys',
    method: 'GET',
    path: '/issuers/{id}/keys',
    tag: 'Issuers',
    summary: 'Show which keys an issuer has now',
    description: 'The issuer is asked, unless its keys are in the definition.',
    examples: { id: 'demo-ci' },
    answers: {
      200: {
        description: 'The keys that verify its tokens, what of its key set can not be used, or why there are no keys.',
        content: json(IssuerKeysJson, {
          issuer: 'demo-ci',
          source: 'issuer',
          keys: [{ keyId: '38826b17-6a30-5f9b-b169-8beb8202f723', type: 'RSA', algorithms: ['RS256'] }],
          leftOut: [{ position: 1, why: 'is not for signatures, by its use' }],
        }),
      },
    },
    refusals: [...OF_ADMINISTRATORS, 'not_found'],
  },
];
