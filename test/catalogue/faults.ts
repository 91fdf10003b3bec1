// Every fault of what the service depends on, by dependency, and the test that shows what a caller gets.
import { at, type Row } from './row.ts';

const KEYS = 'test/component/issue/issuer-faults.test.ts';
const FETCH = 'test/unit/auth/fetch-keys.test.ts';
const KEY_STORE = 'test/unit/auth/key-store.test.ts';
const CLOCK = 'test/component/issue/clock.test.ts';
const TABLES = 'test/component/issue/table-faults.test.ts';
const STORED = 'test/component/issue/stored-items.test.ts';
const CONTRACT = 'test/contract/tables.contract.ts';
const TCP = 'test/component/issue/tcp-faults.test.ts';
const UPSTREAMS = 'test/component/issue/faults.test.ts';
const REFUSALS = 'test/component/issue/refusals.test.ts';
const WRONG = 'test/component/issue/wrong-answers.test.ts';
const CACHE = 'test/component/issue/cache.test.ts';
const THAW = 'test/component/issue/lambda-freeze.test.ts';
const TENANTS = 'test/component/issue/tenants.test.ts';
const PACKAGE = 'test/component/package.test.ts';
const RELEASES = 'test/unit/releases';
const REFRESH = 'test/component/refresh';
const DESTINATIONS = `${REFRESH}/destination-faults.test.ts`;
const LOST = `${REFRESH}/lost-answers.test.ts`;
const KILLED = `${REFRESH}/killed.test.ts`;
const REPEATED = `${REFRESH}/repeated.test.ts`;
const DISPATCH = `${REFRESH}/dispatch.test.ts`;
const BATCH = `${REFRESH}/batch.test.ts`;
const ARCHIVE = 'test/component/archive.test.ts';
const ROTATION = 'test/unit/vending/keys/rotate-key.test.ts';
const PUT_KEY = 'test/unit/vending/keys/put-key.test.ts';
const CUT_OFF = 'test/component/admin/account-keys-killed.test.ts';
const WATCHED = 'test/component/deploy/watch.test.ts';

const COLD = 'has no keys while the connection is %s';
const WARM = 'goes on with them through %s for an hour, and no longer';

const JWKS: readonly Row[] = [
  { id: 'F-JWKS-1', what: 'connection refused', coveredBy: at(KEYS, "['refused', 'refuse']", COLD, WARM) },
  { id: 'F-JWKS-2', what: 'no such name', coveredBy: at(KEYS, 'has no keys from a name that is none') },
  { id: 'F-JWKS-3', what: 'TLS fails', coveredBy: at(KEYS, 'whose certificate %s', 'broken off in the handshake') },
  { id: 'F-JWKS-4', what: 'connection reset', coveredBy: at(KEYS, "['reset', 'reset']", COLD, WARM) },
  {
    id: 'F-JWKS-5',
    what: 'no answer',
    coveredBy: at(KEYS, 'waits for %s no longer than the request may', 'waits three seconds for a black hole', WARM),
  },
  {
    id: 'F-JWKS-6',
    what: 'a slow drip',
    coveredBy: [...at(KEYS, 'a slow drip', WARM), ...at(FETCH, 'although the body is still arriving byte by byte')],
  },
  {
    id: 'F-JWKS-7',
    what: '200 with something else',
    coveredBy: at(KEYS, "['HTML'", "['nothing'", "['a cut set'", WARM),
  },
  { id: 'F-JWKS-8', what: 'an empty set', coveredBy: at(KEYS, "['an empty set'", 'has no keys from %s', WARM) },
  { id: 'F-JWKS-9', what: '404, 503, a redirect', coveredBy: at(KEYS, "['404'", "['503'", "['a redirect'", WARM) },
  { id: 'F-JWKS-10', what: 'a huge answer', coveredBy: at(KEYS, "['1 MiB'") },
  { id: 'F-JWKS-11', what: 'a new key', coveredBy: at(KEYS, 'finds a new one at its first use') },
  {
    id: 'F-JWKS-12',
    what: 'another key under its kid',
    coveredBy: at(KEYS, 'believes one that was replaced under its kid'),
  },
  {
    id: 'F-JWKS-13',
    what: 'a key taken back',
    coveredBy: at(KEYS, 'believes one that was taken back for five minutes'),
  },
  {
    id: 'F-JWKS-14',
    what: 'a flood of unknown kids',
    coveredBy: at(KEYS, 'M7 answers 401 to unknown kids', 'M7 finds a new key at once'),
  },
  { id: 'F-JWKS-15', what: 'one of two issuers', coveredBy: at(KEYS, 'fail apart: the one whose keys are there') },
];

