/** Playback of a decoded clip with a position that can be read at any time. */
export interface ClipSound {
  play(): void;
  pause(): void;
  seek(toSec: number): void;
  isPlaying(): boolean;
  positionSec(): number;
  end(): void;
}

/** `onStop` runs when the clip has played to its end. */
export function makeClipSound(buffer: AudioBuffer, onStop: () => void): ClipSound {
  let context: AudioContext | null = null;
  let source: AudioBufferSourceNode | null = null;
  let restingAtSec = 0;
  let startedAtSec = 0;
  const positionSec = () => {
    if (!source || !context) return restingAtSec;
    return Math.min(buffer.duration, context.currentTime - startedAtSec);
  };
  const halt = () => {
    restingAtSec = positionSec();
    if (source) source.onended = null;
    source?.stop();
    source = null;
  };
  const play = () => {
    context ??= new AudioContext();
    void context.resume();
    if (restingAtSec >= buffer.duration - 0.05) restingAtSec = 0;
    source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.onended = () => {
      source = null;
      restingAtSec = buffer.duration;
      onStop();
    };
    startedAtSec = context.currentTime - restingAtSec;
    source.start(0, restingAtSec);
  };
  return {
    play: () => source === null && play(),
    pause: halt,
    seek: (toSec) => {
      const wasPlaying = source !== null;
      halt();
      restingAtSec = Math.min(buffer.duration, Math.max(0, toSec));
      if (wasPlaying) play();
    },
    isPlaying: () => source !== null,
    positionSec,
    end: () => {
      halt();
      void context?.close();
    },
  };
}
