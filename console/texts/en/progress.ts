const count = (figure: number) => figure.toLocaleString('en');

export const progress = {
  again: 'Try the failed ones again',
  cancel: 'Stop here',
  cancelled: 'stopped before the end.',
  done: (done: number, total: number | undefined, failed: number) =>
    [
      total === undefined ? `${count(done)} done` : `${count(done)} of ${count(total)} done`,
      ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ].join(', '),
  ended: 'all done.',
  failures: (failed: number) => `${count(failed)} failed`,
  more: (more: number) => `and ${count(more)} more`,
};
