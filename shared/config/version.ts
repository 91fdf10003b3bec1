/** The build replaces this with the version in package.json. */
declare const PORTUNUS_VERSION: string;

export const VERSION: string = PORTUNUS_VERSION;
