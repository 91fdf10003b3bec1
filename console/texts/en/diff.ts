export const diff = {
  label: 'Lines that differ',
  added: 'added',
  removed: 'removed',
  same: 'Nothing differs.',
  hidden: (lines: number) => (lines === 1 ? 'One line that is the same' : `${lines} lines that are the same`),
  showAll: 'Show all lines',
};
