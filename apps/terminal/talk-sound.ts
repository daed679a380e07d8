import { type ChildProcess, spawn } from 'node:child_process';
import alawmulaw from 'alawmulaw';
import { playerOf } from './player.ts';

const { mulaw } = alawmulaw;

/** G.711 (RFC 3551): 8 kHz, 20 ms a packet. */
export const packetSamples = 160;

/** 16 kHz samples into packets of 8 kHz mu-law; two samples become one, their mean keeps most of what would fold down. */
export function makePackets(send: (payload: Buffer) => void): (chunk: Float32Array) => void {
  const held: number[] = [];
  let odd: number | null = null;
  return (chunk) => {
    for (const sample of chunk) {
      if (odd === null) {
        odd = sample;
        continue;
      }
      const mean = (odd + sample) / 2;
      odd = null;
      held.push(Math.round(Math.max(-1, Math.min(1, mean)) * 32_767));
    }
    while (held.length >= packetSamples) {
      send(Buffer.from(mulaw.encode(Int16Array.from(held.splice(0, packetSamples)))));
    }
  };
}

/** The other end's voice through the machine's player, as one endless WAV on its standard input. */
export interface VoiceOut {
  write(payload: Uint8Array): void;
  playing(): boolean;
  close(): void;
}

export function openVoiceOut(volume: () => number): VoiceOut {
  const player = playerOf();
  let child: ChildProcess | null = null;
  if (player !== null) {
    child = spawn(player.path, player.args, { stdio: ['pipe', 'ignore', 'ignore'] });
    child.on('error', () => undefined);
    child.on('close', () => {
      child = null;
    });
    // A player that is gone breaks the pipe.
    child.stdin?.on('error', () => undefined);
    child.stdin?.write(endlessHeader());
  }
  return {
    write(payload) {
      const stdin = child?.stdin;
      // A player that does not keep up would say everything late: better to lose some.
      if (!stdin || stdin.writableLength > 16_000) return;
      const samples = mulaw.decode(payload);
      const gain = volume();
      const bytes = Buffer.alloc(samples.length * 2);
      for (const [i, s] of samples.entries()) bytes.writeInt16LE(Math.round(s * gain), i * 2);
      stdin.write(bytes);
    },
    playing: () => child !== null,
    close: () => child?.stdin?.end(),
  };
}

/** 8 kHz mono 16 bit, of a length that never comes. */
function endlessHeader(): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(0x7fff_f024, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(0x7fff_f000, 40);
  return header;
}
