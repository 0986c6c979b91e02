import type { LossExplanation } from '../explanation'

export const hinge: LossExplanation = {
  title: 'The hinge loss',
  discriminator: '𝔼_x max(0, 1 − D(x)) + 𝔼_z max(0, 1 + D(G(z)))',
  generator: '− 𝔼_z D(G(z))',
  text:
    'D must keep real examples above 1 and samples below −1; beyond these margins it is content and learns from the ' +
    'doubtful cases only. G simply raises its marks. D’s loss is 2 while it cannot tell and 0 when the margins are kept ' +
    'everywhere; between 0.5 and 1.8 the game is alive.',
  source: 'Lim & Ye 2017; Miyato et al. 2018',
}
