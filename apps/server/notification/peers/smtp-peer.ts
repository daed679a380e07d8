import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  from: string;
  to: string[];
  raw: string;
  /** Value of a header, unfolded and with RFC 2047 words decoded. */
  header(name: string): string | undefined;
  /** The decoded text of the first part of this type. */
  part(type: string): string | undefined;
}

/** A real local SMTP server for tests. */
export interface SmtpPeer {
  url: string;
  mails: ReceivedMail[];
  /** Refuse recipients with this reply code, or null to take them. */
  refuse(code: number | null): void;
  /** Runs when a mail is in, before the server says so. */
  before(run: () => Promise<void> | void): void;
  stop(): Promise<void>;
}

export async function startSmtpPeer(): Promise<SmtpPeer> {
  const mails: ReceivedMail[] = [];
  let refusal: number | null = null;
  let before: () => Promise<void> | void = () => {};
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, done) {
      if (refusal === null) return done();
      const error = Object.assign(new Error('no such mailbox here'), { responseCode: refusal });
      done(error);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : (mailFrom?.address ?? '');
        const raw = Buffer.concat(chunks).toString('utf8');
        mails.push(
          read(
            raw,
            from,
            rcptTo.map((r) => r.address),
          ),
        );
        await before();
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse(code) {
      refusal = code;
    },
    before(run) {
      before = run;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function read(raw: string, from: string, to: string[]): ReceivedMail {
  const [head = ''] = raw.split('\r\n\r\n', 1);
  return {
    from,
    to,
    raw,
    header: (name) => headerOf(head, name),
    part(type) {
      const boundary = /boundary="?([^";\r\n]+)"?/.exec(head)?.[1];
      const parts = boundary === undefined ? [raw] : raw.split(`--${boundary}`);
      for (const part of parts) {
        const at = part.indexOf('\r\n\r\n');
        const partHead = part.slice(0, at);
        if (!headerOf(partHead, 'Content-Type')?.startsWith(type)) continue;
        return decoded(part.slice(at + 4), headerOf(partHead, 'Content-Transfer-Encoding'));
      }
      return undefined;
    },
  };
}

function headerOf(head: string, name: string): string | undefined {
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const line = lines.find((l) => l.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  const value = line
    ?.slice(name.length + 1)
    .trim()
    .replace(/\?= =\?/g, '?==?');
  return value?.replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_all, how: string, text: string) =>
    how.toUpperCase() === 'B'
      ? Buffer.from(text, 'base64').toString('utf8')
      : quotedPrintable(text.replaceAll('_', ' ')),
  );
}

function decoded(text: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? quotedPrintable(text) : text;
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
