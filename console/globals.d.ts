/** The release, which the build fills in. */
declare const PORTUNUS_VERSION: string;
