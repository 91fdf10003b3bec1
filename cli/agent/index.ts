// The entry to what a machine does with its own AWS role. Commands load it on demand, because it loads the AWS SDK.
export { type AgentSession, getAgentLogins } from './ecr-logins.ts';
export { createSignedFetch } from './signed-fetch.ts';
export { createOwnToken } from './web-identity.ts';
