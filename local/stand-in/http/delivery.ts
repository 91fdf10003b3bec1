import type { ServerResponse } from 'node:http';
import type { Outgoing } from './faults.ts';

/** Sends an answer, or the part of it that its delivery allows. */
export const deliver = (response: ServerResponse, outgoing: Outgoing, requestId: string, now: Date): void => {
  const { delivery, status, contentType } = outgoing;
  if (delivery === 'hang') return;
  if (delivery === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const body = Buffer.from(outgoing.body, outgoing.encoding);
  response.writeHead(status, {
    // SDKs correct their own clock by this header, so it must come from the clock that checks their signatures.
    date: now.toUTCString(),
    'content-type': contentType,
    'content-length': body.length,
    'x-amzn-requestid': requestId,
  });
  if (delivery === 'whole') {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    if (delivery === 'truncate') response.socket?.end();
  });
};
