export const approvals = {
  actions: { create: 'Create', change: 'Change', delete: 'Delete', restore: 'Restore' },
  approve: 'Approve',
  ask: { approve: 'Approve this change?', reject: 'Reject this change?' },
  deletes: 'The whole definition goes.',
  description: 'Changes that wait for a second administrator. Each of them decides who is let in, or to what.',
  done: { approve: 'Approved. The change is in force.', reject: 'Rejected. Nothing was changed.' },
  empty: 'Nothing waits for you',
  emptyHelp:
    'Changes of issuers, and of connectors that let more people in, come here if the deployment has PORTUNUS_APPROVALS=true.',
  expires: 'Expires',
  fields: 'Fields',
  hideChange: 'Hide the change',
  kinds: { issuer: 'issuer', account: 'account', connector: 'connector', 'refresh-job': 'refresh job' },
  means: {
    approve:
      'The change is checked again, and is in force from the next request on. Your name stands beside that of who proposed it.',
    reject: 'The change is dropped. Who proposed it can propose it again.',
  },
  overtaken:
    'The definition was changed since this was proposed, so approving it will be refused. Reject it, and have it proposed anew.',
  own: 'You proposed this. Another administrator has to approve it; you can take it back by rejecting it.',
  proposed: 'Proposed',
  proposedBy: 'Proposed by',
  reject: 'Reject',
  restores: (version: number) => `It goes back to version ${version}.`,
  showChange: 'Show the change',
  title: 'Approvals',
  why: 'Why it waits',
};
