/** Lists are searched by the words that are seen, not by the code behind them. */
export const byLabel = { optionFilterProp: 'label' } as const;
