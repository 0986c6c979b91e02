import { createTheme, localStorageColorSchemeManager } from '@mantine/core'

/** Mantine's own parts, kept as quiet as the rest; colours come from tokens.css. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  primaryColor: 'dark',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: 'var(--t11)', sm: 'var(--t12)', md: 'var(--t13)', lg: 'var(--t15)', xl: 'var(--t22)' },
})

export const schemeManager = localStorageColorSchemeManager({ key: 'ganvas.scheme' })
