/** The build replaces this with the version in package.json. Run from source, as the recorder does, there is none. */
declare const PORTUNUS_VERSION: string | undefined;

export const VERSION: string = typeof PORTUNUS_VERSION === 'undefined' ? 'source' : PORTUNUS_VERSION;
