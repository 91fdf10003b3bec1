/** CIs that run at an address of one's own, which says nothing of them. `other` stands for none of these. */
export const CI_NAMES = ['forgejo', 'github', 'gitlab', 'jenkins', 'kubernetes', 'terraform', 'other'] as const;

export type CiName = (typeof CI_NAMES)[number];
