interface Missing {
  readonly missing: string;
  readonly give: string;
}

/** What a check can need, and what to give for it. */
export const NEEDS = {
  caller: { missing: 'no caller', give: '--auth-token-file, or --create' },
  connector: { missing: 'no connector', give: '--connector ID with a token that it lets in, or --create with --aws' },
  definitions: { missing: 'no definitions of its own', give: "--create, with an administrator's token" },
  roles: { missing: 'no roles and repositories of its own', give: '--create and --aws' },
  repository: { missing: 'no repository to ask for', give: '--repository NAME, or --create and --aws' },
  otherRepository: {
    missing: 'no second repository that the role may pull',
    give: '--other-repository NAME, or --create and --aws',
  },
  aws: { missing: 'no AWS credentials', give: "--aws, with credentials of the deployment's account" },
  wait: { missing: 'no time to wait for the end of a session', give: '--wait, which takes 16 minutes' },
  drill: { missing: 'the audit is not broken on purpose', give: '--drill, in the drill that docs/smoke.md describes' },
} as const satisfies Record<string, Missing>;

export type Need = keyof typeof NEEDS;
