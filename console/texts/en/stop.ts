const stops = (count: number) => `${count} ${count === 1 ? 'stop is' : 'stops are'} in force`;

export const stop = {
  title: 'Stop',
  description: 'Makes Portunus issue nothing more, to everybody or to a part. It holds with the next request.',
  bannerAll: 'Everything is stopped: Portunus issues nothing',
  bannerSome: (count: number) => stops(count),
  bannerReason: (by: string, reason: string) => `${by}: ${reason}`,
  bannerOpen: 'Open Stop',
  bannerUnknown: 'Whether anything is stopped is not known:',

  inForce: 'In force',
  none: 'Nothing is stopped.',
  columns: { scope: 'What is stopped', reason: 'Reason', by: 'By', at: 'Since', resume: 'Resume' },
  scope: (kind: string, name: string | undefined): string =>
    name === undefined ? 'everything' : `${SCOPES[kind] ?? kind} ${name}`,
  resume: 'Resume',
  resumeOf: (scope: string) => `Resume ${scope}`,
  resumeTitle: (scope: string) => `Resume ${scope}?`,
  resumeHelp:
    'Logins are issued again with the next request. Refresh jobs go on by themselves within 10 minutes. The reason is for the audit.',
  resumed: (scope: string) => `Resumed: ${scope}.`,
  resumeReason: 'Why it may go on',

  form: 'Stop something',
  kind: 'What to stop',
  kinds: {
    all: 'Everything',
    connector: 'A connector',
    issuer: 'An issuer',
    caller: 'A caller',
    job: 'A refresh job',
  },
  kindHelp: {
    all: 'Nobody gets a login from any connector.',
    connector: 'Nobody gets a login from this connector.',
    issuer:
      'No caller with a token of this issuer gets a login. aws-iam stands for all roles that sign, refresh-job for all refresh jobs.',
    caller: 'One job, person or role, by the subject that the audit names.',
    job: 'The job stores nothing new. What it stored stays at its destination until it ends.',
  },
  id: {
    connector: 'ID of the connector',
    issuer: 'ID of the issuer',
    job: 'ID of the refresh job',
    caller: 'ID of its issuer',
  },
  idForm: 'Small letters, digits and dashes; 2 to 63 characters.',
  subject: 'Subject',
  subjectHelp: 'As the audit has it. For a role: its ARN without the path.',
  reason: 'Reason',
  reasonHelp:
    'Callers who are stopped read it, so it must say nothing that they may not know. 1 to 200 characters on one line.',
  reasonFault: 'Must have 1 to 200 characters on one line, without marks of direction.',
  missing: 'This is required.',
  stop: 'Stop…',
  stopNow: 'Stop now',
  confirm: (scope: string) => `Stop ${scope}?`,
  what: {
    all: 'Every build, program and person that asks for a login is refused from the next request on, administrators too.',
    connector: (id: string) =>
      `Every build, program and person that asks ${id} for a login is refused from the next request on, administrators too.`,
    issuer: (id: string) =>
      `Everybody with a token of ${id} is refused from the next request on: each of its builds that needs a login fails.`,
    caller: (id: string) => `This caller of ${id} is refused from the next request on. Others go on.`,
    job: (id: string) =>
      `The refresh job ${id} stores no new login. Programs that read the stored one work until that ends.`,
  },
  callers:
    'Builds under way fail at their next login. Callers whom a grant would let in get 403 stopped with your reason.',
  stays:
    'What was issued before goes on working: a registry login up to 12 hours, an AWS session until it ends. To end that too:',
  staysCommand: (id: string) => `npx portunus revoke --connector ${id} --before now`,
  staysCommands: 'npx portunus revoke --connector ID --before now',
  jobs: 'Refresh jobs keep what they stored, and go on by themselves after you resume.',
  administration: 'You can still administer, and resume here.',
  regions:
    'This stops the region of this address. With two regions, the tables carry a stop over, usually within a second. To be sure at once, run the command with the address of each:',
  everyRegion: (command: string) => `${command} --url URL1 --url URL2`,
  replaces: 'It is stopped already. This replaces the reason.',
  stopped: (scope: string) => `Stopped: ${scope}.`,
  lockout: 'You signed in with this issuer. You can still administer, but get no login.',
};

const SCOPES: Readonly<Record<string, string>> = {
  connector: 'connector',
  issuer: 'issuer',
  caller: 'caller',
  job: 'refresh job',
};
