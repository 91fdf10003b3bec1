export const mine = {
  title: 'My connectors',
  description: 'What you may use, and what each of them serves.',
};
