// An account's secret and its user's keys, as the use cases of accounts' keys see AWS: in memory, and to be killed.
import type { Account } from '../../shared/domain/account.ts';
import { type AccountKey, parseSecretText } from '../../shared/domain/account-key.ts';
import type { Call } from '../../shared/domain/call.ts';
import { PortunusError } from '../../shared/domain/errors.ts';
import { Secret } from '../../shared/domain/secret.ts';
import type { ScheduledPorts } from '../../shared/vending/keys/account-keys.ts';
import type { KeySecret, WrittenVersion } from '../../shared/vending/keys/ports.ts';
import type { PutKeyPorts } from '../../shared/vending/keys/put-key.ts';

export const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys/build-Ab12Cd';
export const BUILD: Account = {
  id: 'build',
  awsAccountId: '123456789012',
  partition: 'aws',
  credentials: { source: 'iam-user', secretArn: SECRET_ARN },
};
const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

interface KnownKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly createdAt: Date;
  isActive: boolean;
}

interface Version {
  readonly text: string;
  readonly createdAt: Date;
  stages: string[];
}

/** The process is gone: whatever it would do next is not done. */
export class Killed extends Error {}

export class KeyWorld {
  now = new Date('2026-11-27T12:00:00.000Z');
  readonly keys = new Map<string, KnownKey>();
  readonly versions = new Map<string, Version>();
  changedAt = this.now;
  /** The calls since the world was made, oldest first. */
  readonly calls: string[] = [];
  readonly records: string[] = [];
  readonly reported: string[] = [];
  /** What an observer finds wrong after a call. */
  readonly broken: string[] = [];
  owner = { accountId: '123456789012', arn: 'arn:aws:iam::123456789012:user/ci/portunus' };
  /** The user has no right to create keys. */
  mayNotCreate = false;
  /** A key that IAM's list does not have yet. */
  unlisted: string | undefined;
  #made = 0;
  #kill: { readonly at: number; readonly when: 'before' | 'after' } | undefined;
  #isDead = false;

  constructor(ageDays = 100) {
    const key = this.#make(new Date(this.now.getTime() - ageDays * DAY_MS));
    this.#write('first', this.textOf(key), ['AWSCURRENT']);
  }

  get call(): Call {
    return { requestId: 'r-1', signal: new AbortController().signal, now: () => this.now };
  }

  /** The process is killed at its call of this number, from 1. The next `revive` begins another one. */
  killAt(at: number, when: 'before' | 'after'): void {
    this.#kill = { at: this.calls.length + at, when };
  }

  revive(): void {
    this.#kill = undefined;
    this.#isDead = false;
  }

  pass(milliseconds: number): void {
    this.now = new Date(this.now.getTime() + milliseconds);
  }

  at(stage: string): Version | undefined {
    return [...this.versions.values()].find(({ stages }) => stages.includes(stage));
  }

  idAt(stage: string): string | undefined {
    return /AKIA\w+/.exec(this.at(stage)?.text ?? '')?.[0];
  }

  /** The user's keys, as `id state`. */
  get listed(): readonly string[] {
    return [...this.keys.values()].map(({ accessKeyId, isActive }) => `${accessKeyId} ${isActive ? 'on' : 'off'}`);
  }

  addKey(ageDays: number): AccountKey {
    return this.#make(new Date(this.now.getTime() - ageDays * DAY_MS));
  }

  textOf({ accessKeyId, secretAccessKey }: AccountKey): string {
    return JSON.stringify({ accessKeyId, secretAccessKey: secretAccessKey.reveal() });
  }

  readonly ports: ScheduledPorts & PutKeyPorts = {
    stage: 'dev',
    findAccount: async (id) => (id === 'build' ? BUILD : undefined),
    listAccounts: () => oneOf([BUILD]),
    pause: async (milliseconds) => this.pass(milliseconds),
    identify: (key) => this.#do('identify', () => this.#identify(key)),
    secrets: {
      read: () => this.#do('read', () => this.#read()),
      stage: (_arn, { id, text }) => this.#do('stage', () => this.#write(id, text.reveal(), ['AWSPENDING'])),
      withdraw: (_arn, id) => this.#do('withdraw', () => this.#withdraw(id)),
      switch: (_arn, to) => this.#do('switch', () => this.#switch(to)),
    },
    userKeys: {
      list: () => this.#do('list', () => this.#list()),
      create: () => this.#do('create', () => this.#create()),
      deactivate: (_signer, id) => this.#do('deactivate', () => this.#deactivate(id)),
      remove: (_signer, id) => this.#do('delete', () => void this.keys.delete(id)),
    },
    listKeys: () => this.#do('list', () => this.#list()),
    putKey: (_place, version) => this.#do('put', () => this.#put(version)),
    recordAct: ({ action, outcome, reason }) =>
      this.#do('record', () => void this.records.push(`${action} ${outcome}: ${reason}`)),
    reportStep: (_account, step, id) => void this.reported.push(`${step} ${id}`),
    reportAge: (_account, _id, days) => void this.reported.push(`age ${days}`),
    reportFailure: (_account, { code, reason }) => void this.reported.push(`${code}: ${reason}`),
  };

