// Destinations that do not take what is delivered: each fails its job alone, and spoils nothing that lies there.
import { afterAll, describe, expect } from 'vitest';
import { type Refresh, useRefresh } from '../../support/refresh.ts';
import { expectToLiveThrough, type JobFault } from '../../support/refresh-fault.ts';
import { aParameterJob, aSecretJob, parameterArn, secretArn } from '../../support/refresh-jobs.ts';

const world = useRefresh();
afterAll(async () => expect(await world.leaks()).toEqual([]));

const THERE_IS_NONE = 'there is no such secret; let the job create it (destination.create), or create it';
const NO_PARAMETER = 'there is no such parameter; let the job create it (destination.create), or create it';
function wholeArn({ standIn }: Refresh, id: string) {
  return standIn.secret(`portunus/dev/logins/${id}`)?.arn ?? '';
}

function secretFailing(id: string, failWith: string) {
  return (w: Refresh) => {
    const arn = wholeArn(w, id);
    w.standIn.putSecret({ arn, failWith });
    return () => w.standIn.putSecret({ arn });
  };
}
function parameterFailing(id: string, failWith: string) {
  return (w: Refresh) => {
    w.standIn.putParameter({ arn: parameterArn(id), failWith });
    return () => w.standIn.putParameter({ arn: parameterArn(id) });
  };
}
function service(action: string, id: string, code: string, status: number) {
  return (w: Refresh) => {
    w.proxy.meet((call) =>
      call.action === action && call.body.includes(`logins/${id}"`) ? { refuse: code, status } : undefined,
    );
    return () => undefined;
  };
}
const small = aParameterJob('large', {
  destination: { type: 'ssm', arn: parameterArn('large'), create: {} },
  format: 'username-password',
});

const FAULTS: readonly JobFault[] = [
  {
    what: 'a secret that is marked for deletion',
    job: aSecretJob('marked'),
    hit: (w) => {
      const arn = wholeArn(w, 'marked');
      w.standIn.deleteSecret(arn);
      return () => w.standIn.putSecret({ arn });
    },
    code: 'destination_refused',
    reason: 'InvalidRequestException: the secret is marked for deletion, or managed by another service',
  },
  {
    what: 'a secret that may not be written',
    job: aSecretJob('denied'),
    hit: secretFailing('denied', 'AccessDeniedException'),
    code: 'destination_refused',
    reason:
      "AccessDeniedException: the function's role, the destination's policy and its KMS key must allow the function",
  },
  {
    what: 'a secret whose KMS key is disabled',
    job: aSecretJob('keyless'),
    hit: secretFailing('keyless', 'EncryptionFailure'),
    code: 'destination_refused',
    reason:
      "EncryptionFailure: the secret's KMS key is disabled, pending deletion, or does not let the function encrypt",
  },
  {
    what: 'a secret that was there once and is gone: it is not made again',
    job: aSecretJob('gone'),
    hit: secretFailing('gone', 'ResourceNotFoundException'),
    code: 'destination_refused',
    reason: `ResourceNotFoundException: ${THERE_IS_NONE}`,
  },
  {
    what: 'a secret that is not there and may not be made',
    job: aSecretJob('absent', { destination: { type: 'secretsmanager', arn: secretArn('absent') } }),
    isFirst: true,
    hit: (w) => () => w.standIn.putSecret({ arn: `${secretArn('absent')}-Ab12Cd` }),
    code: 'destination_refused',
    reason: `ResourceNotFoundException: ${THERE_IS_NONE}`,
  },
  {
    what: 'a Secrets Manager that fails on its side',
    job: aSecretJob('failing'),
    hit: service('PutSecretValue', 'failing', 'InternalServiceError', 500),
    code: 'destination_unavailable',
    reason: 'InternalServiceError',
  },
  {
    what: 'a Secrets Manager that throttles for good',
    job: aSecretJob('throttled'),
    hit: service('PutSecretValue', 'throttled', 'ThrottlingException', 400),
    code: 'destination_unavailable',
    reason: 'ThrottlingException',
  },
  {
    what: 'a value that is too large for a standard parameter',
    job: small,
    hit: async (w) => {
      await w.define({ refreshJobs: [{ ...small, format: 'docker-config', acknowledgeRisk: true }] });
      return () => w.define({ refreshJobs: [small] });
    },
    code: 'destination_refused',
    reason: 'the value has 5217 bytes, and a standard parameter takes 4096: set tier: advanced',
  },
  {
    what: 'a parameter that was there once and is gone: it is not made again',
    job: aParameterJob('parted'),
    hit: parameterFailing('parted', 'ParameterNotFound'),
    code: 'destination_refused',
    reason: `ParameterNotFound: ${NO_PARAMETER}`,
  },
  {
    what: 'a parameter that is not there and may not be made',
    job: aParameterJob('missing', { destination: { type: 'ssm', arn: parameterArn('missing'), tier: 'advanced' } }),
    isFirst: true,
    hit: (w) => () => w.standIn.putParameter({ arn: parameterArn('missing'), value: 'nothing yet', tier: 'Advanced' }),
    code: 'destination_refused',
    reason: `ParameterNotFound: ${NO_PARAMETER}`,
  },
  {
    what: 'a parameter whose KMS key is disabled',
    job: aParameterJob('locked'),
    hit: parameterFailing('locked', 'InvalidKeyId'),
    code: 'destination_refused',
    reason: "InvalidKeyId: the parameter's KMS key is disabled, is missing, or does not let the function use it",
  },
  {
    what: 'a parameter that is no SecureString',
    job: aParameterJob('open'),
    hit: (w) => {
      w.standIn.putParameter({ arn: parameterArn('open'), type: 'String' });
      return () => w.standIn.putParameter({ arn: parameterArn('open'), type: 'SecureString' });
    },
    code: 'destination_refused',
    reason: 'the parameter is a String, and must be a SecureString',
  },
  {
    what: 'a Parameter Store that fails on its side',
    job: aParameterJob('broken'),
    hit: service('PutParameter', 'broken', 'InternalServerError', 500),
    code: 'destination_unavailable',
    reason: 'InternalServerError',
  },
];

describe.each(FAULTS)('$what', (fault) => expectToLiveThrough(world, fault));
