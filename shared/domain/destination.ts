import * as v from 'valibot';
import { partitionOfRegion, Region } from './aws.ts';
import { plainObject } from './schemas.ts';
import { STAGE } from './stage.ts';
import { isJsonObject } from './strict-json.ts';

/** Destinations must be under this path, because Portunus has no right to write anywhere else. */
const SECRET_ARN = new RegExp(
  '^arn:(aws(?:-[a-z-]+)?):secretsmanager:([a-z0-9-]+):([0-9]{12}):secret:' +
    String.raw`(portunus/${STAGE}/logins/[\w/+=.@-]{1,200})$`,
);
/** Parameter Store takes 15 levels, of which the path has three. */
const PARAMETER_ARN = new RegExp(
  '^arn:(aws(?:-[a-z-]+)?):ssm:([a-z0-9-]+):([0-9]{12}):parameter' +
    String.raw`(/portunus/${STAGE}/logins(?:/[\w.-]{1,200}){1,12})$`,
);
/** The suffix that Secrets Manager adds to a name in the ARN of a secret. */
const SECRET_SUFFIX = /-[A-Za-z0-9]{6}$/;

interface DestinationParts {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** For a secret, the name includes the six-character suffix if the ARN has it. */
  readonly name: string;
}

/** Splits the ARN of a destination of either service. `undefined` for anything else. */
export function partsOfDestination(arn: string): DestinationParts | undefined {
  const [, partition, region, accountId, name] = SECRET_ARN.exec(arn) ?? PARAMETER_ARN.exec(arn) ?? [];
  if (!partition || !region || !accountId || !name) return undefined;
  return { partition, region, accountId, name };
}

function arnOf(form: RegExp, what: string) {
  return v.pipe(
    v.string(),
    v.regex(form, `must be the ARN of ${what}`),
    v.check((arn) => {
      const parts = partsOfDestination(arn);
      if (parts === undefined) return true;
      return v.is(Region, parts.region) && partitionOfRegion(parts.region) === parts.partition;
    }, 'must name a region of its partition'),
  );
}

const Tags = v.pipe(
  v.unknown(),
  v.check(isJsonObject, 'must be a map of keys to values'),
  // Refused here, because the schema library would silently drop it.
  v.check((tags) => !Object.hasOwn(Object(tags), '__proto__'), 'must not have a key called __proto__'),
  v.record(
    v.pipe(v.string(), v.regex(/^(?!aws:)[\w .:/=+@-]{1,128}$/i, "must be a tag's key, and not begin with aws:")),
    v.pipe(v.string(), v.regex(/^[\w .:/=+@-]{0,256}$/, "must be a tag's value, of 256 characters at most")),
  ),
  v.check((tags) => Object.keys(tags).length <= 40, 'must have at most 40 tags'),
);

/** The ARN of a key or an alias. A bare id or alias would mean a different key in each account and region. */
const KmsKeyArn = v.pipe(
  v.string(),
  v.regex(
    /^arn:aws(?:-[a-z-]+)?:kms:[a-z0-9-]+:[0-9]{12}:(?:key\/[0-9a-zA-Z-]{1,64}|alias\/[\w/-]{1,250})$/,
    'must be the ARN of a KMS key or alias',
  ),
);

const kmsKeyId = v.exactOptional(KmsKeyArn);
const tags = v.exactOptional(Tags);

/** A key can only encrypt values in its own region. */
function isKeyBeside(keyArn: string | undefined, arn: string): boolean {
  return (
    !v.is(KmsKeyArn, keyArn) ||
    keyArn.split(':').slice(0, 4).join() ===
      arn
        .replace(/:(?:secretsmanager|ssm):/, ':kms:')
        .split(':')
        .slice(0, 4)
        .join()
  );
}

const KEY_BESIDE = 'must be of the region of the destination';

/** Where a refresh job delivers its logins. */
export const Destination = v.variant('type', [
  v.pipe(
    v.strictObject({
      type: v.literal('secretsmanager'),
      arn: arnOf(SECRET_ARN, 'a secret under portunus/STAGE/logins/'),
      /** How to create the secret on the first delivery. If absent, the secret must already exist. */
      create: v.exactOptional(plainObject({ kmsKeyId, tags })),
    }),
    v.forward(
      v.check(
        ({ arn, create: made }) => made === undefined || !SECRET_SUFFIX.test(arn),
        'must end with the name alone where the secret is to be created, and not with - and six characters',
      ),
      ['arn'],
    ),
    v.forward(
      v.check(({ arn, create }) => isKeyBeside(create?.kmsKeyId, arn), KEY_BESIDE),
      ['create', 'kmsKeyId'],
    ),
  ),
  v.pipe(
    v.strictObject({
      type: v.literal('ssm'),
      arn: arnOf(PARAMETER_ARN, 'a parameter under /portunus/STAGE/logins/'),
      /** The maximum is 4 KB or 8 KB. The larger tier costs money. */
      tier: v.optional(v.picklist(['standard', 'advanced']), 'standard'),
      /** Sent with every write, because Parameter Store otherwise returns to its default key. */
      kmsKeyId,
      create: v.exactOptional(plainObject({ tags })),
    }),
    v.forward(
      v.check(({ arn, kmsKeyId: key }) => isKeyBeside(key, arn), KEY_BESIDE),
      ['kmsKeyId'],
    ),
  ),
]);

export type Destination = v.InferOutput<typeof Destination>;

/** The same key for every spelling of a destination, so that two jobs with the same one are found. */
export function destinationKey({ type, arn }: Destination): string {
  return type === 'secretsmanager' ? arn.replace(SECRET_SUFFIX, '') : arn;
}

/** AWS's maximum sizes in bytes (PutParameter, PutSecretValue). */
const MAX_BYTES = { standard: 4_096, advanced: 8_192, secretsmanager: 65_536 } as const;

export function maxBytesOf(destination: Destination): number {
  return MAX_BYTES[destination.type === 'ssm' ? destination.tier : destination.type];
}
