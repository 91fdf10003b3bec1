export const kit = {
  copied: 'Copied',
  copy: 'Copy',
  failed: 'That did not work',
  loading: 'Loading',
  noAnswer: 'The service could not be reached. Check the connection, and try again.',
  notCopied: 'The browser did not allow copying. Select the text instead.',
  notFound: 'No such page',
  notFoundHelp: 'Choose one from the navigation.',
  requestId: 'Request ID:',
  sameByCommand: 'The same by command',
  tryAgain: 'Try again',
};
