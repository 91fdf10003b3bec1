import { texts } from '../texts/index.ts';
import { type OnDemand, onDemand } from './on-demand.ts';

/** Who a screen is for. The service decides what each person may see; this only keeps menus short. */
export type Audience = 'everybody' | 'auditors' | 'administrators';

/** An entry of the navigation. `navigation.ts` says where it stands. */
export interface Entry {
  readonly href: string;
  readonly text: string;
  readonly audience: Audience;
}

interface Screen {
  /** The address below /console, as wouter reads it. */
  readonly path: string;
  readonly Screen: OnDemand;
  readonly entry?: Entry;
}

export const SCREENS: readonly Screen[] = [
  {
    path: '/connectors/:id/edit',
    Screen: onDemand(async () => (await import('../screens/edit/screens.tsx')).EditConnector),
  },
  {
    path: '/issuers/:id/edit',
    Screen: onDemand(async () => (await import('../screens/edit/screens.tsx')).EditIssuer),
  },
  {
    path: '/accounts/:id/edit',
    Screen: onDemand(async () => (await import('../screens/edit/screens.tsx')).EditAccount),
  },
  {
    path: '/refresh-jobs/:id/edit',
    Screen: onDemand(async () => (await import('../screens/edit/screens.tsx')).EditRefreshJob),
  },
  {
    path: '/new/connector',
    Screen: onDemand(async () => (await import('../screens/edit/screens.tsx')).NewConnector),
  },
  {
    path: '/new/issuer',
    Screen: onDemand(async () => (await import('../screens/edit/screens.tsx')).NewIssuer),
  },
  {
    path: '/new/account',
    Screen: onDemand(async () => (await import('../screens/edit/screens.tsx')).NewAccount),
  },
  {
    path: '/new/refresh-job',
    Screen: onDemand(async () => (await import('../screens/edit/screens.tsx')).NewRefreshJob),
  },
  {
    path: '/',
    Screen: onDemand(async () => (await import('../screens/mine/mine.tsx')).Mine),
    entry: { href: '/', text: texts.mine.title, audience: 'everybody' },
  },
  {
    path: '/set-up',
    Screen: onDemand(async () => (await import('../screens/set-up/set-up.tsx')).SetUp),
    entry: { href: '/set-up', text: texts.setUp.title, audience: 'administrators' },
  },
  {
    path: '/approvals',
    Screen: onDemand(async () => (await import('../screens/approvals/approvals.tsx')).Approvals),
    entry: { href: '/approvals', text: texts.approvals.title, audience: 'administrators' },
  },
  {
    path: '/apply',
    Screen: onDemand(async () => (await import('../screens/apply/apply.tsx')).Apply),
    entry: { href: '/apply', text: texts.apply.title, audience: 'administrators' },
  },
  {
    path: '/connectors',
    Screen: onDemand(async () => (await import('../screens/connectors/connectors.tsx')).Connectors),
    entry: { href: '/connectors', text: texts.connectors.title, audience: 'auditors' },
  },
  {
    path: '/issuers/:id/versions',
    Screen: onDemand(async () => (await import('../screens/definition/history.tsx')).IssuerHistory),
  },
  {
    path: '/accounts/:id/versions',
    Screen: onDemand(async () => (await import('../screens/definition/history.tsx')).AccountHistory),
  },
  {
    path: '/refresh-jobs/:id/versions',
    Screen: onDemand(async () => (await import('../screens/definition/history.tsx')).RefreshJobHistory),
  },
  {
    path: '/connectors/:id/:tab?',
    Screen: onDemand(async () => (await import('../screens/connector/connector.tsx')).Connector),
  },
  {
    path: '/accounts',
    Screen: onDemand(async () => (await import('../screens/accounts/accounts.tsx')).Accounts),
    entry: { href: '/accounts', text: texts.accounts.title, audience: 'administrators' },
  },
  {
    path: '/accounts/:id',
    Screen: onDemand(async () => (await import('../screens/accounts/account.tsx')).AccountScreen),
  },
  {
    path: '/audit',
    Screen: onDemand(async () => (await import('../screens/audit/audit.tsx')).Audit),
    entry: { href: '/audit', text: texts.audit.title, audience: 'auditors' },
  },
  {
    path: '/audit/:requestId',
    Screen: onDemand(async () => (await import('../screens/audit/record.tsx')).AuditRecordScreen),
  },
  {
    path: '/decision',
    Screen: onDemand(async () => (await import('../screens/decision/decision.tsx')).Decision),
    entry: { href: '/decision', text: texts.decision.title, audience: 'administrators' },
  },
  {
    path: '/refresh-jobs',
    Screen: onDemand(async () => (await import('../screens/operate/jobs/list.tsx')).RefreshJobs),
    entry: { href: '/refresh-jobs', text: texts.jobs.title, audience: 'administrators' },
  },
  {
    path: '/refresh-jobs/:id',
    Screen: onDemand(async () => (await import('../screens/operate/jobs/job.tsx')).RefreshJob),
  },
  {
    path: '/stop',
    Screen: onDemand(async () => (await import('../screens/operate/stop/stop.tsx')).Stop),
    entry: { href: '/stop', text: texts.stop.title, audience: 'administrators' },
  },
  {
    path: '/issuers',
    Screen: onDemand(async () => (await import('../screens/operate/issuers/list.tsx')).Issuers),
    entry: { href: '/issuers', text: texts.issuers.title, audience: 'administrators' },
  },
  {
    path: '/issuers/:id',
    Screen: onDemand(async () => (await import('../screens/operate/issuers/detail.tsx')).Issuer),
  },
  {
    path: '/usage',
    Screen: onDemand(async () => (await import('../screens/usage/usage.tsx')).Usage),
    entry: { href: '/usage', text: texts.usage.title, audience: 'auditors' },
  },
];
