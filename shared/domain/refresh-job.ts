import * as v from 'valibot';
import { DefinitionId } from './definition.ts';
import { Destination } from './destination.ts';
import type { FieldError } from './errors.ts';
import { type FormatName, formatsOf, Hosts, hostsFault, Namespace, rulesOfFormat } from './format-name.ts';
import type { LoginParameters } from './issue-request.ts';
import { loginFields } from './login-fields.ts';
import { LOGIN_SERVICES, type LoginAction, type LoginService, notTakenBy, type ServiceField } from './login-service.ts';
import { at } from './schemas.ts';

/** The services whose logins a job can deliver. */
export const JOB_SERVICES = ['ecr', 'codeartifact'] as const satisfies readonly LoginService[];

/** Secrets Manager recommends against more than one new version of a secret in ten minutes. */
export const MIN_INTERVAL_SECONDS = 600;

/**
 * A job that keeps a login up to date at a destination. It is a caller itself, so a grant of the connector must
 * name it.
 */
export const RefreshJob = v.pipe(
  v.strictObject({
    id: DefinitionId,
    name: v.exactOptional(
      v.pipe(v.string(), v.nonEmpty('must not be empty'), v.maxLength(128, 'must be at most 128 characters')),
    ),
    enabled: v.optional(v.boolean(), true),
    connector: DefinitionId,
    destination: Destination,
    service: v.exactOptional(v.picklist(JOB_SERVICES)),
    format: v.picklist([...new Set([...formatsOf('logins'), ...formatsOf('packages')])]),
    namespace: v.exactOptional(Namespace),
    hosts: v.exactOptional(Hosts),
    ...loginFields,
    /** Accepts the linter's warnings about this job. */
    acknowledgeRisk: v.exactOptional(v.literal(true, 'must be true, or be left out')),
    /** The longest time between refreshes. By default, the login's lifetime decides. */
    intervalSeconds: v.exactOptional(
      v.pipe(
        v.number(),
        v.integer('must be a whole number'),
        v.minValue(MIN_INTERVAL_SECONDS, `must be at least ${MIN_INTERVAL_SECONDS}`),
        v.maxValue(21_600, 'must be at most 21600: half of the life of the longest login'),
      ),
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const { field, detail } of serviceFaults(dataset.value)) addIssue({ message: detail, path: [at(field)] });
  }),
  v.forward(
    v.check(
      ({ format, namespace, service }) =>
        namespace === undefined || rulesOfFormat(format).namespaced.includes(LOGIN_SERVICES[service ?? 'ecr'].issues),
      'is not taken by the format, which generates no names',
    ),
    ['namespace'],
  ),
  v.forward(
    v.check(
      ({ format, hosts }) => hostsFault(hosts, format) === undefined,
      ({ input }) => hostsFault(input.hosts, input.format) ?? '',
    ),
    ['hosts'],
  ),
  v.forward(
    v.check(
      ({ format, registryIds = [] }) => rulesOfFormat(format).single !== true || registryIds.length <= 1,
      'must name one registry for the format',
    ),
    ['registryIds'],
  ),
);

export type RefreshJob = v.InferOutput<typeof RefreshJob>;

interface ServedJob {
  readonly service?: LoginService;
  readonly format: FormatName;
}

/** What the job's service does not know. */
function serviceFaults(job: ServedJob & { readonly [Name in ServiceField]?: unknown }): readonly FieldError[] {
  const service = job.service ?? 'ecr';
  const formats: readonly FormatName[] = formatsOf(LOGIN_SERVICES[service].issues);
  const foreign = notTakenBy(service).filter((field) => job[field] !== undefined);
  return [
    ...foreign.map((field) => ({ field, detail: `is not taken by ${service}` })),
    ...(formats.includes(job.format)
      ? []
      : [{ field: 'format', detail: `must be one of ${formats.join(', ')} for ${service}` }]),
  ];
}

/** The action that a job asks for. */
export function actionOf({ service = 'ecr' }: Pick<RefreshJob, 'service'>): LoginAction {
  return LOGIN_SERVICES[service].action;
}

/** The login parameters of a job, as a request would send them. */
export function parametersOf(job: RefreshJob): LoginParameters {
  const { connector, format, namespace, hosts, region, registryIds } = job;
  const { durationSeconds, roleArn, access, repositories, domain, domainOwner, repository } = job;
  return {
    connectorId: connector,
    format,
    ...(namespace && { namespace }),
    ...(hosts && { hosts }),
    ...(region && { region }),
    ...(registryIds && { registryIds }),
    ...(durationSeconds && { durationSeconds }),
    ...(roleArn && { roleArn }),
    ...(access && { access }),
    ...(repositories && { repositories }),
    ...(domain && { domain }),
    ...(domainOwner && { domainOwner }),
    ...(repository && { repository }),
  };
}
