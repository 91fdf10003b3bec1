export const app = {
  name: 'Portunus',
};
