import { FLAG, type SettingGroup } from './setting.ts';

export const PROBER: SettingGroup = {
  title: 'Prober',
  settings: [
    {
      parameter: 'ProbeConnector',
      variable: 'PORTUNUS_PROBE_CONNECTOR',
      description: 'ID of the connector that the prober asks for. Empty means that there is no prober.',
      default: '',
      pattern: '^$|^[a-z0-9][a-z0-9-]{1,49}$',
      form: "a connector's ID of at most 50 characters",
    },
    {
      parameter: 'ProbeAudience',
      variable: 'PORTUNUS_PROBE_AUDIENCE',
      description:
        'Audience of the tokens that the prober asks AWS for. Empty means that it signs its requests. Needs ProbeConnector.',
      default: '',
      pattern: '^$|^[!-~]{1,256}$',
      form: 'up to 256 characters of ASCII without spaces',
    },
    {
      parameter: 'ProbeRegistry',
      variable: 'PORTUNUS_PROBE_REGISTRY',
      description: 'Whether the prober presents its login to the registry. Needs ProbeConnector.',
      default: 'false',
      ...FLAG,
    },
    {
      parameter: 'ProbeRate',
      variable: 'PORTUNUS_PROBE_RATE',
      description: 'How often the prober runs, every five minutes at least.',
      default: 'rate(5 minutes)',
      pattern: '^rate\\((1 minute|[2-5] minutes)\\)$',
      form: 'a rate from rate(1 minute) to rate(5 minutes)',
    },
  ],
};
