// Every attack and bad input that the project knows of (B: bad input, T: threat), and the test that holds it off.
import { at, type Row } from './row.ts';

const AUTH = 'test/unit/auth';
const FORM = `${AUTH}/attacks.test.ts`;
const JSON_PARTS = `${AUTH}/attack-json.test.ts`;
const SIGNATURES = `${AUTH}/attack-signatures.test.ts`;
const RSA = `${AUTH}/attack-rsa.test.ts`;
const DIGEST_INFO = `${AUTH}/attack-digest-info.test.ts`;
const CLAIMS = `${AUTH}/attack-claims.test.ts`;
const CHECK_CLAIMS = `${AUTH}/check-claims.test.ts`;
const COMPACT = `${AUTH}/compact-jws.test.ts`;
const KEYS = 'test/unit/domain/key-set.test.ts';
const KEY_STORE = `${AUTH}/key-store.test.ts`;
const VERIFY = `${AUTH}/verify-token.test.ts`;
const LIMITS = 'test/component/issue/limits.test.ts';
const PROPERTIES = `${AUTH}/token-properties.test.ts`;
const FETCH = `${AUTH}/fetch-keys.test.ts`;
const ADDRESSES = `${AUTH}/address-guard.test.ts`;
const DISCOVERY = `${AUTH}/discovery.test.ts`;
const PATTERN = 'test/unit/policy/access/claim-pattern.test.ts';
const ACCESS = 'test/unit/policy/access/access.test.ts';
const ADMIT = 'test/unit/policy/access/authenticate.test.ts';
const JOBS = 'test/unit/policy/access/foreign-jobs.test.ts';
const ATTRIBUTES = 'test/unit/policy/session/session-attributes.test.ts';
const AWS = 'test/unit/domain/aws.test.ts';
const GRANT = 'test/unit/domain/grant.test.ts';
const ISSUER = 'test/unit/policy/definitions/check-issuer.test.ts';
const SECRET = 'test/unit/domain/secret.test.ts';
const CONDITIONS = 'test/unit/domain/claims.test.ts';
const SENDER = 'test/component/issue/bad-sender.test.ts';
const INPUT = 'test/component/issue/bad-input.test.ts';
const BODY = 'test/component/issue/bad-body.test.ts';
const ISSUE = 'test/component/issue/issue.test.ts';
const CACHE = 'test/component/issue/cache.test.ts';
const TENANTS = 'test/component/issue/tenants.test.ts';
const FAULTS = 'test/component/issue/faults.test.ts';
const WRONG = 'test/component/issue/wrong-answers.test.ts';
const TABLES = 'test/component/issue/table-faults.test.ts';
const STORED = 'test/component/issue/stored-items.test.ts';
const SENT_JOBS = 'test/component/issue/foreign-jobs.test.ts';
const DEPLOYMENTS = 'test/component/issue/deployments.test.ts';
const ISSUER_FAULTS = 'test/component/issue/issuer-faults.test.ts';
const PACKAGE = 'test/component/package.test.ts';
const SERVICE_TEMPLATE = 'test/component/deploy/service-template.test.ts';
const ROUTES = 'test/component/package-routes.test.ts';
const CLI = 'test/component/cli/cli.test.ts';
const CLAIMED = 'test/unit/policy/session/fill-connector-properties.test.ts';
const REFRESH = 'test/component/refresh';
const FUZZ = 'test/component/issue/fuzz-smoke.test.ts';

