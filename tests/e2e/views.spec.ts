import AxeBuilder from '@axe-core/playwright'
import { expect, open, test } from './support'

const configurations = [
  'data=mnist&model=gan&conditioning=label&average=true&backend=simd',
  'data=mnist&model=vq-vae&backend=simd',
  'data=mnist&model=vae&backend=simd',
]

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every view shows its picture, and axe finds no serious violation in it, ${colorScheme}`, {
    tag: '@long',
  }, async ({ page, conduct }) => {
    await page.emulateMedia({ colorScheme })
    const seen = new Set<string>()
    for (const configuration of configurations) {
      await open(page, configuration)
      for (const tab of await page.getByRole('tab').all()) {
        const name = (await tab.textContent())!
        if (seen.has(name)) continue
        seen.add(name)
        await tab.click()
        const view = page.getByRole('tabpanel', { name })
        if (name === 'How it works') await expect(view.locator('math').first()).toBeVisible()
        else await expect(view.locator('canvas[data-drawn]').first()).toBeVisible()
        const { violations } = await new AxeBuilder({ page }).include('.stage-region').analyze()
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        expect(grave.map(({ id, nodes }) => `${name}, ${id}: ${nodes[0]?.target.join(' ')}`)).toEqual([])
      }
    }
    for (const name of ['What D sees', 'Classes', 'Averaged', 'Codes', 'Traversals', 'Reconstructions'])
      expect([...seen]).toContain(name)
    expect(conduct.outside).toEqual([])
  })
}
