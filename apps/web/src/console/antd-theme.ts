import { type ThemeConfig, theme } from 'antd';
import { type Appearance, colours, fontFamily } from '../platform/tokens.ts';

/** The parts of antd that we use, in our colours; nothing of its own look stays. */
export function antdThemeOf(appearance: Appearance): ThemeConfig {
  const c = colours[appearance];
  return {
    algorithm: appearance === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: c.primary,
      colorInfo: c.primary,
      colorLink: c.link,
      // Its own are paler under the pointer, too pale to read on the ground of a row.
      colorLinkHover: c.link,
      colorLinkActive: c.link,
      colorSuccess: c.proved,
      colorWarning: c.overdue,
      // Red is kept for a running alarm: a form that is wrong speaks amber.
      colorError: c.overdue,
      colorBgBase: c.surface,
      colorBgLayout: c.ground,
      colorBgContainer: c.surface,
      colorBgElevated: c.surface,
      colorTextBase: c.text,
      colorText: c.text,
      colorTextSecondary: c.textSoft,
      colorTextTertiary: c.textFaint,
      colorTextDescription: c.textFaint,
      colorTextPlaceholder: c.textFaint,
      colorBorder: c.lineStrong,
      colorBorderSecondary: c.line,
      colorSplit: c.line,
      borderRadius: 8,
      controlHeight: 40,
      fontSize: 15,
      fontFamily,
      motion: false,
      wireframe: false,
    },
    components: {
      Table: {
        headerBg: c.surface,
        headerColor: c.textFaint,
        headerSplitColor: 'transparent',
        rowHoverBg: c.sunken,
        cellPaddingBlock: 12,
        borderColor: c.line,
      },
      Modal: { titleFontSize: 18 },
      // A ground for white words is too dark for words on a dark page.
      Tabs: { itemSelectedColor: c.link, itemHoverColor: c.link, inkBarColor: c.link },
    },
  };
}
