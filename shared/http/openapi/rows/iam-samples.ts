import { IamFormName } from '../../../domain/iam-form.ts';
import type { IamSetup } from '../../../domain/iam-resource.ts';
import { IAM_FORMS } from '../../../formats/iam/index.ts';

const SETUP: IamSetup = {
  connectorId: 'shop-images',
  places: [
    {
      accountId: '123456789012',
      partition: 'aws',
      resources: [
        {
          type: 'role',
          name: 'shop-images',
          path: '/portunus/',
          description: 'Sessions of the Portunus connector shop-images',
          trust: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: 'arn:aws:iam::111122223333:root' },
                Action: ['sts:AssumeRole', 'sts:TagSession'],
                Condition: { StringEquals: { 'sts:ExternalId': 'portunus-example' } },
              },
            ],
          },
          policies: [
            {
              name: 'portunus',
              document: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' }],
              },
            },
          ],
          managedPolicyArns: [],
          maxSessionSeconds: 3_600,
        },
      ],
    },
  ],
  advice: [],
};

/** One setup in each form, as its own writer writes it. */
export function iamTexts(): Record<IamFormName, string> {
  const texts = IamFormName.options.map((form) => [form, IAM_FORMS[form](SETUP)]);
  return Object.fromEntries(texts) as Record<IamFormName, string>;
}
