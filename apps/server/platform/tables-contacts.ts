import type { Generated } from 'kysely';

interface ContactTable {
  person_id: string;
  channel: 'email' | 'phone' | 'wecom' | 'dingtalk' | 'feishu' | 'wechat';
  address: string;
  confirmed_at: number | null;
  added_at: Generated<number | null>;
  id: Generated<string>;
  position: Generated<number>;
  added_by: Generated<string | null>;
}

interface ContactCodeTable {
  id: string;
  person_id: string;
  channel: string;
  address: string;
  code_hash: Buffer;
  sent_at: number;
  expires_at: number;
  tries: Generated<number>;
  used_at: Generated<number | null>;
}

interface ContactRemovedTable {
  id: string;
  person_id: string;
  channel: ContactTable['channel'];
  address: string;
  confirmed_at: number | null;
  position: number;
  removed_at: number;
}

/** Addresses of people, the codes that confirm them, and what was removed a short while ago. */
export interface ContactTables {
  contact: ContactTable;
  contact_code: ContactCodeTable;
  contact_removed: ContactRemovedTable;
}
