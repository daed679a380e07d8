const paths = {
  alarm: 'M12 3l9.500 17h-19zM12 9.500v5M12 17.300v.2',
  terminal: 'M6 3.500h12v17H6zM9 8h6M9 11h6M12 16.500v.1',
  channel: 'M4 11v2l11 5V6zM15 9.500a3 3 0 010 5M7 13.500V19h3v-4',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M13 4.800v4.400M7 14.800v4.400',
  help: 'M9 9a3 3 0 114.300 2.700c-.9.5-1.300 1-1.300 2.300M12 17.300v.2',
  sun: 'M12 8a4 4 0 100 8 4 4 0 000-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400',
  moon: 'M20 14.500A8.500 8.500 0 119.500 4a7 7 0 0010.500 10.500z',
  auto: 'M12 3.500a8.500 8.500 0 100 17zM12 3.500a8.500 8.500 0 010 17',
  out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  play: 'M7 4.500l12 7.500-12 7.500z',
  pause: 'M7.500 5v14M16.500 5v14',
  sent: 'M3.500 11.500L20.500 4l-5 16.500-3.500-7z M12 13.500l8.500-9.500',
  delivered:
    'M3.500 13.500h5l1.500 3h4l1.500-3h5M3.500 13.500L6 5h12l2.500 8.500v6h-17zM12 3v7M9 7.500l3 3 3-3',
  read: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 9.200a2.800 2.800 0 100 5.600 2.800 2.800 0 000-5.600z',
  accepted:
    'M13.500 4.500a1.500 1.500 0 103 0 1.500 1.500 0 00-3 0zM7 11l4-3.500 3.500 1.500-2.500 5 3.500 2.500-1 4.500M12 14l-3 3-4-.5M14.500 9.500l2 2.500h3',
  arrived:
    'M12 21.500S5 15 5 9.800a7 7 0 0114 0C19 15 12 21.500 12 21.500zM12 7.300a2.500 2.500 0 100 5 2.500 2.500 0 000-5z',
  declined: 'M12 3.500a8.500 8.500 0 100 17 8.500 8.500 0 000-17zM6 6l12 12',
  failed: 'M12 3.500a8.500 8.500 0 100 17 8.500 8.500 0 000-17zM9 9l6 6M15 9l-6 6',
  shield:
    'M12 3l7.500 3v5.500c0 4.700-3.200 8-7.500 9.500-4.300-1.500-7.500-4.800-7.500-9.500V6zM9 12l2.200 2.200L15.500 10',
  square: 'M5 5h14v14H5z',
  called: 'M6 16.500V11a6 6 0 0112 0v5.500l1.500 1.500h-15zM10 20.500h4',
  copy: 'M8.500 8.500h11v11h-11zM15.500 8.500v-4h-11v11h4',
  print: 'M7 9V3.500h10V9M7 17.500H4V9h16v8.500h-3M7 14h10v6.500H7z',
  search: 'M10.500 4a6.500 6.500 0 100 13 6.500 6.500 0 000-13zM15.500 15.500l5 5',
  back: 'M14.500 5l-7 7 7 7',
  next: 'M9.500 5l7 7-7 7',
  sound:
    'M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4 4 0 010 6M18 6.500a7.500 7.500 0 010 11',
  muted: 'M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM16 9.500l5 5M21 9.500l-5 5',
  camera: 'M4 4h5M4 4v5M20 4h-5M20 4v5M4 20h5M4 20v-5M20 20h-5M20 20v-5M4 12h16',
  position: 'M12 7a5 5 0 100 10 5 5 0 000-10zM12 2.500V7M12 17v4.500M2.500 12H7M17 12h4.500',
  way: 'M12 3l9 9-9 9-9-9zM9 14.500V11h5M12 8.500l2.500 2.500L12 13.500',
  hand: 'M8 12.500V6a1.500 1.500 0 013 0v5M11 10.500V4.500a1.500 1.500 0 013 0v6M14 10.500v-4a1.500 1.500 0 013 0v8c0 4-2.500 6.500-6 6.500-3 0-4.500-1.500-6-4.500l-1.500-3c-.5-1.500 1.500-2.500 2.500-1l1 1.500',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3.500v4M16 3.500v4M8 14h3M13 14h3',
  list: 'M8.500 6.500h12M8.500 12h12M8.500 17.500h12M4 6.500h.1M4 12h.1M4 17.500h.1',
  person: 'M12 4a4 4 0 100 8 4 4 0 000-8zM4.500 20.500c.8-4 3.700-6 7.500-6s6.700 2 7.500 6',
  lock: 'M6 11h12v9.500H6zM8.500 11V7.500a3.500 3.500 0 017 0V11',
  export: 'M12 15V4M8 8l4-4 4 4M4.500 14v6h15v-6',
  spinner: 'M12 3.500a8.500 8.500 0 018.500 8.500',
} as const;

export type IconName = keyof typeof paths;

/** A drawn sign. Beside a word it is silent; alone it needs `label`. */
export function Icon(props: { name: IconName; size?: number; label?: string; className?: string }) {
  const { name, size = 20, label, className } = props;
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or silent beside a word
    <svg
      className={className ? `icon ${className}` : 'icon'}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      <path d={paths[name]} />
    </svg>
  );
}
