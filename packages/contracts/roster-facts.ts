import type { Post } from './alarm.ts';
import type { CoverageGap } from './roster.ts';

/** What of a roster was edited. */
export type RosterChange =
  | 'shift.saved'
  | 'shift.removed'
  | 'shift.restored'
  | 'duty.changed'
  | 'duty.restored'
  | 'leave.added'
  | 'leave.cancelled'
  | 'calendar.saved'
  | 'required.saved'
  | 'reachRule.saved';

/** Facts of rosters, hand-overs and tests of reach. Part of the closed union in facts.ts. */
export type RosterFact =
  | {
      type: 'roster.changed';
      organisationId: string;
      personId: string;
      what: RosterChange;
      subject: string;
    }
  | {
      type: 'swap.asked' | 'swap.agreed' | 'swap.refused' | 'swap.withdrawn';
      swapId: string;
      organisationId: string;
      shiftId: string;
      day: string;
      fromId: string;
      toId: string;
      post: Post;
      startAt: number;
      endAt: number;
      /** Nobody answered or withdrew it: one of the two has left. */
      because?: 'leaving';
    }
  | {
      type: 'duty.asked';
      organisationId: string;
      personId: string;
      shiftId: string;
      day: string;
      post: Post;
      startAt: number;
      endAt: number;
    }
  | {
      type: 'duty.confirmed';
      organisationId: string;
      personId: string;
      shiftId: string;
      day: string;
    }
  | {
      type: 'coverage.gapFound';
      organisationId: string;
      gaps: CoverageGap[];
      personIds: string[];
    }
  | {
      type: 'handOver.written';
      handOverId: string;
      organisationId: string;
      post: Post;
      personId: string;
      incomingIds: string[];
    }
  | { type: 'handOver.signed'; handOverId: string; organisationId: string; personId: string }
  | {
      type: 'handOver.unsigned';
      handOverId: string;
      organisationId: string;
      post: Post;
      reminder: number;
      personIds: string[];
    }
  | {
      type: 'reachTest.begun';
      testId: string;
      organisationId: string;
      personIds: string[];
      replyUntil: number;
    }
  | { type: 'reachTest.answered'; testId: string; organisationId: string; personId: string };
