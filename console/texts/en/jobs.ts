const jobCount = (count: number) => `${count.toLocaleString('en')} refresh ${count === 1 ? 'job' : 'jobs'}`;

export const jobs = {
  title: 'Refresh jobs',
  description: 'Each job keeps a login fresh in a secret or a parameter. Those that need you come first.',
  add: 'New refresh job',
  find: 'Find by ID, name, connector or destination',
  show: 'Show',
  showAll: 'All jobs',
  showUnwell: 'Unwell jobs',
  count: (shown: number, all: number) =>
    shown === all ? jobCount(all) : `${shown.toLocaleString('en')} of ${jobCount(all)}`,
  part: (count: number) => `This shows the first ${count.toLocaleString('en')} jobs. The command lists all of them.`,
  none: 'There is no refresh job yet',
  noneHelp:
    'A refresh job puts a login where programs read it that cannot ask Portunus themselves, and replaces it before it ends.',
  noneFound: 'No job is like that',
  clear: 'Show all jobs',

  columns: {
    job: 'Job',
    health: 'State',
    life: 'Life left',
    due: 'Next run',
    error: 'Last error',
    run: 'Run now',
    connector: 'Connector',
  },

  health: {
    ended: 'Stored login has ended',
    unreadable: 'State unreadable',
    'never-stored': 'Has never stored a login',
    ending: 'Stored login is about to end',
    failing: 'Failing, stored login still good',
    unscheduled: 'Not on the schedule',
    late: 'Overdue',
    stopped: 'Stopped',
    unknown: 'Stopped or well: not known',
    first: 'Before its first run',
    well: 'Well',
    disabled: 'Disabled',
  },
  healthHelp: {
    ended: 'Programs that read this login are refused by the registry now.',
    unreadable: 'This release cannot read what is stored of this job. A newer one may have written it.',
    'never-stored': 'Its first tries failed. Nothing is at its destination yet.',
    ending: 'Less than 10 minutes are left. Then programs that read it are refused.',
    failing: 'It tries again by itself, every 10 minutes at the latest.',
    unscheduled: 'It has a login, but no next run. Run it now, or save its definition again.',
    late: 'It was due more than 5 minutes ago. The schedule may not run.',
    stopped: 'A stop keeps it from getting a login. It goes on by itself within 10 minutes after you resume.',
    unknown: 'Its last login is good. Whether a stop keeps it from the next one is not known.',
    first: 'It runs with the next look of the schedule, once a minute.',
    well: 'The stored login is good, and the next run is planned.',
    disabled: 'It is not run. What it stored stays where it is until it ends.',
  },

  unwell: (unwell: number, all: number) =>
    unwell === 0
      ? `All ${jobCount(all)} are well`
      : `${unwell.toLocaleString('en')} of ${jobCount(all)} ${unwell === 1 ? 'is' : 'are'} unwell`,
  unknownStops: (count: number) => `Whether a stop holds ${jobCount(count)} is not known.`,
  runUnwell: (count: number) => (count === 1 ? 'Run it now' : `Run all ${count.toLocaleString('en')} now`),
  runUnwellTitle: (count: number) => `Run ${jobCount(count)} now?`,
  runUnwellHelp:
    'Each gets a new login, and writes it to its destination, as the schedule would do. What is stored now stays good until it is replaced. If the cause of an error is still there, the job fails again.',
  runningUnwell: 'Making the jobs due',
  askedUnwell: 'They run within the next minute or two. Load the states anew to see what came of it.',
  loadAnew: 'Load the states anew',

  connectorsTitle: 'Connectors whose last verification failed',
  connectorsNone: 'No connector failed its last verification.',
  connectorsPart: (count: number) => `among the first ${count.toLocaleString('en')} connectors`,
  connectorsAll: 'Show them among the connectors',
  verifiedAt: 'failed',
  failingSince: 'failing since',
  verify: (id: string) => `Verify ${id}`,

  life: (left: string, percent: number) => `${left} (${percent} %)`,
  lifeLabel: (id: string) => `Life left of the login of ${id}`,
  lifeNone: 'Nothing is stored',
  lifeOver: 'Ended',
  nothing: 'None yet',
  minutes: (minutes: number) =>
    minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60).toLocaleString('en')} h ${minutes % 60} min`,
  noDue: 'None is planned',

  runNow: 'Run now',
  runNowOf: (id: string) => `Run now: ${id}`,
  asking: 'Making it due',
  waiting: 'Due. The schedule looks once a minute.',
  delivered: (id: string) => `${id} has stored a new login.`,
  failed: (id: string) => `${id} ran, and failed. Its error and what to do are shown with the job.`,
  unknown: (id: string) =>
    `${id} has not run within 3 minutes. Look whether the schedule runs: the alarm refresh-schedule tells.`,
  runDelivered: 'New login stored',
  runFailed: 'Failed',
  runUnknown: 'Not run yet',

  destination: 'Destination',
  format: 'Format',
  lastSuccess: 'Last success',
  endsAt: 'Stored login ends',
  failures: 'Failures in a row',
  digest: 'SHA-256 of what is stored',
  edit: 'Edit',
  stop: 'Stop this job',
  error: 'Last error',
  remedy: 'What to do',
  openConnector: 'Open the connector',
  history: 'Tries of the last 30 days',
  historyNone: 'It has not run in the last 30 days.',
  historyPart: (count: number) => `The latest ${count}. The command shows up to 100.`,
  historyColumns: { at: 'Time', outcome: 'Outcome', ends: 'Login ends', next: 'Next run', request: 'Request ID' },
  outcome: (outcome: string) => OUTCOMES[outcome] ?? outcome,
  remedies: (code: string) => REMEDIES[code] ?? REMEDY,
};

const OUTCOMES: Readonly<Record<string, string>> = {
  delivered: 'Delivered',
  confirmed: 'Confirmed',
  failed: 'Failed',
  stopped: 'Taken off the schedule',
};

const REMEDY =
  'The reason above names what failed. The log line with the request ID of the try has more. It tries again by itself.';

/** By the code of the error. */
const REMEDIES: Readonly<Record<string, string>> = {
  not_allowed:
    'No grant of the connector names this job, or the connector is disabled. Open the connector, and add a grant with this job, or enable it.',
  stopped: 'A stop is in force. Resume it when its reason is gone. The job looks again by itself within 10 minutes.',
  connector_invalid:
    'The connector does not fit what the job asks for. Edit the connector or the job, so that region, registries and access fit together.',
  role_refused:
    "AWS does not let Portunus assume the connector's role. Compare the role's trust policy with the connector's IAM documents, above all the external ID, and verify the connector.",
  ecr_refused:
    "The session may not get a login from Amazon ECR. Compare the role's permissions with the connector's IAM documents.",
  codeartifact_refused:
    "The session may not get a token from CodeArtifact. Compare the role's permissions, and the domain's policy, with the connector's IAM documents.",
  destination_refused:
    'Portunus may not write the destination. It must be there or have create in the job, its policy and its KMS key must allow the refresh role, and it must be of this stage.',
  destination_unavailable: 'Secrets Manager or Parameter Store did not answer, or is busy. It tries again by itself.',
  misconfigured:
    "The service itself lacks something, such as an account's key. The reason above names it. Look at the account of the connector.",
  upstream_invalid: 'AWS answered with something that Portunus does not know. Keep the request ID, and report it.',
  keys_unavailable: "The account's key could not be read. It tries again by itself.",
  sts_unavailable: 'AWS STS did not answer, or is busy. It tries again by itself.',
  ecr_unavailable: 'Amazon ECR did not answer, or is busy. It tries again by itself.',
  codeartifact_unavailable: 'CodeArtifact did not answer, or is busy. It tries again by itself.',
  table_unavailable: 'DynamoDB did not answer, or is busy. It tries again by itself.',
  audit_unavailable: 'The audit could not be written, so nothing was issued. It tries again by itself.',
  deadline_exceeded: 'AWS was too slow. It tries again by itself.',
  too_many_requests: 'A limit of the connector was reached. Raise it, or let the job run less often.',
};