const CLOCKS: readonly Row[] = [
  {
    id: 'F-CLOCK-1',
    what: 'less than five minutes wrong',
    coveredBy: at(CLOCK, 'may be %i seconds ahead: nobody notices'),
  },
  {
    id: 'F-CLOCK-2',
    what: 'more than five minutes wrong',
    coveredBy: at(CLOCK, 'is no fault of the caller or of the role', 'an STS that goes on refusing the time'),
  },
  { id: 'F-CLOCK-3', what: 'not the issuer’s', coveredBy: at(CLOCK, '5 min behind the issuer’s', '59 s behind') },
  {
    id: 'F-CLOCK-4',
    what: 'set back',
    coveredBy: [
      ...at(CLOCK, 'that is set back makes no login live longer'),
      ...at(KEY_STORE, 'T28 is fetched again if its time is in the future'),
    ],
  },
];

const DYNAMODB: readonly Row[] = [
  {
    id: 'F-DYNAMODB-1',
    what: 'throttled',
    coveredBy: at(TABLES, 'is not possible for now when it goes on failing (%s)'),
  },
  { id: 'F-DYNAMODB-2', what: 'once only', coveredBy: at(TABLES, 'is tried again after one fault (%s)') },
  { id: 'F-DYNAMODB-3', what: 'no right, no table', coveredBy: at(TABLES, 'and never "no such connector"') },
  {
    id: 'F-DYNAMODB-4',
    what: 'an answer that is none',
    coveredBy: at(TABLES, 'when the answer is an empty 200', "'html'"),
  },
  {
    id: 'F-DYNAMODB-5',
    what: 'an item that is not readable',
    coveredBy: at(STORED, 'of a later schema', 'with one attribute too many', 'with an unknown field'),
  },
  {
    id: 'F-DYNAMODB-6',
    what: 'read after a change or an end',
    coveredBy: [
      ...at(STORED, 'that is disabled is so at the very next request'),
      ...at(CONTRACT, 'shows a change to the very next read, as version 2'),
    ],
  },
  {
    id: 'F-DYNAMODB-7',
    what: 'connection refused or broken',
    coveredBy: at(TCP, 'that is refused', "upstream: 'DYNAMODB'"),
  },
  {
    id: 'F-DYNAMODB-8',
    what: 'no answer, a drip',
    coveredBy: at(TCP, 'on which nothing arrives', 'answers byte by byte'),
  },
  {
    id: 'F-DYNAMODB-9',
    what: 'the table of one-time tokens and limits',
    coveredBy: [
      ...at('test/component/issue/limits.test.ts', 'can not be written down', 'can not be counted'),
      ...at('test/contract/limits.contract.ts', 'where answers get lost', 'whose answer was lost'),
    ],
  },
  {
    id: 'F-DYNAMODB-10',
    what: 'away at a step of a refresh',
    coveredBy: [
      ...at(BATCH, 'gives all messages back, and nothing is written', 'for what is intended leaves the destination'),
      ...at(BATCH, 'for what was done is made up for', 'for the history alone', 'for one job alone'),
      ...at(DISPATCH, 'of which one part can not be read are sent all the same'),
    ],
  },
  {
    id: 'F-DYNAMODB-11',
    what: 'items of another release',
    coveredBy: [
      ...at(`${RELEASES}/next-release.test.ts`, 'with a field that limits access', 'fails its own tokens, and none'),
      ...at(`${RELEASES}/never-wider-properties.test.ts`, 'never lets in whom the next release keeps out'),
      ...at(`${RELEASES}/last-release.test.ts`, 'is decided as it is decided here, or refused'),
    ],
  },
];

const AUDIT: readonly Row[] = [
  { id: 'F-AUDIT-1', what: 'fails', coveredBy: at(TABLES, 'is not possible (%s): no record, no credential') },
  { id: 'F-AUDIT-2', what: 'hangs', coveredBy: at(TABLES, 'is given up at the deadline: no credential') },
  { id: 'F-AUDIT-3', what: 'once only', coveredBy: at(TABLES, 'and there is one record') },
  { id: 'F-AUDIT-4', what: 'done, but the answer is lost', coveredBy: at(TABLES, 'may have happened where no answer') },
  { id: 'F-AUDIT-5', what: 'an answer that is none', coveredBy: at(TABLES, 'is not known to have happened') },
  {
    id: 'F-AUDIT-6',
    what: 'fails for a login from the cache',
    coveredBy: at(TABLES, 'needed for a login from the cache'),
  },
  {
    id: 'F-AUDIT-7',
    what: 'fails for a refusal',
    coveredBy: at(TABLES, 'the refusal stands, and the operator is told'),
  },
  { id: 'F-AUDIT-8', what: 'the connection breaks', coveredBy: at(TCP, 'the audit record over a connection') },
  { id: 'F-AUDIT-9', what: 'a second sink', coveredBy: at(ARCHIVE, 'if S3 %s', 'if the function is killed %s') },
  {
    id: 'F-AUDIT-10',
    what: 'fails for a refresh',
    coveredBy: [
      ...at(`${REFRESH}/issuing-faults.test.ts`, 'an audit that can not be kept'),
      ...at(`${REFRESH}/not-issued.test.ts`, 'is not asked of the destination either'),
    ],
  },
];

