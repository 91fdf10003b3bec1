/** Put in by the build from package.json. */
declare const PORTUNUS_VERSION: string;

export const VERSION: string = PORTUNUS_VERSION;