const TOKENS: readonly Row[] = [
  { id: 'B1', what: 'no token at all', coveredBy: at(FORM, 'B1 nothing', 'B1 a blank') },
  { id: 'B2', what: 'too few or too many parts', coveredBy: at(FORM, 'B2 one part', 'B2 five parts: a JWE') },
  {
    id: 'B3',
    what: 'JSON serialization',
    coveredBy: at(FORM, 'B3 the flattened JSON form', 'B3 the general JSON form'),
  },
  { id: 'B4', what: 'something around the token', coveredBy: at(FORM, 'B4 a blank before it', 'B4 the scheme inside') },
  {
    id: 'B5',
    what: 'characters that are not base64url',
    coveredBy: at(FORM, 'B5 padding of the header', 'B5 + for -'),
  },
  { id: 'B6', what: 'loose bits in a last character', coveredBy: at(FORM, 'B6 loose bits in the signature') },
  {
    id: 'B7',
    what: 'algorithms that are none of ours, HMAC with a public key',
    coveredBy: [
      ...at(FORM, 'B7 alg: missing'),
      ...at(SIGNATURES, 'B7 an algorithm that is none of ours', 'RS256 over an HMAC with the public key as secret'),
    ],
  },
  {
    id: 'B8',
    what: 'a key that is not for the algorithm',
    coveredBy: [
      ...at(SIGNATURES, 'B8 a key that is not for the algorithm, though the signature is right'),
      ...at(KEYS, 'B8 the algorithms of a key'),
    ],
  },
  { id: 'B9', what: 'degenerate ECDSA signatures', coveredBy: at(SIGNATURES, 'B9 a signature of ES256', "'DER'") },
  {
    id: 'B10',
    what: 'forged PKCS#1 blocks',
    coveredBy: [
      ...at(RSA, 'B10 a block that no signer would write, signed by the right key'),
      ...at(DIGEST_INFO, 'B10 a digest info in another encoding of the same', 'B10 a padding that is not the padding'),
    ],
  },
  {
    id: 'B11',
    what: 'crit and b64',
    coveredBy: at(FORM, 'B11 crit that names what nobody knows', 'B11 crit with b64'),
  },
  { id: 'B12', what: 'a token of another type', coveredBy: at(FORM, 'B12 typ: logout+jwt', 'B12 typ: a list') },
  { id: 'B13', what: 'a token in a token', coveredBy: at(FORM, 'B13 cty: a token inside', 'B13 a token as payload') },
  { id: 'B14', what: 'compressed', coveredBy: at(FORM, 'B14 zip') },
  { id: 'B15', what: 'a member twice', coveredBy: at(JSON_PARTS, 'B15 alg twice', 'B15 sub twice, once in escapes') },
  { id: 'B16', what: 'brings its own key', coveredBy: at(FORM, 'B16 jwk') },
  { id: 'B17', what: 'brings an address of keys', coveredBy: at(FORM, 'B17 jku') },
  { id: 'B18', what: 'brings an address of certificates', coveredBy: at(FORM, 'B18 x5u') },
  { id: 'B19', what: 'brings certificates', coveredBy: at(FORM, 'B19 x5c') },
  { id: 'B20', what: 'a thumbprint, which brings nothing', coveredBy: at(FORM, 'B20 x5t is a thumbprint') },
  {
    id: 'B21',
    what: 'a key id that is none, or another issuer’s',
    coveredBy: [
      ...at(FORM, 'B21 kid: a path', 'B21 kid: __proto__', 'B21 kid: a line end'),
      ...at(VERIFY, "B21 a token of B with A's kid, signed by A's key"),
    ],
  },
  {
    id: 'B22',
    what: 'parts that are not one JSON object in UTF-8',
    coveredBy: [
      ...at(JSON_PARTS, 'B22 a lone surrogate as an escape', 'B22 100,000 levels', 'B22 all of it in __proto__'),
      ...at(COMPACT, 'may not be eleven levels deep'),
    ],
  },
  {
    id: 'B30',
    what: 'exp that is missing, odd or far away',
    coveredBy: [...at(CLAIMS, 'B30 exp: missing', 'B30 exp: -1e300'), ...at(CHECK_CLAIMS, 'B30 exp at iat')],
  },
  { id: 'B31', what: 'nbf ahead or odd', coveredBy: at(CLAIMS, 'B31 nbf: 61 s ahead', 'B31 nbf: 1e400') },
  { id: 'B32', what: 'iat missing, ahead or odd', coveredBy: at(CLAIMS, 'B32 iat: missing', 'B32 iat: 61 s ahead') },
  {
    id: 'B33',
    what: 'an issuer that looks alike',
    coveredBy: at(CLAIMS, 'B33 %s, is unknown and no key is asked for'),
  },
  { id: 'B34', what: 'an audience that is not ours alone', coveredBy: at(CLAIMS, 'B34 aud: ours and a stranger') },
  {
    id: 'B35',
    what: 'odd subjects',
    coveredBy: at(CHECK_CLAIMS, 'B35 sub: a line separator', 'B35 wildcard characters'),
  },
  { id: 'B36', what: 'GitHub’s immutable subject', coveredBy: at(CLAIMS, 'B36 the immutable form of GitHub') },
  {
    id: 'B37',
    what: 'Bitbucket’s subject',
    coveredBy: [...at(CLAIMS, "B37 Bitbucket's braces"), ...at(JOBS, 'B37 of the')],
  },
  {
    id: 'B38',
    what: 'claims of another JSON type than the rule’s',
    coveredBy: [
      ...at(PATTERN, 'a number against text', 'a list by its joined text', 'an inherited member'),
      ...at(JOBS, 'B38 whose id is in an object', 'B38 that is protected by a boolean'),
    ],
  },
  {
    id: 'B39',
    what: 'jti missing or used again',
    coveredBy: at(LIMITS, 'has to have an id', 'gets one login of 50 requests at once', 'written differently'),
  },
  {
    id: 'B40',
    what: 'the right repository, but not the job that is meant',
    coveredBy: [...at(JOBS, 'B40 of a pull request', 'B40 of a tag'), ...at(SENT_JOBS, 'B40 a job of the right')],
  },
];

