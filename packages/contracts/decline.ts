/** Why somebody called cannot go; two taps, no typing. Apart, so that the phone need not load schemas for it. */
export const declineReasons = ['notHere', 'withPupils', 'unwell', 'other'] as const;
export type DeclineReason = (typeof declineReasons)[number];