function upstream(name: 'STS' | 'ECR'): readonly Row[] {
  return [
    {
      id: `F-${name}-1`,
      what: 'hangs',
      coveredBy: [...at(UPSTREAMS, 'is given up at the deadline'), ...at(TCP, 'on which nothing arrives')],
    },
    { id: `F-${name}-2`, what: 'throttled', coveredBy: at(UPSTREAMS, "'throttle'", 'and is then unavailable') },
    { id: `F-${name}-3`, what: '5xx', coveredBy: at(UPSTREAMS, "'server-error', 'unavailable'") },
    {
      id: `F-${name}-4`,
      what: 'connection refused or broken',
      coveredBy: [...at(UPSTREAMS, "'reset'", "'truncate'"), ...at(TCP, `upstream: '${name}'`, 'that is refused')],
    },
    {
      id: `F-${name}-5`,
      what: 'slow, or byte by byte',
      coveredBy: at(TCP, 'that answers byte by byte', 'not too slow'),
    },
    { id: `F-${name}-6`, what: 'refuses', coveredBy: at(UPSTREAMS, 'that is refused is asked once') },
  ];
}

const STS: readonly Row[] = [
  ...upstream('STS'),
  {
    id: 'F-STS-7',
    what: '200 without a session',
    coveredBy: at(UPSTREAMS, 'whose answer is none (%s) is not believed'),
  },
  {
    id: 'F-STS-8',
    what: 'a session that lacks something',
    coveredBy: at(WRONG, 'without its token', 'that has ended'),
  },
  {
    id: 'F-STS-9',
    what: 'a session of another',
    coveredBy: at(WRONG, 'of another role', 'of another source identity'),
  },
  {
    id: 'F-STS-10',
    what: 'more than an hour by chaining',
    coveredBy: at('test/component/issue/issue.test.ts', 'says what shortened the session'),
  },
  {
    id: 'F-STS-11',
    what: 'a session policy too large',
    coveredBy: [
      ...at('test/component/issue/upstream-codes.test.ts', 'refusing with %s (%d) is answered %d %s'),
      ...at('test/unit/policy/session/session-policy-size.test.ts', 'may have 2,048 characters'),
    ],
  },
  { id: 'F-STS-12', what: 'the regional endpoint is down', doesNotApply: 'one region is used: see F-STS-1 to F-STS-4' },
];

const ECR: readonly Row[] = [
  ...upstream('ECR'),
  { id: 'F-ECR-7', what: '200 without a login', coveredBy: at(WRONG, "'in nothing'", "'in null'") },
  {
    id: 'F-ECR-8',
    what: 'a login that is none',
    coveredBy: at(WRONG, 'whose token is no base64', 'of another registry', 'without an end'),
  },
  { id: 'F-ECR-9', what: 'too few, too many, the wrong ones', coveredBy: at(WRONG, 'for two registries must be two') },
  { id: 'F-ECR-10', what: 'the role lacks the right', coveredBy: at(REFUSALS, 'a role without a right to ECR') },
];

const LAMBDA: readonly Row[] = [
  { id: 'F-LAMBDA-1', what: 'a burst on a new environment', coveredBy: at(CACHE, 'share one session and one login') },
  {
    id: 'F-LAMBDA-2',
    what: 'frozen and thawed',
    coveredBy: at(THAW, 'and were closed meanwhile', 'and turn out dead at the next request', 'dead without a word'),
  },
  { id: 'F-LAMBDA-3', what: 'one environment for all', coveredBy: at(TENANTS, 'two tenants on one environment') },
  { id: 'F-LAMBDA-4', what: 'a bad environment', coveredBy: at(PACKAGE, 'fails at start, naming every variable') },
];

