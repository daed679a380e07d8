/** Peak of the last 100 ms, in decibels from -60 to 0; red where a voice is distorted. */
export function LevelMeter({ peak, label }: { peak: number; label: string }) {
  const db = 20 * Math.log10(Math.max(peak, 1e-4));
  const share = Math.max(0, Math.min(1, (db + 60) / 60));
  return (
    <div
      className={`voice-level ${peak > 0.98 ? 'voice-level-over' : ''}`}
      role="img"
      aria-label={`${label} ${Math.round(db)} dB`}
    >
      <span style={{ width: `${share * 100}%` }} />
    </div>
  );
}
