// Source: CircleCI Docs "Using OpenID Connect tokens in jobs".
import { byClaim, EXACT } from '../conditions.ts';
import { type Ci, SOME_REF } from './ci.ts';
import { ANY_UUID, deep, FLAG, REF, reviewed } from './forms.ts';

function ofCircle(name: string): string {
  return `oidc.circleci.com/${name}`;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** Pins the owner of the repository, because a fork has another owner. */
const OWNERS = /^[^*/]+\/[^*/]+\//;
const SUBJECT = 'org/*/project/*/user/*';

export const circleci: Ci = {
  name: 'CircleCI',
  url: /^https:\/\/oidc\.circleci\.com\/org\//,
  jobsOnly: true,
  tenancy: 'url',
  tokensWithoutId: true,
  owner: { ids: [], names: [] },
  source: {
    ids: byClaim({ [ofCircle('project-id')]: EXACT, sub: /\/project\/[^*/]+\// }),
    names: byClaim({ [ofCircle('vcs-origin')]: EXACT, sub: /\/vcs-origin\/(?:[^*/]+\/){3}/ }),
  },
  wideSubject: 'every project of the organisation, and every one that a member makes',
  id: ofCircle('project-id'),
  reviewedCode: {
    rule: 'any-branch',
    pins: byClaim({
      [ofCircle('vcs-ref')]: SOME_REF,
      // A context can be restricted to groups of people.
      [ofCircle('context-ids')]: EXACT,
      sub: /\/vcs-ref\/refs\/(?:heads|tags)\/(?![*/]+$)/,
    }),
    detail: `Name ${ofCircle('vcs-ref')}, or the id of a restricted context in ${ofCircle('context-ids')}.`,
  },
  claims: {
    anywhere: [ofCircle('vcs-ref'), ofCircle('ssh-rerun')],
    refs: [ofCircle('vcs-ref')],
    chosen: [ofCircle('vcs-ref'), ofCircle('vcs-origin')],
  },
  claimForms: {
    [ofCircle('project-id')]: ANY_UUID,
    [ofCircle('context-ids')]: ANY_UUID,
    [ofCircle('ssh-rerun')]: FLAG,
    [ofCircle('vcs-ref')]: { ...REF, forms: ['refs/heads/**', 'refs/tags/**'] },
    [ofCircle('vcs-origin')]: {
      forms: ['*/*/**'],
      never: /^[a-z]+:\/\//,
      like: 'a host and a path without https://, such as github.com/acme/shop',
    },
  },
  subjectForms: {
    begins: ['org/'],
    forms: [
      ...reviewed(SUBJECT, `${SUBJECT}/vcs-origin/*/*/**/vcs-ref/refs/heads/*`),
      ...reviewed(`${SUBJECT}/vcs-origin/*/*/**/vcs-ref/refs/tags/*`),
      ...deep(`${SUBJECT}/vcs-origin/*/*/**/vcs-ref/refs/heads/*/**`),
    ],
    like: 'org/…/project/…/user/…, with /vcs-origin/…/vcs-ref/… behind it in the second version',
  },
  mustPin: [
    {
      // A project may pass its secrets to builds of forks. The origin of the code is then the only difference.
      rule: 'pull-request',
      pins: byClaim({ [ofCircle('vcs-origin')]: OWNERS, sub: /\/vcs-origin\/[^*/]+\/[^*/]+\// }),
      onlyToPush: false,
      detail: `A fork's pull request can meet it where forks are passed secrets. Name ${ofCircle('vcs-origin')}.`,
    },
    {
      rule: 'ssh-rerun',
      pins: byClaim({ [ofCircle('ssh-rerun')]: /^false$/ }),
      onlyToPush: true,
      detail: `In a job that was rerun with SSH somebody is on the machine, and can take the login. Ask for ${ofCircle('ssh-rerun')} "false".`,
    },
  ],
  actorSubject: /^org\/.*\/user\/[^*/]+/,
  defaultAudience: (url) => url.replace('https://oidc.circleci.com/org/', ''),
  wrongUrls: [
    [new RegExp(`^https://oidc\\.circleci\\.com/org/(?!${UUID}/?$)`), "It ends in the organisation's id, a UUID."],
  ],
};
