/** The path of a claim, outermost name first. It is a list, because a name may contain dots and slashes. */
export type ClaimPath = readonly string[];
