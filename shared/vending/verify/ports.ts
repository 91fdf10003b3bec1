import type { Call } from '../../domain/call.ts';
import type { AwsSession, CallerIdentity } from '../../domain/credential.ts';
import type { PortunusError } from '../../domain/errors.ts';
import type { VerifyRun, VerifyState } from '../../domain/verification.ts';
import type { ListDefinitions } from '../definitions/ports.ts';
import type { Deployment } from '../issuing/plan-session.ts';
import type {
  FindConnector,
  GetAccount,
  GetPackageLogin,
  GetPublicLogin,
  GetRegistryLogins,
  Signer,
  StartSession,
} from '../issuing/ports.ts';

/** What of a session STS has refused. `other` is the role itself: whom it trusts, or that it exists. */
export type RefusedPart = 'duration' | 'policy-size' | 'tags' | 'source-identity' | 'other';

/** Tells which part of a session a refusal of STS is about. */
export type ReadRefusedPart = (error: PortunusError) => RefusedPart;

/** Asks STS whose access key is in the account's secret. */
export type GetKeyIdentity = (secretArn: string, region: string | undefined, call: Call) => Promise<CallerIdentity>;

/** Returns when the access key in the account's secret was made. */
export type GetKeyCreation = (secretArn: string, region: string | undefined, call: Call) => Promise<Date>;

/** Asks for one repository. `refused`: the session may not know whether it exists. */
export type AskRepository = (
  repository: { readonly region: string; readonly registryId: string; readonly name: string },
  session: AwsSession,
  call: Call,
) => Promise<'refused' | 'let_in'>;

/** The same of CodeArtifact. */
export type AskPackageRepository = (
  repository: {
    readonly region: string;
    readonly domain: string;
    readonly domainOwner: string;
    readonly repository: string;
  },
  session: AwsSession,
  call: Call,
) => Promise<'refused' | 'let_in'>;

/** Returns the trust policy of a role of the signer's account, as JSON of unknown form. */
export type GetTrustPolicy = (
  roleName: string,
  region: string | undefined,
  signer: Signer,
  call: Call,
) => Promise<unknown>;

/** Returns the account that Portunus itself runs in. */
export type GetOwnAccount = (call: Call) => Promise<string>;

/** How much of what a session can carry is used, in percent, as STS said when it gave the session. */
export type GetTokenUse = (session: AwsSession) => number | undefined;

/** What of this deployment decides whether a connector works. */
export interface VerifyingDeployment extends Deployment {
  /** The roles that the deployment may assume, as IAM patterns. */
  readonly connectorRoles: readonly string[];
  /** The age in days from which an access key is too old. */
  readonly keyDays: number;
}

/** The ports of a verification. Those that a deployment has to opt into are absent without it. */
export interface VerifyPorts {
  readonly findConnector: FindConnector;
  readonly getAccount: GetAccount;
  readonly deployment: VerifyingDeployment;
  readonly startSession: StartSession;
  readonly readRefusedPart: ReadRefusedPart;
  readonly getRegistryLogins: GetRegistryLogins;
  readonly getPublicLogin: GetPublicLogin;
  readonly getPackageLogin: GetPackageLogin;
  readonly tokenUse: GetTokenUse;
  readonly getKeyIdentity: GetKeyIdentity;
  readonly getOwnAccount: GetOwnAccount;
  readonly getKeyCreation?: GetKeyCreation;
  readonly askRepository?: AskRepository;
  readonly askPackageRepository?: AskPackageRepository;
  readonly getTrustPolicy?: GetTrustPolicy;
  /** Returns a text that nobody can guess. */
  readonly randomText: () => string;
}

/** Reads what is kept of a connector's last verification. `unreadable` is for an item that this release can't read. */
export type ReadVerifyState = (connectorId: string, call: Call) => Promise<VerifyState | 'unreadable' | undefined>;

export type SaveVerifyState = (connectorId: string, state: VerifyState, call: Call) => Promise<void>;

export type ReportVerification = (
  verified: { readonly connectorId: string; readonly state: VerifyState },
  call: Call,
) => void;

export interface RunPorts {
  readonly listDefinitions: ListDefinitions;
  readonly readRun: (call: Call) => Promise<VerifyRun | undefined>;
  readonly saveRun: (run: VerifyRun, call: Call) => Promise<void>;
  readonly reportRun: (run: VerifyRun, call: Call) => void;
}

export interface StatePorts {
  readonly readState: ReadVerifyState;
  readonly saveState: SaveVerifyState;
  readonly report: ReportVerification;
}