const REQUESTS: readonly Row[] = [
  { id: 'B50', what: 'no Authorization header', coveredBy: at(SENDER, 'no Authorization header') },
  { id: 'B51', what: 'an empty one', coveredBy: at(SENDER, 'an empty one', 'a scheme and nothing more') },
  { id: 'B52', what: 'the scheme in another case', coveredBy: at(SENDER, 'bearer in lower case') },
  { id: 'B53', what: 'two spaces, a tab', coveredBy: at(SENDER, "'two spaces'", "'a tab'") },
  {
    id: 'B54',
    what: 'another scheme, or two',
    coveredBy: at(SENDER, 'Basic and Bearer together', 'a signature of AWS'),
  },
  { id: 'B55', what: 'two headers', coveredBy: at(SENDER, 'two tokens joined by a comma and a space') },
  {
    id: 'B56',
    what: 'a token in another place',
    coveredBy: [
      ...at(SENDER, 'a token in the query', 'a token in the body', 'a token in a cookie'),
      ...at(INPUT, 'comes back in no answer and no log'),
    ],
  },
  { id: 'B57', what: 'a header of 16 KiB', coveredBy: at(SENDER, '16 KiB of nothing', 'may hold 8 KiB of token') },
  { id: 'B60', what: 'ids that are none', coveredBy: at(INPUT, 'with an encoded NUL', 'that is two', 'of 10 KiB') },
  {
    id: 'B61',
    what: 'bodies that are none',
    coveredBy: at(BODY, 'whose base64 flag is wrong', 'nested a thousand deep'),
  },
  {
    id: 'B62',
    what: 'methods and paths that are no route',
    coveredBy: [
      ...at(ROUTES, 'has the routes of the contract'),
      ...at(SENDER, 'of a route not built', 'of a prototype name'),
    ],
  },
  {
    id: 'B63',
    what: 'registries and regions that are none, or elsewhere',
    coveredBy: at(INPUT, 'a registry of 11 digits', 'a region of China', 'a region that is a host'),
  },
  {
    id: 'B64',
    what: 'role ARNs that a connector must not have',
    coveredBy: [
      ...at(AWS, "'any role'", "an account's root", 'is refused for a service-linked role'),
      ...at(STORED, 'of a role in another account', 'of a role in another partition'),
      // Our own roles have no path: the right to assume covers a path only.
      ...at(PACKAGE, 'has no other role, and none with a managed policy', 'lets issue be no function of ours'),
    ],
  },
  {
    id: 'B65',
    what: 'bad session policies',
    coveredBy: [
      ...at(
        'test/unit/policy/session/session-policy-size.test.ts',
        'may have 2,048 characters',
        'are counted with what a limit adds',
        'is written as an escape, and means the same',
      ),
      ...at('test/unit/policy/session/session-policy-properties.test.ts', 'nor beyond what the role may do by itself'),
    ],
  },
  {
    id: 'B66',
    what: 'events that the gateway would not send',
    coveredBy: [
      ...at(SENDER, 'of a REST API', 'without a request context', 'counts for nothing on a /v1 route'),
      ...at('test/component/issue/odd-events.test.ts', 'is the sender’s fault, or of no account'),
    ],
  },
  {
    id: 'B67',
    what: 'messages of the queue that are none of ours',
    coveredBy: at(
      `${REFRESH}/poison.test.ts`,
      'is of another schema version',
      'has a field twice',
      'has an id that is none',
      'is given back, and no table is asked',
    ),
  },
];

