const changes = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'change' : 'changes'}`;

export const apply = {
  title: 'Apply a file',
  description: 'Plans a file of definitions, and writes exactly the plan that you saw. Nothing is written before that.',
  command: (prune: boolean) => `npx portunus apply -f portunus.yml${prune ? ' --prune' : ''}`,
  file: 'Open a file',
  label: 'The definitions as YAML or JSON',
  prune: 'Delete what the file does not have',
  pruneHelp: 'The file is then everything that there is. The plan lists what would be deleted.',
  doPlan: 'Plan',
  plan: 'The plan',
  columns: { action: 'What happens', id: 'Definition', fields: 'Fields' },
  actions: { create: 'Create', change: 'Change', delete: 'Delete', unchanged: 'Unchanged' },
  absent: 'absent',
  fromTo: (from: string, to: string) => `${from} → ${to}`,
  moreFields: 'And more fields. The command with --dry-run shows all of them.',
  more: (count: number) => `And ${changes(count)} more. The command with --dry-run shows all of them.`,
  noEtag: 'The service did not say which plan this is. Plan again.',
  waits: (why: string) => `Waits for a second administrator: ${why}`,
  warnings: (count: number) => `The linter has ${count.toLocaleString('en')} ${count === 1 ? 'warning' : 'warnings'}`,
  counts: (count: number, unchanged: number) =>
    count === 0
      ? 'Nothing to do: all of it is there already.'
      : `${changes(count)}, ${unchanged.toLocaleString('en')} unchanged`,
  doApply: (count: number) => `Apply ${changes(count)}`,
  confirm: (count: number) => `Apply ${changes(count)}?`,
  confirmHelp: (deleted: number) =>
    deleted === 0
      ? 'If somebody changes a definition meanwhile, nothing is written over that: the plan is refused then.'
      : `${deleted.toLocaleString('en')} ${deleted === 1 ? 'definition is' : 'definitions are'} deleted. Builds that use them are refused from the next request on. Versions are kept, and each can be brought back.`,
  progress: (applied: number, remaining: number) =>
    remaining === 0
      ? `${changes(applied)} applied.`
      : `${changes(applied)} applied, ${remaining.toLocaleString('en')} to go.`,
  waiting: (applied: number, waiting: number) =>
    `${changes(applied)} applied. ${changes(waiting)} wait among the approvals. Apply the file again after them.`,
};