const SECRETS: readonly Row[] = [
  {
    id: 'F-SECRETS-1',
    what: 'marked for deletion',
    coveredBy: at(DESTINATIONS, 'a secret that is marked for deletion'),
  },
  { id: 'F-SECRETS-2', what: 'refuses the write', coveredBy: at(DESTINATIONS, 'a secret that may not be written') },
  {
    id: 'F-SECRETS-3',
    what: 'a KMS key that is disabled',
    coveredBy: at(DESTINATIONS, 'a secret whose KMS key is disabled', 'a parameter whose KMS key is disabled'),
  },
  {
    id: 'F-SECRETS-4',
    what: 'was there and is gone',
    coveredBy: at(DESTINATIONS, 'a secret that was there once and is gone', 'a parameter that was there once and is'),
  },
  {
    id: 'F-SECRETS-5',
    what: 'is not there, and not to be made',
    coveredBy: at(DESTINATIONS, 'a secret that is not there', 'a parameter that is not there and may not be made'),
  },
  {
    id: 'F-SECRETS-6',
    what: '5xx',
    coveredBy: at(DESTINATIONS, 'a Secrets Manager that fails on its side', 'a Parameter Store that fails on its side'),
  },
  { id: 'F-SECRETS-7', what: 'throttled', coveredBy: at(DESTINATIONS, 'a Secrets Manager that throttles for good') },
  {
    id: 'F-SECRETS-8',
    what: 'a value too large',
    coveredBy: at(DESTINATIONS, 'a value that is too large for a standard parameter'),
  },
  {
    id: 'F-SECRETS-9',
    what: 'a parameter of another type',
    coveredBy: at(DESTINATIONS, 'a parameter that is no SecureString'),
  },
  {
    id: 'F-SECRETS-10',
    what: 'written, but the answer is lost',
    coveredBy: [
      ...at(LOST, 'is had from the next attempt', 'that is never had leaves the intent', 'is not asked for again'),
      ...at(`${REFRESH}/killed-twice.test.ts`, 'is told of as confirmed where an earlier try had written it'),
    ],
  },
];

/** The queue of refresh jobs, and the schedule before it. */
const SQS: readonly Row[] = [
  {
    id: 'F-SQS-1',
    what: 'takes nothing',
    coveredBy: at(DISPATCH, 'is unknown', 'is out of reach', 'because it %s leaves the job due at once'),
  },
  { id: 'F-SQS-2', what: 'takes a part', coveredBy: at(DISPATCH, 'of which the queue takes some are leased or due') },
  {
    id: 'F-SQS-3',
    what: 'gives a message again',
    coveredBy: at(REPEATED, 'that is %i times in one batch', 'that is in two batches', 'that comes ten times'),
  },
  {
    id: 'F-SQS-4',
    what: 'late, and in no order',
    coveredBy: at(REPEATED, 'by a message of an old window', 'that come in reverse order'),
  },
  {
    id: 'F-SQS-5',
    what: 'poison',
    coveredBy: at(`${REFRESH}/poison.test.ts`, 'puts it aside after three tries, and delivers the rest once'),
  },
  { id: 'F-SQS-6', what: 'loses a message', coveredBy: at(DISPATCH, 'is sent again when its lease is over') },
  { id: 'F-SQS-7', what: 'two runs at once', coveredBy: at(DISPATCH, 'is sent once by two runs at the same time') },
  {
    id: 'F-SQS-8',
    what: 'no runs, old messages, dead letters',
    coveredBy: at(WATCHED, 'a schedule that stops is told', '%s watches %s of %s'),
  },
  {
    id: 'F-SQS-9',
    what: 'the function is killed at any step',
    coveredBy: at(KILLED, 'that is killed %s call %i (%s) is made up for'),
  },
  {
    id: 'F-SQS-10',
    what: 'the function has no time',
    coveredBy: at(BATCH, 'begins none, and gives all back', 'gives back what is not begun, and that alone'),
  },
  {
    id: 'F-SQS-11',
    what: 'messages of another release',
    coveredBy: [
      ...at(`${RELEASES}/last-release.test.ts`, 'sends messages of %s to this release, and the reverse'),
      ...at(`${RELEASES}/next-release.test.ts`, 'for another reader'),
    ],
  },
];

const IAM: readonly Row[] = [
  {
    id: 'F-IAM-1',
    what: 'a rotation is killed at any step',
    coveredBy: [
      ...at(
        ROTATION,
        '%s any of its calls leaves a working key',
        'again and again, at any time, never takes the working',
      ),
      ...at(CUT_OFF, 'its changing call %i, %s, leaves a working key, and none over'),
    ],
  },
  {
    id: 'F-IAM-2',
    what: 'a key is created, and the answer with its secret is lost',
    coveredBy: [
      ...at(ROTATION, 'its secret got lost deletes that key, two minutes later'),
      ...at(CUT_OFF, 'whose process is killed when its new key is made'),
    ],
  },
  {
    id: 'F-IAM-3',
    what: 'AWS does not know a new key yet',
    coveredBy: at(PUT_KEY, 'is waited for while AWS does not know it yet', 'after five questions'),
  },
  {
    id: 'F-IAM-4',
    what: 'the user has a second key, and AWS allows two',
    coveredBy: at(ROTATION, 'leaves a key alone that is not in the secret, and says so'),
  },
];

export const FAULTS: readonly Row[] = [
  ...JWKS,
  ...CLOCKS,
  ...DYNAMODB,
  ...AUDIT,
  ...STS,
  ...ECR,
  ...LAMBDA,
  ...SECRETS,
  ...SQS,
  ...IAM,
];
