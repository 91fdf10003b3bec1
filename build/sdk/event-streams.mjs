// Stands in for the SDK's module of this name in the builds of functions. No command that they send has a stream of
// events, but every protocol loads them on demand, and the client of S3 at start.
export function resolveEventStreamSerdeConfig(config) {
  return config;
}

export function eventStreamSerdeProvider() {
  throw new Error('functions are built without event streams');
}

export const EventStreamSerde = undefined;