  async #do<T>(name: string, work: () => T): Promise<T> {
    if (this.#isDead) throw new Killed();
    this.calls.push(name);
    const kill = this.calls.length === this.#kill?.at ? this.#kill.when : undefined;
    if (kill !== undefined) this.#isDead = true;
    if (kill === 'before') throw new Killed();
    const result = work();
    this.#look(name);
    if (kill === 'after') throw new Killed();
    return result;
  }

  /** What readers use must work at every moment. */
  #look(name: string): void {
    const key = this.keys.get(this.idAt('AWSCURRENT') ?? '');
    if (!key?.isActive) this.broken.push(`after ${name}, the current key does not work`);
    if (this.keys.size > 2) this.broken.push(`after ${name}, there are ${this.keys.size} keys`);
  }

  #make(createdAt: Date): AccountKey {
    this.#made += 1;
    const accessKeyId = `AKIAKEYKEYKEYKEY${String(this.#made).padStart(4, '0')}`;
    const secretAccessKey = `canary/secret/access/key/number/${this.#made}++`;
    this.keys.set(accessKeyId, { accessKeyId, secretAccessKey, createdAt, isActive: true });
    return { accessKeyId, secretAccessKey: new Secret(secretAccessKey) };
  }

  #create(): AccountKey {
    if (this.mayNotCreate) throw new PortunusError('conflict', 'request', { detail: 'AccessDenied' });
    if (this.keys.size >= 2) throw new PortunusError('conflict', 'request', { detail: 'LimitExceeded' });
    return this.#make(this.now);
  }

  #deactivate(id: string): void {
    const key = this.keys.get(id);
    if (key !== undefined) key.isActive = false;
  }

  #identify({ accessKeyId, secretAccessKey }: AccountKey) {
    const key = this.keys.get(accessKeyId);
    if (!key?.isActive) return 'unknown' as const;
    return key.secretAccessKey === secretAccessKey.reveal() ? this.owner : ('wrong_secret' as const);
  }

  #write(id: string, text: string, stages: readonly string[]): void {
    if (this.versions.has(id)) return;
    for (const version of this.versions.values()) {
      version.stages = version.stages.filter((stage) => !stages.includes(stage));
    }
    this.versions.set(id, { text, createdAt: this.now, stages: [...stages] });
    this.changedAt = this.now;
  }

  #list() {
    return [...this.keys.values()]
      .filter(({ accessKeyId }) => accessKeyId !== this.unlisted)
      .map((key) => ({ ...key }));
  }

  #withdraw(id: string): void {
    const version = this.versions.get(id);
    if (version !== undefined) version.stages = version.stages.filter((stage) => stage !== 'AWSPENDING');
    this.changedAt = this.now;
  }

  #switch(to: string): void {
    const from = this.at('AWSCURRENT');
    const target = this.versions.get(to);
    if (target === undefined || target === from) return;
    for (const version of this.versions.values()) {
      version.stages = version.stages.filter((stage) => stage !== 'AWSPREVIOUS' && stage !== 'AWSCURRENT');
    }
    from?.stages.push('AWSPREVIOUS');
    target.stages.push('AWSCURRENT');
    this.changedAt = this.now;
  }

  #put({ id, text }: WrittenVersion) {
    this.#write(id, text.reveal(), []);
    this.#switch(id);
    return { secretArn: SECRET_ARN, isCreated: false };
  }

  #read(): KeySecret {
    const at = (stage: string) => {
      const [id, version] = [...this.versions].find(([, { stages }]) => stages.includes(stage)) ?? [];
      const parsed = parseSecretText(version?.text ?? '');
      return id && version && parsed.ok ? { id, value: parsed.value, createdAt: version.createdAt } : undefined;
    };
    const [current, pending, previous] = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'].map(at);
    if (current === undefined || !('accessKeyId' in current.value)) throw new Error('no current key');
    const { value } = current;
    const others = { ...(pending && { pending }), ...(previous && { previous }) };
    return { current: { ...current, value }, ...others, changedAt: this.changedAt };
  }
}

async function* oneOf<T>(page: readonly T[]) {
  yield page;
}
