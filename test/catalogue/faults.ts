// Every fault of what the service depends on, by dependency, and the test that shows what a caller gets.
import { at, type Row } from './row.ts';

const KEYS = 'test/component/issuer-faults.test.ts';
const FETCH = 'test/unit/auth/fetch-keys.test.ts';
const KEY_STORE = 'test/unit/auth/key-store.test.ts';
const CLOCK = 'test/component/clock.test.ts';
const TABLES = 'test/component/table-faults.test.ts';
const STORED = 'test/component/stored-items.test.ts';
const CONTRACT = 'test/contract/tables.contract.ts';
const TCP = 'test/component/tcp-faults.test.ts';
const UPSTREAMS = 'test/component/faults.test.ts';
const REFUSALS = 'test/component/refusals.test.ts';
const WRONG = 'test/component/wrong-answers.test.ts';
const CACHE = 'test/component/cache.test.ts';
const THAW = 'test/component/thaw.test.ts';
const TENANTS = 'test/component/tenants.test.ts';
const PACKAGE = 'test/component/package.test.ts';

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
    coveredBy: [...at(KEYS, 'a slow drip', WARM), ...at(FETCH, 'though the body goes on dripping')],
  },
  {
    id: 'F-JWKS-7',
    what: '200 with something else',
    coveredBy: at(KEYS, "['HTML'", "['nothing'", "['a cut set'", WARM),
  },
  { id: 'F-JWKS-8', what: 'an empty set', coveredBy: at(KEYS, "['an empty set'", 'has no keys from %s', WARM) },
  { id: 'F-JWKS-9', what: '404, 503, a redirect', coveredBy: at(KEYS, "['404'", "['503'", "['a redirect'", WARM) },
  { id: 'F-JWKS-10', what: 'a huge answer', coveredBy: at(KEYS, "['1 MiB'", "['101 keys'") },
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
  { id: 'F-JWKS-14', what: 'a flood of unknown kids', coveredBy: at(KEYS, 'a flood of unknown kids') },
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
      ...at(KEY_STORE, 'T28 from a time that is yet to come is fetched anew'),
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
  { id: 'F-DYNAMODB-9', what: 'the table of one-time tokens', doesNotApply: 'one-time tokens are not built' },
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
  { id: 'F-AUDIT-9', what: 'a second sink', doesNotApply: 'there is one sink' },
];

const upstream = (name: 'STS' | 'ECR'): readonly Row[] => [
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
  { id: `F-${name}-5`, what: 'slow, or byte by byte', coveredBy: at(TCP, 'that answers byte by byte', 'not too slow') },
  { id: `F-${name}-6`, what: 'refuses', coveredBy: at(UPSTREAMS, 'that is refused is asked once') },
];

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
    coveredBy: at('test/component/issue.test.ts', 'says what shortened the session'),
  },
  {
    id: 'F-STS-11',
    what: 'a session policy too large',
    coveredBy: [
      ...at('test/component/upstream-codes.test.ts', 'refusing with %s (%d) is answered %d %s'),
      ...at('test/unit/policy/session-policy-size.test.ts', 'may have 2,048 characters'),
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

export const FAULTS: readonly Row[] = [...JWKS, ...CLOCKS, ...DYNAMODB, ...AUDIT, ...STS, ...ECR, ...LAMBDA];
