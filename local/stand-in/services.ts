import { codeArtifact } from './codeartifact/codeartifact.ts';
import { isForPackages, packages } from './codeartifact/package-registry.ts';
import type { RawRequest } from './core/request.ts';
import type { Service } from './core/service.ts';
import { iamApi, isForIam } from './iam-api/iam-api.ts';
import { kms } from './kms/kms.ts';
import { ecr } from './registry/ecr.ts';
import { ecrPublic } from './registry/ecr-public.ts';
import { registry } from './registry/registry.ts';
import { s3 } from './s3/s3.ts';
import { secretsManager } from './secrets/secrets-manager.ts';
import { ssm } from './secrets/ssm.ts';
import { signin } from './sts/signin.ts';
import { sts } from './sts/sts.ts';

interface Route {
  readonly isFor: (request: RawRequest) => boolean;
  readonly service: Service;
}

/** Matches the header in which the JSON protocol names the service and the action. */
function hasTarget(prefix: string): Route['isFor'] {
  return ({ headers }) => headers.get('x-amz-target')?.some((value) => value.startsWith(prefix)) ?? false;
}

function isUnder(path: string): Route['isFor'] {
  return ({ target }) => target === path || target.startsWith(`${path}/`) || target.startsWith(`${path}?`);
}

/** S3 has no header of its own. It alone has the bucket in the path, and its name in the scope of the signature. */
function isForBucket({ target, headers }: RawRequest): boolean {
  const isSigned = headers.get('authorization')?.some((value) => value.includes('/s3/aws4_request'));
  return isSigned === true && target !== '/';
}

/** All services have the same address. The first route that matches gets the request, and STS gets the rest. */
const ROUTES: readonly Route[] = [
  { isFor: isForBucket, service: s3 },
  { isFor: hasTarget('TrentService.'), service: kms },
  { isFor: hasTarget('secretsmanager.'), service: secretsManager },
  { isFor: hasTarget('AmazonSSM.'), service: ssm },
  { isFor: hasTarget('SpencerFrontendService.'), service: ecrPublic },
  { isFor: hasTarget(''), service: ecr },
  { isFor: isForPackages, service: packages },
  { isFor: isUnder('/v1'), service: codeArtifact },
  { isFor: isUnder('/v2'), service: registry },
  { isFor: isUnder('/federation'), service: signin },
  { isFor: isForIam, service: iamApi },
];

export function serviceOf(request: RawRequest): Service {
  return ROUTES.find(({ isFor }) => isFor(request))?.service ?? sts;
}