const THREATS: readonly Row[] = [
  {
    id: 'T1',
    what: 'a forged token',
    coveredBy: [...at(SIGNATURES, 'nOnE'), ...at(PROPERTIES, 'P2 a good token that is changed in any way is refused')],
  },
  {
    id: 'T2',
    what: 'a key of the attacker’s choice',
    coveredBy: at(VERIFY, 'T14 no key is asked for', "'forbidden_header'"),
  },
  {
    id: 'T3',
    what: 'weak or wrong keys in a key set',
    coveredBy: [
      ...at(KEYS, 'T3 an entry of a key set is left out, and the others stay'),
      ...at(RSA, 'T3 a right signature of a key of 1024 bits is refused'),
    ],
  },
  {
    id: 'T4',
    what: 'an endless token',
    coveredBy: at(CHECK_CLAIMS, 'T4 accepts exactly the times that the rules allow'),
  },
  { id: 'T5', what: 'a token for somebody else', coveredBy: at(CHECK_CLAIMS, 'B34 aud: ours and a stranger') },
  { id: 'T6', what: 'a token of another deployment', coveredBy: at(DEPLOYMENTS, 'T6 a token for one deployment') },
  {
    id: 'T7',
    what: 'a token sent again',
    coveredBy: at(LIMITS, 'is used for what the cache answers too', 'gets several logins in one request, once'),
  },
  {
    id: 'T8',
    what: 'rules that let in too many',
    coveredBy: [
      ...at(PATTERN, 'never lets a star cross a separator', 'never let more callers in when a condition is added'),
      ...at(GRANT, 'an issuer and no condition'),
      ...at(ISSUER, '%s is refused with a wildcard for %s'),
      ...at(CONDITIONS, 'two stars in one segment'),
    ],
  },
  {
    id: 'T9',
    what: 'a name that somebody else has now',
    coveredBy: [...at(JOBS, 'T9 of a repository that was made anew'), ...at(SENT_JOBS, 'T9 that was made anew')],
  },
  { id: 'T10', what: 'a new form of subjects', coveredBy: at(JOBS, 'T10 in the immutable form', 'T10 in either form') },
  {
    id: 'T11',
    what: 'jobs of forks',
    coveredBy: [...at(JOBS, 'T11 of a fork’s merge request'), ...at(SENT_JOBS, 'T11 of')],
  },
  {
    id: 'T12',
    what: 'one issuer’s token for another’s grant',
    coveredBy: [
      ...at(VERIFY, "a token of B signed by A's key, where both use one kid"),
      ...at(STORED, 'whose grant is another issuer’s', 'that shares its URL with another'),
    ],
  },
  {
    id: 'T13',
    what: 'an issuer that leads inside',
    coveredBy: [
      ...at(ADDRESSES, 'T13 a link-local address', 'T13 a looked-up name'),
      ...at(FETCH, 'T13 a redirect by %i is not followed', 'closes the connection if the body never ends'),
      ...at(DISCOVERY, 'leads to another host'),
    ],
  },
  {
    id: 'T14',
    what: 'an issuer that only the token names',
    coveredBy: at(VERIFY, "'issuer_unknown', tokenWithClaims"),
  },
  {
    id: 'T15',
    what: 'a signed request taken for another role’s',
    coveredBy: [
      ...at(ADMIT, 'is not taken for the role that its session is called after', 'the same name in another account'),
      ...at(ACCESS, 'a role with the unique id of the grant'),
      ...at(SENDER, 'is nobody on an /iam/v1 route when it is %s', 'whatever bearer token there is'),
    ],
  },
  {
    id: 'T16',
    what: 'a connector with somebody else’s role',
    coveredBy: [
      ...at(CLI, 'keeps the external ID when the connector changes, and refuses another one'),
      ...at('test/component/issue/refusals.test.ts', 'a role that trusts another external ID'),
    ],
  },
  {
    id: 'T17',
    what: 'claims that reach into names and tags',
    coveredBy: at(
      ATTRIBUTES,
      'a name and a source identity are what AWS takes',
      'two callers never have the same name',
    ).concat(at('test/unit/policy/session/session-policy-claims.test.ts', 'are the same whatever the claims say')),
  },
  {
    id: 'T18',
    what: 'more rights or time than asked for',
    coveredBy: [
      ...at(
        ISSUE,
        'sends STS and ECR what the connector and the verified claims say',
        'says what shortened the session',
      ),
      ...at(WRONG, 'that lasts longer than asked for'),
    ],
  },
  {
    id: 'T19',
    what: 'the function’s own role in place of the connector’s',
    coveredBy: [
      ...at(FAULTS, 'whose answer is none (%s) is not believed'),
      ...at(WRONG, 'without its token', 'that is empty', 'that has ended'),
      ...at('test/component/issue/tcp-faults.test.ts', 'is unavailable, and there again when the network is'),
    ],
  },
  {
    id: 'T20',
    what: 'finding out which connectors there are',
    coveredBy: [
      ...at(ISSUE, 'answers an unknown, a forbidden and a disabled connector with the same bytes'),
      ...at(STORED, 'is as unknown to a caller as one that there is not'),
    ],
  },
  { id: 'T21', what: 'secrets in answers', coveredBy: at(FUZZ, 'P3 any event gets a well-formed answer') },
  {
    id: 'T22',
    what: 'secrets in the log, forged lines of it',
    coveredBy: [...at(VERIFY, 'T22 an error'), ...at(SECRET, 'shows as [secret] in JSON'), ...at(FUZZ, 'P3 any event')],
  },
  {
    id: 'T23',
    what: 'answers kept on the way',
    coveredBy: [...at(ISSUE, 'is the one that ECR issued'), ...at(FUZZ, 'P3')],
  },
  {
    id: 'T24',
    what: 'a credential without a record',
    coveredBy: at(TABLES, 'no record, no credential', 'is given up at the deadline: no credential'),
  },
  {
    id: 'T25',
    what: 'a credential beside an error',
    coveredBy: [...at(TABLES, 'may have happened where no answer says so'), ...at(FAULTS, 'and is then unavailable')],
  },
  {
    id: 'T26',
    what: 'unknown kids that hide new keys',
    coveredBy: at(KEY_STORE, 'T26 always a new one, ten a second, costs four fetches', 'M7 always a new one'),
  },
  {
    id: 'T27',
    what: 'an outage of an issuer made worse by us',
    coveredBy: [
      ...at(KEY_STORE, 'T27 is not repeated for ten seconds', 'share one fetch'),
      ...at(ISSUER_FAULTS, 'goes on with them through %s for an hour, and no longer'),
    ],
  },
  {
    id: 'T28',
    what: 'a key that was taken back',
    coveredBy: [
      ...at(KEY_STORE, 'T28 is replaced as a whole: a key that was taken out is gone'),
      ...at(ISSUER_FAULTS, 'believes one that was replaced under its kid for five minutes'),
    ],
  },
  {
    id: 'T29',
    what: 'inputs that take long',
    coveredBy: [
      ...at(JSON_PARTS, 'B22 5 MB'),
      ...at(BODY, 'over 16 KiB is too large, counted in bytes'),
      ...at(CONDITIONS, 'refuse a pattern with %s'),
    ],
  },
  {
    id: 'T30',
    what: 'a flood',
    coveredBy: [
      ...at(SERVICE_TEMPLATE, 'so that a flood there leaves issuing its share'),
      ...at('test/unit/local/burst.test.ts', 'all get their login, by the helper and the default limits'),
      ...at(CACHE, 'share one session and one login'),
    ],
  },
  {
    id: 'T31',
    what: 'one caller’s login for another',
    coveredBy: [
      ...at(TENANTS, 'each get their own logins when all ask at once'),
      ...at(CACHE, 'is not like it when it is of another %s', 'whatever is in the cache'),
    ],
  },
  {
    id: 'T32',
    what: 'a connector after its end',
    coveredBy: at(STORED, 'that is disabled is so at the very next request'),
  },
  {
    id: 'T33',
    what: 'a refresh that writes the wrong thing',
    coveredBy: [
      ...at(`${REFRESH}/killed.test.ts`, 'that is killed %s call %i (%s) is made up for'),
      ...at(`${REFRESH}/killed-twice.test.ts`, 'is written once where the next try is killed %s its call %i (%s)'),
      ...at(`${REFRESH}/repeated.test.ts`, 'keeps what the later message wrote', 'that is in two batches at the same'),
      ...at(`${REFRESH}/issuing-faults.test.ts`, 'a grant that is withdrawn', "the execution role's own logins"),
      ...at(`${REFRESH}/not-issued.test.ts`, 'is not asked of the destination either: the audit comes first'),
      ...at(`${REFRESH}/roles.test.ts`, 'are writing under portunus/STAGE/logins/'),
      ...at(`${REFRESH}/template.test.ts`, 'no secret of ours does, in a circle'),
      ...at('test/component/simulate.test.ts', 'an older one after a newer, or two in a window'),
    ],
  },
  {
    id: 'T34',
    what: 'a claim that is a pattern, a path or another text than a name',
    coveredBy: [
      ...at('test/component/principal-types/narrowing.test.ts', 'claims in repositories open those of each caller'),
      ...at(CLAIMED, 'allows the caller’s repositories and no others, by both evaluators'),
    ],
  },
  {
    id: 'T35',
    what: 'claims of one caller that name what another gets',
    coveredBy: at(
      CLAIMED,
      'never get a repository in common, unless the claims that are used are equal',
      'never get the same role, unless the claims are equal',
      'is shared only by callers whose claims fill in the same',
    ),
  },
  {
    id: 'T36',
    what: 'a web page that asks a local endpoint of a person',
    coveredBy: [
      ...at('test/unit/cli/exec/endpoint.test.ts', 'gives nothing to a request with %s'),
      ...at('test/unit/cli/logins/open-once.test.ts', 'gives nothing to %s'),
    ],
  },
  {
    id: 'T37',
    what: 'a token or a helper that writes to the terminal',
    coveredBy: [
      ...at('test/component/cli/doctor.test.ts', 'cleans what a token says'),
      ...at('test/unit/cli/docker-config/helper.test.ts', 'that %s'),
    ],
  },
  {
    id: 'T38',
    what: 'a config of docker that a login destroys, or that others may read after it',
    coveredBy: [
      ...at('test/unit/cli/docker-config/logins-properties.test.ts', 'keeps all that a config held but the login'),
      ...at('test/unit/cli/docker-config/logins.test.ts', 'makes a file that only its user may read'),
    ],
  },
  {
    id: 'T39',
    what: 'a page of another site that uses the session of the console',
    coveredBy: [
      ...at('test/unit/http/request/own-page.test.ts', 'refuses every other page: %o'),
      ...at('test/unit/http/request/read-console-request.test.ts', 'because forms of other sites can send it'),
      ...at('test/unit/local/guard.test.ts', 'lets a link and the provider of this machine open %s'),
    ],
  },
  {
    id: 'T40',
    what: 'a cookie that the API takes for a token',
    coveredBy: [
      ...at('test/unit/http/request/identified.test.ts', 'is never a cookie'),
      ...at('test/architecture/imports.test.ts', 'reads cookies in the function of the console alone'),
    ],
  },
  {
    id: 'T41',
    what: 'an answer of a provider that nobody here asked for, or a session that somebody prepared',
    coveredBy: [
      ...at('test/component/console/providers.test.ts', 'takes no answer for another %s'),
      ...at('test/unit/vending/console/sign-in.test.ts', 'that another browser began is none'),
      ...at('test/unit/vending/console/sign-in.test.ts', 'is recorded, and then becomes a session that replaces'),
    ],
  },
  {
    id: 'T42',
    what: 'a link that leads away after a sign-in',
    coveredBy: at('test/unit/http/request/return-path.test.ts', 'refuses %j'),
  },
  {
    id: 'T43',
    what: 'a path or a header that a page smuggles past the console',
    coveredBy: [
      ...at('test/unit/http/request/read-console-request.test.ts', 'with the path %j is none'),
      ...at('test/unit/http/request/read-console-request.test.ts', 'has the parts of its path, its query, and three'),
      ...at('test/unit/aws/console/ask-api.test.ts', 'a redirect is not followed'),
    ],
  },
  {
    id: 'T44',
    what: 'a refresh token that two requests spend',
    coveredBy: at('test/unit/vending/console/renew.test.ts', 'spend a refresh token once'),
  },
  {
    id: 'T45',
    what: 'a session that outlives its issuer, its person or an unlocked screen',
    coveredBy: [
      ...at('test/unit/vending/console/session.test.ts', 'ends with the next request after its issuer is %s'),
      ...at('test/unit/vending/console/session.test.ts', 'lasts 30 minutes without a request'),
      ...at('test/unit/vending/console/forward.test.ts', 'that matters needs a sign-in of the last five minutes'),
      ...at('test/unit/policy/fresh-sign-in.test.ts', 'asks for a fresh sign-in: %s %s'),
      ...at('test/unit/vending/console/renew.test.ts', 'leaves no refresh token behind, and the request gets nothing'),
    ],
  },
  {
    id: 'T46',
    what: 'a provider that gets the code or the secret of another one (mix-up)',
    coveredBy: [
      ...at(
        'test/unit/vending/console/sign-in.test.ts',
        'takes no code that was sent to %s, and shows it to no provider',
      ),
      ...at('test/unit/policy/definitions/check-issuer.test.ts', 'is shown to no provider of another issuer: %s'),
    ],
  },
  {
    id: 'T47',
    what: 'a link to a page whose text hides or turns around what it shows, or runs when its command is pasted',
    coveredBy: [
      ...at('test/unit/console/kit/shell-word.test.ts', 'an ID that an address made up runs nothing when'),
      ...at('test/unit/console/kit/shell-word.test.ts', '%s is one word of a shell: %s'),
      ...at('test/unit/console/kit/foreign-parts.test.ts', 'shows %s'),
    ],
  },
];

export const ATTACKS: readonly Row[] = [...TOKENS, ...REQUESTS, ...THREATS];
