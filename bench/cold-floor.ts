// The floor of a cold start: the floor of a login as a function, with the libraries that `issue` has too.
import middy from '@middy/core';
import { type FloorEvent, login } from './floor.ts';

/** Keeps the library in the bundle. The floor trusts everybody. */
export { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';

export const handler = middy<FloorEvent>().handler(login);
