import { CodeartifactClient, GetRepositoryEndpointCommand } from '@aws-sdk/client-codeartifact';
import type { AskPackageRepository } from '../../vending/verify/ports.ts';
import { loginError } from '../login-error.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { sdkCredentials } from '../sdk-credentials.ts';

const requestHandler = createRequestHandler(2_000);

/** Calls `codeartifact:GetRepositoryEndpoint` for one name. CodeArtifact first decides whether the session may ask at all. */
export const askPackageRepository: AskPackageRepository = async ({ region, ...named }, session, call) => {
  const client = new CodeartifactClient({
    region,
    credentials: sdkCredentials(session),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler,
  });
  const command = new GetRepositoryEndpointCommand({ ...named, format: 'npm' });
  try {
    await client.send(command, { abortSignal: call.signal });
    return 'let_in';
  } catch (error) {
    if (error instanceof Error && /^AccessDenied/.test(error.name)) return 'refused';
    if (error instanceof Error && /^ResourceNotFound/.test(error.name)) return 'let_in';
    throw loginError(error, 'codeartifact', call);
  }
};
