import { STAGE, STAGE_FORM } from '../../shared/domain/stage.ts';
import type { Template, Value } from '../service/template.ts';
import { dropRepeatedDependencies, parameterizeStage } from './any-stage.ts';

/** What a deployment without Serverless has to say beside its settings. */
const PARAMETERS = {
  Stage: {
    Type: 'String',
    AllowedPattern: `^${STAGE}$`,
    ConstraintDescription: `must be ${STAGE_FORM}`,
    Description: 'Name of the stage, which is part of every name. Changing it needs another stack.',
  },
  CodeBucket: {
    Type: 'String',
    AllowedPattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
    ConstraintDescription: 'must be the name of an S3 bucket',
    Description: 'Bucket with the zips of the release, in the region of the stack.',
  },
  CodePrefix: {
    Type: 'String',
    Default: '',
    AllowedPattern: '^$|^[A-Za-z0-9/_.-]{1,200}/$',
    ConstraintDescription: 'must be empty or end with a slash',
    Description: 'What the keys of the zips begin with, such as portunus/.',
  },
} as const;

/** Removes what serves deployments by Serverless alone, and makes parameters of the stage and of where the zips are. */
export function toServiceTemplate(packaged: Template, version: string): object {
  const { Resources, Outputs, Parameters, Metadata, Conditions, Rules, ...rest } = packaged as Packaged;
  const { ServerlessDeploymentBucket: _b, ServerlessDeploymentBucketPolicy: _p, ...resources } = Resources;
  const { ServerlessDeploymentBucketName: _n, ...outputs } = Outputs;
  return {
    ...rest,
    Description: `Portunus ${version}: the service`,
    Metadata: { ...Metadata, 'AWS::CloudFormation::Interface': withReleaseGroup(Metadata) },
    Parameters: { ...PARAMETERS, ...Parameters },
    Rules: parameterizeStage(Rules),
    Conditions: parameterizeStage(Conditions),
    Resources: parameterizeStage(sorted(dropRepeatedDependencies(withCode(resources, version)))),
    Outputs: parameterizeStage(sorted(outputs)),
  };
}

/** Serverless compiles functions side by side, in an order of its own each time. A release has the same bytes. */
function sorted<T>(parts: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(parts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

interface Packaged extends Template {
  readonly Outputs: Readonly<Record<string, Value>>;
  readonly Parameters: Readonly<Record<string, Value>>;
  readonly Conditions: Readonly<Record<string, Value>>;
  readonly Rules: Readonly<Record<string, Value>>;
  readonly Metadata: { readonly 'AWS::CloudFormation::Interface': { readonly ParameterGroups: readonly Value[] } };
}

function withReleaseGroup(metadata: Packaged['Metadata']): object {
  const shown = metadata['AWS::CloudFormation::Interface'];
  const group = { Label: { default: 'Release' }, Parameters: Object.keys(PARAMETERS) };
  return { ...shown, ParameterGroups: [group, ...shown.ParameterGroups] };
}

/** The zips lie beside each other in the bucket, under the names that they have in the release. */
function withCode(resources: Template['Resources'], version: string): Template['Resources'] {
  return Object.fromEntries(
    Object.entries(resources).map(([logicalId, resource]) => {
      if (resource.Type !== 'AWS::Lambda::Function') return [logicalId, resource];
      const { S3Key } = resource.Properties.Code as { readonly S3Key: string };
      const zip = zipName(S3Key.replace(/^.*\/|\.zip$/g, ''), version);
      const Code = { S3Bucket: { Ref: 'CodeBucket' }, S3Key: { 'Fn::Sub': `\${CodePrefix}${zip}` } };
      return [logicalId, { ...resource, Properties: { ...resource.Properties, Code } }];
    }),
  );
}

export function zipName(part: string, version: string): string {
  return `portunus-${part}-${version}.zip`;
}

/** The template of the data, with the version that a reader of the stack's description looks for. */
export function toDataTemplate(template: Template, version: string): object {
  return { ...template, Description: `Portunus ${version}: the data` };
}
