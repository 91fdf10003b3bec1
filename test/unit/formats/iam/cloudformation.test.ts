import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeCloudFormation } from '../../../../shared/formats/iam/cloudformation.ts';
import { factsOfTemplate } from '../../../support/iam-form-readers.ts';
import { anySetup, aRole, aSetup, EVERYTHING, factsOf, TRUST } from '../../../support/iam-setups.ts';

const ACCOUNTS = ['123456789012', '210987654321'];

function templateOf(setup = EVERYTHING) {
  return JSON.parse(writeCloudFormation(setup));
}

describe('the form cloudformation', () => {
  it('is a template of one role, as people write it', () => {
    expect(templateOf(aSetup())).toEqual({
      AWSTemplateFormatVersion: '2010-09-09',
      Description: 'What AWS needs for the connector shop-images of Portunus',
      Metadata: { Portunus: { Advice: ['Wait a minute before you use a new role.'] } },
      Resources: {
        ShopImagesRole: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'shop-images',
            Path: '/portunus/',
            Description: 'Connector shop-images of Portunus',
            MaxSessionDuration: 3600,
            AssumeRolePolicyDocument: TRUST,
            Policies: [{ PolicyName: 'images', PolicyDocument: aRole().policies[0]?.document }],
          },
        },
      },
    });
  });

  it('makes in each account what is of that account, and nothing in any other', () => {
    const text = writeCloudFormation(EVERYTHING);
    expect(factsOfTemplate(text, ACCOUNTS)).toEqual(factsOf(EVERYTHING));
    const inOther = factsOfTemplate(text, ['999999999999']).filter(({ type }) => type !== 'repository-policy');
    expect(inOther).toEqual([]);
  });

  it('says the same as the setup, whatever its texts are', () => {
    fc.assert(
      fc.property(anySetup, (setup) => {
        const accounts = setup.places.map(({ accountId }) => accountId);
        expect(factsOfTemplate(writeCloudFormation(setup), accounts)).toEqual(factsOf(setup));
      }),
    );
  });

  it('makes a role after what it names, in its account', () => {
    const { Resources } = templateOf();
    expect(Resources.ShopImagesRole.DependsOn).toEqual(['BoundaryPolicy', 'GitlabComOidcProvider']);
    expect(Resources.SecondHopRole.DependsOn).toEqual(['ShopImagesRole']);
  });

  it('sets no policy of a repository, because CloudFormation would need the repository too, and says so', () => {
    const { Metadata, Resources } = templateOf();
    expect(JSON.stringify(Resources)).not.toContain('ECR::');
    expect(Metadata.Portunus.Advice.at(-1)).toMatch(/^CloudFormation sets the policy of a repository only together/);
    expect(Metadata.Portunus.RepositoryPolicies).toMatchObject([{ RepositoryName: 'shop/api', Region: 'eu-west-1' }]);
  });

  it('gives names that differ in punctuation alone logical IDs of their own', () => {
    const { Resources } = templateOf(aSetup(aRole({ name: 'shop.images' }), aRole({ name: 'shop-images' })));
    expect(Object.keys(Resources)).toEqual(['ShopImagesRole', 'ShopImagesRole2']);
  });

  it('keeps the logical IDs of an account when another comes in, so that no role is made a second time', () => {
    const [here, there] = EVERYTHING.places;
    const alone = templateOf({ ...EVERYTHING, places: here ? [here] : [] });
    const other = { ...there, partition: 'aws' as const, accountId: '210987654321', resources: [aRole()] };
    const both = templateOf({ ...EVERYTHING, places: here ? [here, other] : [] });
    expect(Object.keys(both.Resources)).toEqual([...Object.keys(alone.Resources), 'ShopImagesRole210987654321']);
  });

  it('has a condition for each account of several connectors, even for a single one', () => {
    const { connectorId: _id, ...several } = aSetup();
    expect(templateOf(several)).toMatchObject({
      Description: 'What AWS needs for the connectors of Portunus',
      Conditions: { InAccount123456789012: { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '123456789012'] } },
      Resources: { ShopImagesRole123456789012: { Condition: 'InAccount123456789012' } },
    });
  });

  it('refuses a dynamic reference, which would put a secret of the account into the role', () => {
    const description = 'x {{resolve:secretsmanager:prod/db}}';
    expect(() => writeCloudFormation(aSetup(aRole({ description })))).toThrow('dynamic reference');
    expect(templateOf(aSetup(aRole({ description: '{{resolved}}' })))).toBeDefined();
  });
});
