import type { Tag } from './operation.ts';

/** What the document says about the API as a whole. */
export const NOTES = {
  info: {
    title: 'Portunus',
    summary: 'Short-lived Amazon ECR logins and AWS sessions for callers with an OIDC token.',
    description: [
      'Portunus hands out logins for Amazon ECR, and AWS sessions. Show the OIDC token that your CI or your sign-in gave',
      'you, or sign with an AWS role. A *connector* says who gets what.',
      '',
      'Every route is served at two addresses: behind `/v1` for callers with a token, and behind `/iam/v1` for callers',
      'who sign with AWS Signature Version 4. Both do the same.',
      '',
      'An unknown parameter is an error. Answers may get further members: ignore those that you don’t know. Errors are',
      'problem details (RFC 9457) with a `code`. A request that names a format for a shell or a CI, in `format` or in',
      '`Accept`, gets its errors in that format.',
    ].join('\n'),
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  tags: {
    Logins: 'Logins for Amazon ECR, Amazon ECR Public and AWS CodeArtifact, in the format that your tool reads.',
    Sessions: 'The AWS session behind a login: its keys, its identity, and a link to the AWS console.',
    Callers: 'Who Portunus thinks you are.',
    Connectors: 'What you may use. Administrators define, explain and verify it.',
    Issuers: 'The OIDC issuers whose tokens are trusted. For administrators.',
    Accounts: 'AWS accounts, and the keys with which Portunus reaches them. For administrators.',
    'Refresh jobs': 'Logins that are kept fresh in Secrets Manager or Parameter Store. For administrators.',
    Versions: 'What definitions were, who changed them, and when. For administrators and auditors.',
    Audit: 'What was asked for, what was decided and why, and how much each connector is used.',
    Operation: 'Stops, and changes that wait for a second administrator.',
    Service: 'Whether the service is up, and what it offers.',
  } satisfies Record<Tag, string>,
  securitySchemes: {
    oidc: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: [
        'A token of an OIDC issuer that Portunus trusts, in the header `Authorization`. The token alone, without `Bearer`,',
        'is taken too. For the routes behind `/v1`.',
      ].join(' '),
    },
    sigv4: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description: [
        'AWS Signature Version 4 for the service `execute-api`, by the session of an IAM role in the account of Portunus.',
        'For the routes behind `/iam/v1`.',
      ].join(' '),
      'x-amazon-apigateway-authtype': 'awsSigv4',
    },
  },
} as const;
