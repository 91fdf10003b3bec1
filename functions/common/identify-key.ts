import type { IdentifyPorts } from '../../shared/vending/keys/own-key.ts';
import { onDemand } from './lazy.ts';

/** Creates what tells whose key it is. The client is loaded when it is first used. */
export function createIdentifyPorts(region: string): IdentifyPorts {
  const load = () => import('../../shared/aws/keys/identify-key.ts');
  return {
    identify: onDemand(async () => (await load()).createIdentifyKey(region)),
    pause: onDemand(async () => (await load()).pause),
  };
}
